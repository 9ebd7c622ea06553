"""Everything that people read has a name, also what the schema will say tomorrow."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from django.db.models import Choices

from tests.documents.strategies import full, full_document
from tests.documents.test_canonical import all_models
from wagtail_privacy.documents.base import Data, ItemRef, Prose
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import FieldKind, field_label, spec, specs
from wagtail_privacy.documents.flows import Flow
from wagtail_privacy.documents.items import BasisUse, Citation, ConditionUse, Contact, OnwardSharing, RecipientIdentity
from wagtail_privacy.documents.sections import LegalDuty, RequestPoint, SectionBase
from wagtail_privacy.documents.wording import item_label, item_name, join_and

MODELS = sorted(all_models(), key=lambda model: model.__name__)


def read_fields() -> Iterator[tuple[type[Data], str, Any]]:
    for model in MODELS:
        if model in {ItemRef, Prose, Flow}:
            continue
        sample = full_document() if model is Document else full(model)
        for name in model.model_fields:
            if not specs(model)[name].is_machine:
                yield model, name, getattr(sample, name)


@pytest.mark.parametrize(("model", "name", "value"), list(read_fields()))
def test_every_field_that_people_read_has_a_label(model: type[Data], name: str, value: Any) -> None:
    entries = value if isinstance(value, tuple) and not spec(model, name).single else (value,)
    for entry in entries:
        if isinstance(entry, Data) and not isinstance(entry, Prose | SectionBase):
            assert item_label(model, name, entry)
            assert item_name(entry)
        if not isinstance(value, tuple) or not isinstance(entry, Data):
            assert field_label(model, name)


def test_a_field_that_does_not_say_what_it_is_is_refused_with_the_way_to_mend_it():
    class Bare(Data):
        colour: str = ""

    with pytest.raises(TypeError, match=r"Bare.colour does not say what it is. Annotate it"):
        specs(Bare)


def test_sentences_are_told_from_names():
    assert spec(LegalDuty, "duty").kind == FieldKind.WORDING
    assert spec(Contact, "title").kind == FieldKind.FACT
    assert spec(Contact, "email").kind == FieldKind.FACT


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ("a statement", "a statement"),
        (BasisUse(basis="consent"), "Consent (UK GDPR Article 6(1)(a))"),
        (BasisUse(basis="consent", cited_as="You agreed"), "You agreed"),
        (RequestPoint(contact=Contact(role="headteacher")), "Headteacher"),
        (
            OnwardSharing(recipients=(RecipientIdentity(name="A"), RecipientIdentity(name="B")), others=("C",)),
            "A, B, C",
        ),
        (LegalDuty(details=("one",)), ""),
        (LegalDuty(citations=(Citation(cited_as="An Act", provisions=("section 3",)),)), "An Act, section 3"),
        (LegalDuty(duty="to ask", citations=(Citation(cited_as="An Act"),)), "to ask"),
        (
            ConditionUse(condition="legal_claims", schedule_1="paragraph 4"),
            "Legal claims (UK GDPR Article 9(2)(f); Data Protection Act 2018, Schedule 1: paragraph 4)",
        ),
        (Contact(phone="01234"), "01234"),
        (Contact(), ""),
    ],
)
def test_items_go_by_what_readers_know_them_by(item: Data | str, name: str) -> None:
    assert item_name(item) == name


def test_names_in_a_row():
    assert join_and(["a"]) == "a"
    assert join_and(["a", "b"]) == "a and b"
    assert join_and(["a", "b", "c"]) == "a, b and c"


def test_closed_lists_are_told_by_their_labels():
    for model in MODELS:
        for field in model.model_fields.values():
            kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
            for kind in kinds:
                if issubclass(kind, Choices):
                    assert all(str(choice.label) for choice in kind)
