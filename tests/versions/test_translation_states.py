"""Every state of a translation by hand: what its readers, its editors and its trust are told."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.translating import newest, translated_item
from wagtail_privacy.documents.passages import PassageState
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.translated import translated_version

pytestmark = pytest.mark.django_db

THINGS = ("page", "item", "clause")
STATES = ("fresh", "edited", "synchronised", "published untranslated", "taken down")

BEHIND = ({"behind": 1}, 1, "1 passage behind")
EXPECTED = {
    "fresh": ({}, 0, "Up to date"),
    "edited": BEHIND,
    # The words of the source are in the draft, which nobody reads.
    "synchronised": BEHIND,
    # Nobody has said that the translation is complete.
    "published untranslated": BEHIND,
    # Versions keep what an item said; the notice does not say otherwise until it is published again.
    "taken down": ({}, 0, "Up to date"),
}
"""The marks on the page, the passages on the screen and what the report says."""

OF_PAGE = {
    "synchronised": ({"behind": 1}, 1, "1 passage behind; A draft waits"),
    # Its readers see neither the source nor the translation.
    "taken down": (None, 0, "Source taken down"),
}


def sections(uses: str, clause: Any, heading: str, text: str) -> list[Any]:
    return [
        section("recipients", heading=heading, recipients=entries({"recipient": uses, "from_library": ["uses"]})),
        {"type": "clause", "value": clause.pk},
        section("text", heading=heading, body=f"<p>{text}</p>"),
    ]


def publish(page: Any, *body: Any, **fields: Any) -> Any:
    """Publish a notice again as its editor would, whatever has changed."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    if body:
        page.body = page.body.stream_block.to_python(list(body))
    page.describe_change(note="Something changed.", reason="practice")
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def clause_body(*raw: Any) -> Any:
    return Clause._meta.get_field("body").stream_block.to_python(list(raw))


class Translated:
    """A notice with an item and a clause, translated into Polish by hand, all of it published."""

    def __init__(self, tree: Any) -> None:
        self.polish = Locale.objects.create(language_code="pl")
        self.item = RecipientFactory(name="The inspectorate", default_uses="to inspect us", published=True)
        self.clause = Clause(name="Safe", locale=tree.locale, live=False)
        self.clause.body = clause_body(section("security", heading="Safe", measures="Locks."))
        self.clause.save()
        self.clause.save_revision().publish()
        body = sections(self.item.pk, self.clause, "English", "We care.")
        self.source = make_notice(make_hub(tree.alpha_home), *body, title="Notice", slug="notice")
        self.item_pl = translated_item(self.item, self.polish, name="Inspektorat", default_uses="kontrola")
        words = clause_body(section("security", heading="Bezpiecznie", measures="Zamki."))
        self.clause_pl = translated_item(self.clause, self.polish, body=words)
        copy = self.source.copy_for_translation(self.polish, copy_parents=True)
        body = sections(self.item.pk, self.clause, "Po polsku", "Dbamy.")
        self.page = publish(copy, *body, title="Dokument", translated_number=1)

    def become(self, state: str, thing: str) -> None:
        """Bring it into this state, by what happens to the notice itself, the item or the clause."""
        if state == "taken down":
            with unasked():
                {"page": self.source, "item": self.item, "clause": self.clause}[thing].unpublish()
        elif state != "fresh":
            getattr(self, f"edit_{thing}")(self.source, self.item, self.clause, is_source=True)
            publish(self.source)
            if state != "edited":
                is_published = state == "published untranslated"
                getattr(self, f"edit_{thing}")(self.page, self.item_pl, self.clause_pl, is_published=is_published)
                if is_published:
                    publish(self.page)
        self.page = type(self.page).objects.get(pk=self.page.pk)

    def edit_page(
        self, page: Any, item: Any, clause: Any, *, is_source: bool = False, is_published: bool = False
    ) -> None:
        heading = "English" if is_source else "Po polsku"
        page = type(page).objects.get(pk=page.pk)
        page.body = page.body.stream_block.to_python(sections(self.item.pk, self.clause, heading, "We ask first."))
        page.describe_change(note="Something changed.", reason="practice")
        self.save(page, is_published=is_source or is_published)

    def edit_item(
        self, page: Any, item: Any, clause: Any, *, is_source: bool = False, is_published: bool = False
    ) -> None:
        item.name = "The watchdog"
        self.save(item, is_published=is_source or is_published)

    def edit_clause(
        self, page: Any, item: Any, clause: Any, *, is_source: bool = False, is_published: bool = False
    ) -> None:
        heading = "Safe" if is_source else "Bezpiecznie"
        clause.body = clause_body(section("security", heading=heading, measures="Locks and passwords."))
        self.save(clause, is_published=is_source or is_published)

    def save(self, item: Any, *, is_published: bool) -> None:
        revision = item.save_revision()
        if is_published:
            with unasked():
                revision.publish()


@pytest.fixture
def translated(site_tree: Any) -> Translated:
    return Translated(site_tree)


