"""Who publishes notices: trusts, schools and other controllers, with the people to write to."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable, Page, Site
from wagtail.search import index

from wagtail_privacy import conf
from wagtail_privacy.documents.canonical import payload_digest
from wagtail_privacy.documents.items import Contact, Party
from wagtail_privacy.documents.nations import SETTING_NATIONS
from wagtail_privacy.documents.vocabulary import (
    Audience,
    ContactRole,
    Nation,
    OrganisationKind,
    SettingType,
)
from wagtail_privacy.documents.wording import join_and
from wagtail_privacy.fields import AudiencesField, LinesField, NationsField, lines, values_of
from wagtail_privacy.organisations.changes import announce_changes
from wagtail_privacy.organisations.overlay import read_once
from wagtail_privacy.organisations.panels import ORGANISATION_PANELS

SAME_ROOT = "site__root_page__sites_rooted_here"
"""The sites of an organisation: several hostnames may lead to the same root page, and Wagtail names any of them."""


def usually_expected() -> list[str]:
    """Whom every school holds data about: its pupils with their parents, and its staff."""
    return [Audience.PUPILS.value, Audience.STAFF.value]


def sites_of(pages: Iterable[Page]) -> dict[int, int]:
    """The keys of the sites that ``pages`` are in, by the key of the page; no query beyond the paths of the sites."""
    # Where Wagtail keeps the paths between pages, as it does on a request.
    paths = SimpleNamespace()
    return {page.pk: parts[0] for page in pages if (parts := page.get_url_parts(paths)) is not None}


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def with_chain(self) -> Self:
        """With the two organisations above each: as deep as trusts go, so that ``chain()`` needs no query."""
        return self.select_related("parent__parent")

    def with_people(self) -> Self:
        """As :meth:`with_chain`, with the home pages, and with whom each organisation names for reviews."""
        people = ("responsible_user", "parent__responsible_user", "parent__parent__responsible_user")
        homes = ("site__root_page", "parent__site__root_page", "parent__parent__site__root_page")
        return self.with_chain().select_related(*people, *homes)

    def for_page(self, page: Page) -> "Organisation | None":
        """The organisation whose site ``page`` is in, or ``None``.

        With its contacts and those of the organisation above it: three queries beyond the paths of the sites, which
        Wagtail caches; none where the page is outside any site.
        """
        address = page.get_url_parts()
        if address is None:
            return None
        chain = self.with_chain().prefetch_related("contacts", "parent__contacts")
        return read_once(address[0], chain.filter(**{SAME_ROOT: address[0]}).order_by("pk").first)

    def keys_for_pages(self, pages: Iterable[Page]) -> dict[int, int]:
        """The primary keys of the organisations whose sites ``pages`` are in, by the key of the page.

        The same as :meth:`for_page` gives for each. One query beyond the paths of the sites, which Wagtail caches.
        """
        sites = sites_of(pages)
        organisations = self.filter(**{f"{SAME_ROOT}__in": set(sites.values())}).order_by("-pk")
        by_site = dict(organisations.values_list(SAME_ROOT, "pk"))
        return {page: by_site[site] for page, site in sites.items() if site in by_site}

    def names_of(self, keys: Iterable[int | None]) -> dict[int, str]:
        """The names of the organisations with these primary keys: one query."""
        return dict(self.filter(pk__in=set(keys) - {None}).values_list("pk", "name"))

    def at_home_in(self, pages: Iterable[Page]) -> Self:
        """The organisations whose home page is one of ``pages`` or stands below one of them."""
        below = Q(pk=None)
        for page in pages:
            below |= Q(site__root_page__path__startswith=page.path)
        return self.filter(below)


class Organisation(index.Indexed, ClusterableModel):
    """A trust, a school or another controller (UK GDPR Article 4(7)).

    It has no drafts, so that who answers for the data and how to reach them (Article 13(1)(a) and (b)) is current as
    soon as it is saved. What a published notice says of it is frozen with the notice.
    """

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=OrganisationKind.choices,
        default=OrganisationKind.SCHOOL,
        help_text=_("A trust stands above its schools. Choose “Other controller” for a body that is neither."),
    )
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("The full name, as people know it and as it should stand in every notice (UK GDPR Art 13(1)(a))."),
    )
    abbreviation = models.CharField(
        _("abbreviation"), max_length=50, blank=True, help_text=_("The short form, where people use one.")
    )
    nations = NationsField(
        _("nations"),
        blank=True,
        help_text=_(
            "Whose law its notices follow, and which laws and bodies are offered for them. A trust may have schools in "
            "several. A school that says nothing is where its trust is."
        ),
    )
    setting = models.CharField(
        _("type of setting"),
        max_length=30,
        choices=SettingType.choices,
        blank=True,
        help_text=_("Decides which laws apply: the parent's right to the educational record, for one."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text=_("The trust that this school belongs to. Its notices may use the trust's library items."),
    )
    site = models.OneToOneField(
        Site,
        verbose_name=_("site"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="privacy_organisation",
        help_text=_("The website whose notices this organisation publishes."),
    )
    is_controller = models.BooleanField(
        _("answers for the data in law"),
        default=True,
        help_text=_(
            "Tick this where the organisation is itself the controller: it decides why and how personal data is used. "
            "Academies usually leave it empty, because their trust is the controller (UK GDPR Art 4(7))."
        ),
    )
    address = LinesField(
        _("postal address"), blank=True, help_text=_("One line of the address a line, the postcode last.")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("A shared mailbox that outlives staff changes."))
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    website = models.URLField(_("website"), blank=True)
    registration_number = models.CharField(
        _("registration number"),
        max_length=30,
        blank=True,
        help_text=_(
            "The number in the regulator's register of fee payers, such as Z1234567 "
            "(Data Protection (Charges and Information) Regulations 2018)."
        ),
    )

    expected_audiences = AudiencesField(
        _("notices for"),
        default=usually_expected,
        blank=True,
        help_text=_(
            "Everybody whose data a school collects has to be told how it is used (UK GDPR Arts 13 and 14). The "
            "overview shows which of these notices are missing. What a trust chooses holds for all its schools."
        ),
    )

    responsible_user = models.ForeignKey(
        conf.user_model_name(),
        verbose_name=_("person in charge of reviews"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Is reminded of every notice and library item that has nobody of its own."),
    )
    responsible_mailbox = models.EmailField(
        _("mailbox for reminders"),
        blank=True,
        help_text=_("A role mailbox is reminded where no person is named, or where the person has left."),
    )
    responsible_role = models.CharField(
        _("who reviews, as readers see it"),
        max_length=255,
        blank=True,
        help_text=_("A role or a committee, never a person: “the Data Protection Lead”."),
    )
    tells_overdue = models.BooleanField(
        _("tell readers when a review is overdue"),
        default=False,
        help_text=_("The public page then says that the review was due and has not been done yet."),
    )

    objects: ClassVar[Any] = OrganisationQuerySet.as_manager()

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("abbreviation"),
        index.FilterField("kind"),
    ]

    panels: ClassVar[list[Any]] = ORGANISATION_PANELS

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        """Save it with its contacts; sends ``organisation_changed`` where a document would say something else now."""
        with announce_changes(Organisation, [self.pk]) as hashes:
            is_new = self.pk not in hashes
            super().save(*args, **kwargs)
            if is_new:
                # No document has said anything of it yet.
                hashes.pop(self.pk, None)

    def clean(self) -> None:
        """Raises ``ValidationError`` for a trust with a parent, a loop of parents, a parent that is a school, and a
        type of school that none of its nations has.
        """
        super().clean()
        self._check_setting()
        if self.parent is None:
            return
        if self.kind == OrganisationKind.TRUST:
            raise ValidationError({"parent": _("A trust does not belong to another organisation.")})
        if self.parent.kind == OrganisationKind.SCHOOL:
            raise ValidationError({"parent": _("A school cannot have other organisations below it.")})
        if self.pk is not None and any(above.pk == self.pk for above in self.parent.chain()):
            raise ValidationError({"parent": _("An organisation cannot be above itself.")})

    def _check_setting(self) -> None:
        found_in = SETTING_NATIONS.get(self.setting, frozenset())
        nations = self.nations_of_law()
        if found_in and nations and found_in.isdisjoint(nations):
            text = _("There are no schools of this type in %(nations)s. Choose another type, or correct the nations.")
            raise ValidationError({"setting": text % {"nations": join_and(nation.label for nation in nations)}})

    def chain(self) -> "tuple[Organisation, ...]":
        """Itself, then the organisations above it, nearest first. No query after ``with_chain()``."""
        chain: list[Organisation] = [self]
        seen = {self.pk}
        above = self.parent
        # Rows written past clean() may form a loop; reading them must still end.
        while above is not None and above.pk not in seen:
            chain.append(above)
            seen.add(above.pk)
            above = above.parent
        return tuple(chain)

    def nations_of_law(self) -> tuple[Nation, ...]:
        """The nations whose law holds for it: its own, or those of the nearest above it; empty where nobody says.

        No query after ``with_chain()``.
        """
        said = (values_of(Nation, organisation.nations) for organisation in self.chain())
        return next((nations for nations in said if nations), ())

    @property
    def home_path(self) -> str | None:
        """The path of its home page in the tree of pages; ``None`` without a site. No query once both are loaded."""
        return str(self.site.root_page.path) if self.site is not None else None

    def controller(self) -> "Organisation":
        """Who answers for the data (UK GDPR Article 4(7)): the nearest in the chain that does, else itself."""
        return next((organisation for organisation in self.chain() if organisation.is_controller), self)

    def trust(self) -> "Organisation | None":
        """The trust in the chain, or ``None`` for an organisation on its own."""
        return next(
            (organisation for organisation in self.chain() if organisation.kind == OrganisationKind.TRUST), None
        )

    def audiences_to_inform(self) -> tuple[Audience, ...]:
        """Whom a notice of this organisation is expected for: the choice of its trust, or its own without a trust.

        A trust expects notices of its schools, not of itself. No query after ``with_chain()``.
        """
        if self.kind == OrganisationKind.TRUST:
            return ()
        return values_of(Audience, (self.trust() or self).expected_audiences)

    def party(self) -> Party:
        """What a document says of the organisation, contacts included (one query for them)."""
        return Party(
            name=self.name,
            abbreviation=self.abbreviation,
            kind=OrganisationKind(self.kind),
            setting=SettingType(self.setting) if self.setting else None,
            nations=values_of(Nation, self.nations),
            address=lines(self.address),
            email=self.email,
            phone=self.phone,
            website=self.website,
            registration_number=self.registration_number,
            contacts=tuple(contact.contact() for contact in self.contacts.all()),
        )

    def content_hash(self) -> str:
        """The sha256, in hex, of what a document says of it (:meth:`party`); one query for the contacts.

        Asked again it reads the contacts again. No query after ``prefetch_related("contacts")``.
        """
        return payload_digest(self.party().model_dump(mode="json"))


class OrganisationContactQuerySet(models.QuerySet["OrganisationContact"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; sends ``organisation_changed`` once for each organisation that loses contacts."""
        with announce_changes(Organisation, self.order_by().values_list("organisation_id", flat=True)):
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class OrganisationContact(Orderable):
    """Somebody at an organisation, by role (UK GDPR Article 13(1)(b))."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField(
        _("role"), max_length=30, choices=ContactRole.choices, help_text=_("What people may ask this contact about.")
    )
    title = models.CharField(
        _("job title as shown"), max_length=255, blank=True, help_text=_("Leave empty to show the role.")
    )
    name = models.CharField(
        _("name"),
        max_length=255,
        blank=True,
        help_text=_("A person, where you want to name one. A role and a shared mailbox stay right for longer."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    address = LinesField(_("postal address"), blank=True, help_text=_("Only where it differs from the organisation's."))
    form_url = models.URLField(_("contact form"), blank=True)

    objects: ClassVar[Any] = OrganisationContactQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("role"), FieldPanel("title")]),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        FieldPanel("address"),
        FieldPanel("form_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name or self.title or str(self.get_role_display())

    def save(self, *args: object, **kwargs: object) -> None:
        """Save it; sends ``organisation_changed`` for the organisation, and for the one that it belonged to before."""
        former = OrganisationContact.objects.filter(pk=self.pk).values_list("organisation_id", flat=True)
        with announce_changes(Organisation, [self.organisation_id, *former]):
            super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Delete it; sends ``organisation_changed``."""
        with announce_changes(Organisation, [self.organisation_id]):
            return super().delete(*args, **kwargs)

    def contact(self) -> Contact:
        """The contact as plain data, without a query."""
        return Contact(
            role=ContactRole(self.role),
            title=self.title,
            name=self.name,
            address=lines(self.address),
            email=self.email,
            phone=self.phone,
            form_url=self.form_url,
        )
