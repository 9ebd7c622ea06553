"""Six documents of other schools, nations and groups of people: what each says, and how.

Each is a file of the demo's reader in own words, published through the ordinary publication, and beside it a file of
its facts; see :mod:`tests.more_documents.measuring`. ``python -m tests.more_documents`` prints the table.
"""

import re
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page, Site

from example_site.demo.files import load_yaml
from example_site.demo.history import publish_history
from example_site.demo.organisations import Member, Place
from example_site.demo.reader import read_document
from tests.factories import OrganisationFactory
from tests.more_documents.measuring import Fact, Said, measure, shipped_share, table, typed_share
from tests.notice_factories import make_hub
from tests.trees import build_wagtail_tree
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.prose import one_line, prose_text
from wagtail_privacy.documents.text import free_text_share
from wagtail_privacy.documents.vocabulary import Nation, OrganisationKind, SettingType
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.library.starter_library.loading import load_starter_library
from wagtail_privacy.versions.models import NoticeVersion, VersionReference

DIRECTORY = Path(__file__).parent
# pytest-django sets up the databases of marked tests only.
pytestmark = pytest.mark.django_db
FACTS = ".facts"
NAMES = sorted(path.stem for path in DIRECTORY.glob("*.yaml") if not path.stem.endswith(FACTS))
assert len(NAMES) == 6


@dataclass(frozen=True)
class Published:
    """One of the documents as it was published. Plain data: nothing of it is in the database any more."""

    document: Document
    page: str
    facts: list[Fact]
    wrong: list[str]
    elsewhere: list[str]


@dataclass(frozen=True)
class All:
    """The six of them, by the name of their file, and what ``report_free_text`` prints of them."""

    documents: dict[str, Published]
    report: str

    @property
    def table(self) -> str:
        return table({name: published.facts for name, published in self.documents.items()})


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> All:
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                build_wagtail_tree()
                load_starter_library()
                documents = {name: _publish(name) for name in NAMES}
                report = StringIO()
                call_command("report_free_text", stdout=report)
                transaction.set_rollback(True)
        finally:
            # The addresses of sites are cached by primary keys that other tests will use again.
            cache.clear()
    return All(documents, report.getvalue())


def _publish(name: str) -> Published:
    file = read_document(DIRECTORY / f"{name}.yaml")
    about = load_yaml(DIRECTORY / f"{name}{FACTS}.yaml")
    place = _place(file.school, about["school"], about["language"])
    assert publish_history(file, place, place.organisation)
    page = place.hub.get_children().get().specific
    assert page.live
    version = NoticeVersion.objects.current(page.pk)
    assert version is not None
    document = version.as_document()
    response = Client(SERVER_NAME=place.member.host).get(page.get_url_parts()[2])
    assert response.status_code == 200
    shown = re.sub(r"(?s)^.*?<main\b[^>]*>|</main>.*$|<(script|style)\b.*?</\1>", " ", response.content.decode())
    text = one_line(prose_text(shown))
    keys = {
        (model._meta.model_name or "", str(key)): starter_key
        for model in LIBRARY_MODELS
        for key, starter_key in model.objects.values_list("translation_key", "starter_key")
    }
    return Published(
        document=document,
        page=text,
        facts=measure(about["facts"], document, text, keys),
        wrong=_said_wrongly(text, about),
        elsewhere=_items_of_other_nations(version, about["school"]["nation"]),
    )


def _place(key: str, school: dict[str, Any], language: str) -> Place:
    """The home page, site, hub and organisation of a school."""
    member = Member(
        key=key,
        name=school["name"],
        kind=OrganisationKind(school["kind"]),
        setting=SettingType(school["setting"]),
        nation=Nation(school["nation"]),
        address="1 Example Street",
        phone="01632 960199",
        introduction="",
    )
    locale = Locale.objects.get_or_create(language_code=language)[0]
    root = Page.get_first_root_node()
    home = root.add_child(instance=Page(title=member.name, slug=key, locale=locale, live=True))
    site = Site.objects.create(hostname=member.host, site_name=member.name, root_page=home)
    organisation = OrganisationFactory(
        name=member.name,
        kind=member.kind,
        setting=member.setting,
        nations=[member.nation.value],
        site=site,
        is_controller=True,
        with_officer=school.get("officer", False),
    )
    return Place(
        member,
        home,
        make_hub(home, locale=locale, title="Privacy" if language == "en" else "Preifatrwydd"),
        organisation,
    )


def _said_wrongly(page: str, about: dict[str, Any]) -> list[str]:
    """What stands on the page although its file of facts says that it never may."""
    with translation.override(about["language"]):
        awaited = [label for label in about.get("awaited", []) if gettext(label) == label]
    for label in sorted(awaited, key=len, reverse=True):
        page = page.replace(label, "…")
    return [match[0] for pattern in about["never"] for match in re.finditer(pattern, page)]


def _items_of_other_nations(version: NoticeVersion, nation: str) -> list[str]:
    """The names of the library items of a version that fit other nations only."""
    keys = set(VersionReference.objects.filter(version=version).values_list("translation_key", flat=True))
    return [
        item.name
        for model in LIBRARY_MODELS
        for item in model.objects.filter(translation_key__in=keys)
        if item.nations and nation not in item.nations
    ]


@pytest.mark.parametrize("name", NAMES)
class TestDocument:
    def test_every_fact_is_said_as_its_file_claims(self, published: All, name: str) -> None:
        others = [fact for fact in published.documents[name].facts if fact.said != fact.claimed]
        assert [f"{fact.name}: {fact.said}, not {fact.claimed}. {fact.problem}" for fact in others] == []

    def test_nothing_is_said_wrongly(self, published: All, name: str) -> None:
        document = published.documents[name]
        assert (document.wrong, document.elsewhere) == ([], [])

    def test_nearly_all_facts_are_typed(self, published: All, name: str) -> None:
        facts = published.documents[name].facts
        assert typed_share(facts) >= 0.95, published.table
        assert shipped_share(facts) >= 0.8, published.table


def test_the_six_together(published: All) -> None:
    facts = [fact for document in published.documents.values() for fact in document.facts]
    sys.stdout.write(f"\n{published.table}\n\n{published.report}\n")
    assert typed_share(facts) >= 0.95, published.table
    assert shipped_share(facts) >= 0.8, published.table
    assert [fact.name for fact in facts if fact.said in {Said.PROSE, Said.NOT}] == [], published.table


def test_free_text_and_catch_alls_are_counted(published: All) -> None:
    rows = [line.split(maxsplit=6) for line in published.report.splitlines()[1:]]
    assert len(rows) == len(NAMES)
    for name, document in published.documents.items():
        count = free_text_share(document.document)
        (row,) = [row for row in rows if row[6] == document.document.title]
        assert (int(row[3]), int(row[5])) == (count.free, count.catch_all) == (0, 0), name
