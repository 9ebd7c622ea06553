"""Organisations and library items for tests."""

from typing import Any

import factory
from wagtail.models import Locale

from wagtail_privacy.documents.vocabulary import BodyStatus, ContactRole, LegislationStatus, OrganisationKind
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule
from wagtail_privacy.organisations.models import Organisation, OrganisationContact


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A school on its own. Traits: ``trust``; ``with_officer`` adds a data protection officer."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"School {number}")
    kind = OrganisationKind.SCHOOL
    nations = ["england"]

    class Params:
        trust = factory.Trait(kind=OrganisationKind.TRUST, name=factory.Sequence(lambda number: f"Trust {number}"))
        with_officer = factory.Trait(
            officer=factory.RelatedFactory("tests.factories.OrganisationContactFactory", "organisation")
        )


class OrganisationContactFactory(factory.django.DjangoModelFactory):
    """A data protection officer, unless another ``role`` is given."""

    class Meta:
        model = OrganisationContact

    organisation = factory.SubFactory(OrganisationFactory)
    role = ContactRole.DATA_PROTECTION_OFFICER
    name = "Olu Officer"
    email = "dpo@example.org"
    phone = "01234 567890"


def english() -> Any:
    """The locale of the test site's texts."""
    return Locale.objects.get_or_create(language_code="en")[0]


class LibraryItemFactory(factory.django.DjangoModelFactory):
    """Everyone's item, live without a revision. Traits: ``draft`` was never published; ``published`` has a revision."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    locale = factory.LazyFunction(english)

    class Params:
        draft = factory.Trait(live=False)

    @factory.post_generation
    def published(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.save_revision().publish()
            self.refresh_from_db()


class RecipientFactory(LibraryItemFactory):
    """A body that exists today. Traits: ``closed``; ``reachable`` has a contact card."""

    class Meta:
        model = Recipient

    name = factory.Sequence(lambda number: f"Recipient {number}")

    class Params:
        closed = factory.Trait(status=BodyStatus.ABOLISHED, ended="2010-03-31")
        reachable = factory.Trait(
            contact_title="Data protection officer", address="1 Street\nTown", email="a@b.example"
        )


class DataCategoryFactory(LibraryItemFactory):
    """Data about pupils. Trait: ``health`` is a special category."""

    class Meta:
        model = DataCategory

    name = factory.Sequence(lambda number: f"Category {number}")
    examples = "first example\nsecond example"

    class Params:
        health = factory.Trait(special="health")


class PurposeFactory(LibraryItemFactory):
    class Meta:
        model = Purpose

    name = factory.Sequence(lambda number: f"Purpose {number}")


class LegislationFactory(LibraryItemFactory):
    """An Act in force. Trait: ``repealed``."""

    class Meta:
        model = Legislation

    name = factory.Sequence(lambda number: f"Example Act {1900 + number}")
    year = factory.Sequence(lambda number: 1900 + number)

    class Params:
        repealed = factory.Trait(status=LegislationStatus.REPEALED, in_force_until="2018-05-25")


class RetentionRuleFactory(LibraryItemFactory):
    """Six years from leaving. Trait: ``statutory`` rests on a law."""

    class Meta:
        model = RetentionRule

    name = factory.Sequence(lambda number: f"Rule {number}")
    trigger = "leaving"
    period_number = 6
    period_unit = "years"

    class Params:
        statutory = factory.Trait(basis="statutory", legislation=factory.SubFactory(LegislationFactory))
