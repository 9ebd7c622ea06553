"""The trust and its five schools, another trust, and a Welsh school.

Who they are, and the site, home page and hub of each.
Names, addresses, numbers and mailboxes are fictional; they belong to nobody.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import swapper
from django.apps import apps
from wagtail.models import Locale, Site

from wagtail_privacy.documents.vocabulary import ContactRole, Nation, OrganisationKind, SettingType
from wagtail_privacy.organisations.models import Organisation, OrganisationContact
from wagtail_privacy.pages.models import PrivacyHubPage


class Approver(StrEnum):
    """Who approves the notices of a school."""

    HEADTEACHER = "headteacher"
    GOVERNING_BOARD = "governing_board"


@dataclass(frozen=True)
class Member:
    """A trust or a school of the demo; ``key`` is the first part of its host and the slug of its home page.

    ``language`` is the one in which it writes.
    """

    key: str
    name: str
    setting: SettingType
    address: str
    phone: str
    introduction: str
    abbreviation: str = ""
    kind: OrganisationKind = OrganisationKind.SCHOOL
    is_controller: bool = True
    nation: Nation = Nation.ENGLAND
    language: str = "en"
    hub_title: str = "Privacy"
    hub_introduction: str = "How we use information about people, and what you can ask us to do."

    @property
    def host(self) -> str:
        return f"{self.key}.localhost"

    @property
    def mail_domain(self) -> str:
        return "example.org" if self.key == "trust" else f"{self.key}.example.org"


@dataclass(frozen=True)
class Place:
    """What stands in the database for a member."""

    member: Member
    home: Any
    hub: PrivacyHubPage
    organisation: Organisation


TRUST = Member(
    key="trust",
    name="Five Rivers Learning Trust",
    kind=OrganisationKind.TRUST,
    setting=SettingType.TRUST,
    address="The Weir House\n1 Confluence Road\nRivermouth\nRV1 1AA",
    phone="01632 960100",
    introduction="Five schools that learn from each other.",
)
SCHOOLS = {
    school.key: school
    for school in (
        Member(
            key="hawthorn",
            name="Hawthorn Short Stay School",
            setting=SettingType.SHORT_STAY,
            address="Hawthorn Lane\nRivermouth\nRV1 2AB",
            phone="01632 960110",
            introduction="A small school for pupils who need a fresh start.",
        ),
        Member(
            key="larkfield",
            name="Larkfield Junior School",
            setting=SettingType.MAINTAINED,
            address="Larkfield Road\nRivermouth\nRV2 3CD",
            phone="01632 960120",
            introduction="A junior school between the park and the river.",
        ),
        Member(
            key="meadway",
            name="Meadway Education Support Centre",
            abbreviation="MESC",
            setting=SettingType.SUPPORT_CENTRE,
            address="14 The Meadway\nRivermouth\nRV3 4EF",
            phone="01632 960130",
            introduction="Teaching and support for pupils from all schools of the area.",
        ),
        Member(
            key="fenbrook",
            name="Fenbrook Primary School",
            setting=SettingType.ACADEMY,
            is_controller=False,
            address="Brook Street\nFen End\nRV4 5GH",
            phone="01632 960140",
            introduction="A village primary school with a large garden.",
        ),
        Member(
            key="oakstone",
            name="Oakstone Primary School",
            setting=SettingType.ACADEMY,
            is_controller=False,
            address="2 Oakstone Avenue\nRivermouth\nRV5 6JK",
            phone="01632 960150",
            introduction="A primary school in the middle of a busy city.",
        ),
    )
}

OTHER_TRUST = Member(
    key="twinhills",
    name="Twin Hills Schools Trust",
    kind=OrganisationKind.TRUST,
    setting=SettingType.TRUST,
    address="3 Saddle Lane\nUpper Twinley\nTW1 7LM",
    phone="01632 960160",
    introduction="A small trust between two hills, with nothing to do with the other one on this website.",
)
OTHER_SCHOOL = Member(
    key="larchmoor",
    name="Larchmoor Village School",
    setting=SettingType.ACADEMY,
    is_controller=False,
    address="The Green\nLarchmoor\nTW2 8NP",
    phone="01632 960170",
    introduction="A village school of forty pupils.",
)

WELSH_SCHOOL = Member(
    key="glanyrafon",
    name="Ysgol Gynradd Glan yr Afon",
    setting=SettingType.MAINTAINED,
    language="cy",
    nation=Nation.WALES,
    address="Heol y Bont\nLlanafon\nLA1 9NR",
    phone="01632 960180",
    introduction="Ysgol gynradd Gymraeg ar lan yr afon.",
    hub_title="Preifatrwydd",
    hub_introduction="Sut rydym yn defnyddio gwybodaeth am bobl, a beth y gallwch ofyn inni ei wneud.",
)
"""A school outside all trusts that writes in Welsh, with English as a translation."""


def build(member: Member, *, trust: Organisation | None, port: int) -> Place:
    """Make the home page, the site, the hub and the organisation of ``member`` where they are missing.

    What is there already stays as it is. ``port`` is where the demo is served, so that addresses in the admin and in
    feeds lead there.
    """
    home = _home(member)
    site = _site(member, home, port)
    return Place(member, home, _hub(member, home), _organisation(member, site, trust))


def locale_of(language: str) -> Locale:
    """The locale of a language, made where it is missing; English is the default one, whichever English that is."""
    if language == "en":
        return Locale.get_default()
    return Locale.objects.get_or_create(language_code=language)[0]


def remove_welcome_page() -> bool:
    """Delete the page that Wagtail puts into an empty database, and with it the site at ``localhost``.

    Gives ``False`` where there is no such page any more.
    """
    page_model = swapper.load_model("wagtailcore", "Page")
    site = Site.objects.filter(hostname="localhost", is_default_site=True).select_related("root_page").first()
    if site is None or site.root_page.specific_class is not page_model or not site.root_page.is_leaf():
        return False
    site.root_page.delete()
    return True


def _home(member: Member) -> Any:
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()
    existing = root.get_children().filter(slug=member.key).first()
    if existing is not None:
        return existing.specific
    fields = {"title": member.name, "slug": member.key, "locale": locale_of(member.language), "show_in_menus": True}
    if apps.is_installed("example_site.home"):
        home = apps.get_model("home", "HomePage")(**fields, introduction=member.introduction)
    else:
        home = swapper.load_model("wagtailcore", "Page")(**fields)
    return root.add_child(instance=home)


def _site(member: Member, home: Any, port: int) -> Site:
    site = Site.objects.filter(hostname=member.host).first()
    if site is None:
        return Site.objects.create(
            hostname=member.host,
            port=port,
            site_name=member.name,
            root_page=home,
            is_default_site=not Site.objects.filter(is_default_site=True).exists(),
        )
    if site.port != port:
        site.port = port
        site.save()
    return site


def _hub(member: Member, home: Any) -> PrivacyHubPage:
    hub = PrivacyHubPage.objects.child_of(home).first()
    if hub is None:
        hub = home.add_child(
            instance=PrivacyHubPage(
                title=member.hub_title,
                slug="privacy",
                locale=home.locale,
                show_in_menus=True,
                introduction=member.hub_introduction,
                live=False,
            )
        )
        hub.save_revision().publish()
        hub.refresh_from_db()
    return hub


def _organisation(member: Member, site: Site, trust: Organisation | None) -> Organisation:
    existing = Organisation.objects.with_chain().filter(site=site).first()
    if existing is not None:
        return existing
    organisation = Organisation(
        kind=member.kind,
        name=member.name,
        abbreviation=member.abbreviation,
        setting=member.setting,
        nations=[member.nation.value],
        parent=trust,
        site=site,
        is_controller=member.is_controller,
        address=member.address,
        email=f"office@{member.mail_domain}",
        phone=member.phone,
    )
    organisation.contacts.set(_contacts(member))
    organisation.full_clean()
    organisation.save()
    return organisation


def _contacts(member: Member) -> list[OrganisationContact]:
    # Roles only: the demo names no person.
    if member.kind == OrganisationKind.TRUST:
        roles = {ContactRole.DATA_PROTECTION_OFFICER: "dpo"}
    else:
        roles = {ContactRole.HEADTEACHER: "headteacher", ContactRole.SCHOOL_OFFICE: "office"}
    return [
        OrganisationContact(role=role, email=f"{mailbox}@{member.mail_domain}", sort_order=position)
        for position, (role, mailbox) in enumerate(roles.items())
    ]