@pytest.fixture
def marks(client: Any, settings: Any) -> Iterator[Callable[[Any], dict[str, int] | None]]:
    """How many passages of each kind the page marks for its readers; ``None`` where there is no page."""
    settings.ROOT_URLCONF = "tests.urls_i18n"
    first, *others = settings.MIDDLEWARE
    settings.MIDDLEWARE = [first, "django.middleware.locale.LocaleMiddleware", *others]
    cache.clear()

    def count(page: Any) -> dict[str, int] | None:
        response = client.get(page.get_url_parts()[2], HTTP_HOST="alpha.test")
        if response.status_code == 404:
            return None
        assert response.status_code == 200
        found = BeautifulSoup(response.content, "html.parser").select("[data-privacy-passage]")
        return dict(Counter(mark["data-privacy-passage"] for mark in found))

    # The language of a request stays with its thread.
    with translation.override(translation.get_language()):
        yield count


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("state", STATES)
def test_readers_editors_and_the_trust_are_told_the_same(
    translated: Translated, marks: Any, admin_client: Any, state: str, thing: str
) -> None:
    translated.become(state, thing)
    of_page, on_screen, in_report = (OF_PAGE if thing == "page" else {}).get(state, EXPECTED[state])
    assert marks(translated.page) == of_page
    screen = admin_client.get(reverse("wagtail_privacy_admin:translation", args=[translated.page.pk])).content.decode()
    assert screen.count('class="privacy-passage"') == on_screen
    assert ("is not published at the moment" in screen) == (of_page is None)
    report = b"".join(admin_client.get(reverse("wagtail_privacy_schools:translations"), {"export": "csv"}))
    _headings, row = csv.reader(report.decode().splitlines())
    assert row[-1] == in_report


def behind(page: Any) -> list[tuple[PassageState, Any, Any]]:
    version = newest(page)
    beside = translated_version(version, version.effective_day)
    assert beside is not None and beside.is_known
    return [(passage.state, passage.was, passage.now) for passage in beside.behind(version.as_document())]


def test_what_is_published_again_without_a_change_is_behind_in_nothing(translated: Translated) -> None:
    publish(translated.source)
    publish(translated.page)
    with unasked():
        translated.item.save_revision().publish()
        translated.clause.save_revision().publish()
    publish(translated.source)
    assert behind(translated.page) == []


def test_a_section_that_is_new_is_missing_at_its_place(translated: Translated) -> None:
    first, clause, last = sections(translated.item.pk, translated.clause, "English", "We care.")
    publish(translated.source, first, section("text", heading="New", body="<p>New.</p>"), clause, last)
    version = newest(translated.page)
    beside = translated_version(version, version.effective_day)
    assert beside is not None
    found = beside.behind(version.as_document())
    assert [(passage.state, passage.path[:2]) for passage in found] == [(PassageState.MISSING, ("sections", 1))] * 2
    # After the last passage of the section that stands before it.
    assert {passage.after[:2] for passage in found} == {("sections", 0)}


def test_sections_that_change_places_are_behind_in_nothing(translated: Translated) -> None:
    first, clause, last = sections(translated.item.pk, translated.clause, "English", "We care.")
    publish(translated.source, last, clause, first)
    assert behind(translated.page) == []


def test_a_clause_that_changes_is_that_passage_in_every_notice_and_language(site_tree: Any) -> None:
    clause = Clause(name="Safe", locale=site_tree.locale, live=False)
    clause.body = clause_body(
        section("security", heading="Safe", measures="Locks."), section("text", heading="Copies", body="<p>Daily.</p>")
    )
    clause.save()
    clause.save_revision().publish()
    hub = make_hub(site_tree.alpha_home)
    shared = {"type": "clause", "value": clause.pk}
    sources = [
        make_notice(hub, shared, section("text", heading=f"Part {number}", body="<p>We.</p>"), slug=f"n{number}")
        for number in range(5)
    ]
    pages = []
    for code in ("pl", "ar", "cy"):
        locale = Locale.objects.create(language_code=code)
        translated_item(
            clause,
            locale,
            body=clause_body(
                section("security", heading=f"{code} 1", measures=f"{code} 2."),
                section("text", heading=f"{code} 3", body=f"<p>{code} 4.</p>"),
            ),
        )
        for source in sources:
            copy = source.copy_for_translation(locale, copy_parents=True)
            words = section("text", heading=f"{code} {source.slug}", body=f"<p>{code} 5.</p>")
            pages.append(publish(copy, shared, words, title=f"{code} {source.slug}", translated_number=1))
    assert [behind(page) for page in pages] == [[]] * 15
    clause.body = clause_body(
        section("security", heading="Safe", measures="Locks."), section("text", heading="Copies", body="<p>Weekly.</p>")
    )
    with unasked():
        clause.save_revision().publish()
    assert [behind(page) for page in pages] == [[]] * 15, "no source says it yet"
    for source in sources:
        publish(source)
    assert [behind(page) for page in pages] == [[(PassageState.BEHIND, "<p>Daily.</p>", "<p>Weekly.</p>")]] * 15
