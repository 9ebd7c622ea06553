"""Translations from files: all texts or nothing, what is missing and no more, and nothing of a visitor's is undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Locale, Page, Site

from example_site.demo import loading, translating
from example_site.demo.loading import load_accounts, load_demo
from example_site.demo.organisations import SCHOOLS, WELSH_SCHOOL
from example_site.demo.problems import DocumentFileError
from tests.trees import WagtailTree
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.pages.models import PrivacyHubPage, PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

NOTICE = """
school: hawthorn
page: {kind: privacy_notice, slug: pupils, title: About pupils, in_force_from: 2026-01}
library:
  recipients:
  - {key: suppliers, owner: trust, name: All suppliers, kind: supplier}
  - {key: meals, owner: school, name: The kitchen, kind: supplier, part_of: suppliers}
body:
- section: recipients
  heading: Who gets it
  recipients: [{recipient: meals, from_library: [], uses: [cooking, eggs]}]
- {section: clause, clause: keeping-safe}
"""
SECOND = """
version: {reason: practice, note: It has another heading., in_force_from: 2026-02}
edits: [{change: Who gets it, set: {heading: Who else gets it}}]
"""
PAGES = {
    "Hawthorn Short Stay School": "Hawthorn Short Stay School",
    "A small school for pupils who need a fresh start.": "Mała szkoła.",
    "Privacy": "Prywatność",
    "How we use information about people, and what you can ask us to do.": "Jak używamy informacji.",
}
TEXTS = PAGES | {
    "About pupils": "O uczniach",
    "Who gets it": "Kto je dostaje",
    "cooking\neggs": "gotowanie\njajka",
    "All suppliers": "Wszyscy dostawcy",
    "The kitchen": "Kuchnia",
    "How we keep information safe": "Jak chronimy informacje",
    (
        "Only people who need information for their work can see it.\n"
        "Laptops and memory sticks are encrypted, and papers are locked away."
    ): "Mało kto je widzi.\nWszystko jest zamknięte.",
}
Write = Callable[..., Path]


@pytest.fixture
def write(wagtail_tree: WagtailTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """``write(texts, …)`` gives a directory with a notice and a Polish translation of it; ``head`` is that of the file.

    The starter library and all schools but one stay out, because they take seconds.
    """
    monkeypatch.setattr(loading, "load_starter_library", lambda: None)
    monkeypatch.setattr(loading, "SCHOOLS", {"hawthorn": SCHOOLS["hawthorn"]})
    (tmp_path / "translations").mkdir()
    (tmp_path / "hawthorn.yaml").write_text(NOTICE, encoding="utf-8")

    def files(texts: dict[str, str], head: str = "notice: pupils\nversion: 1", second: str = "") -> Path:
        entries = "".join(f"- en: {_quoted(source)}\n  pl: {_quoted(text)}\n" for source, text in texts.items())
        path = tmp_path / "translations/hawthorn.pl.yaml"
        path.write_text(f"school: hawthorn\nlanguage: pl\n{head}\ntexts:\n{entries}", encoding="utf-8")
        if second:
            (tmp_path / "hawthorn.v2.yaml").write_text(second, encoding="utf-8")
        return tmp_path

    return files


def _quoted(text: str) -> str:
    lines = [f'"{line}"' for line in text.split("\n")]
    return lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"


def polish(model: type[Any]) -> Any:
    return model.objects.filter(locale__language_code="pl")


def test_pages_and_all_items_at_any_depth_are_translated_and_published(write: Write) -> None:
    report = load_demo(documents=write(TEXTS))
    assert len(report.translated) == 3
    page = polish(PrivacyNoticePage).get()
    assert (page.title, page.live, page.slug) == ("O uczniach", True, "pupils")
    assert polish(PrivacyHubPage).get().introduction == "Jak używamy informacji."
    assert {(item.name, item.live) for item in polish(Recipient)} == {("Kuchnia", True), ("Wszyscy dostawcy", True)}
    assert polish(Clause).get().live
    version = NoticeVersion.objects.get(page_id=page.pk)
    assert (version.source_number, version.effective_on, version.language) == (1, "2026-01", "pl")
    text = plain_text(version.as_document())
    assert [
        part for part in ("Kto je dostaje", "Kuchnia", "jajka", "Wszystko jest zamknięte.") if part not in text
    ] == []


def test_a_text_without_a_translation_is_refused_with_its_place(write: Write) -> None:
    texts = {source: text for source, text in TEXTS.items() if source not in {"Who gets it", "All suppliers"}}
    with pytest.raises(DocumentFileError) as caught:
        load_demo(documents=write(texts))
    assert caught.value.problems == (
        "privacy notice “About pupils” body heading: “Who gets it” has no translation.",
        "recipient “All suppliers” name: “All suppliers” has no translation.",
    )
    assert not PrivacyNoticePage.objects.exists()
    assert not polish(Recipient).exists()


def test_a_translation_that_nothing_needs_is_refused(write: Write) -> None:
    with pytest.raises(DocumentFileError, match=r"hawthorn\.pl\.yaml: texts\[12\]: “Who got it” stands nowhere"):
        load_demo(documents=write(TEXTS | {"Who got it": "Kto je dostał"}))


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("notice: pupils", "notice: the notice and its version are given together, or neither of them."),
        ("notice: pupils\nversion: one", "version: must be a number."),
        ("translator: me", "translator: there is no such part; a translation has school, language, "),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(write: Write, head: str, problem: str) -> None:
    with pytest.raises(DocumentFileError) as caught:
        load_demo(documents=write(TEXTS, head))
    assert caught.value.problems[0].startswith(problem)


def test_a_text_stands_once_and_in_two_languages(write: Write) -> None:
    documents = write(PAGES, "")
    path = documents / "translations/hawthorn.pl.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}- {{en: Privacy, pl: Tajemnica}}\n- {{en: Privacy}}\n", encoding="utf-8")
    with pytest.raises(DocumentFileError) as caught:
        load_demo(documents=documents)
    assert caught.value.problems == (
        "texts[5]: “Privacy” stands further up already.",
        "texts[6]: must give a text in two languages, one of them pl.",
    )


def test_home_page_and_hub_are_translated_alone(write: Write) -> None:
    load_demo(documents=write(PAGES, ""))
    assert polish(PrivacyHubPage).get().title == "Prywatność"
    assert not polish(PrivacyNoticePage).exists()


def test_an_older_version_is_what_is_translated(write: Write) -> None:
    load_demo(documents=write(TEXTS, second=SECOND))
    page = polish(PrivacyNoticePage).get()
    assert NoticeVersion.objects.get(page_id=page.pk).source_number == 1
    assert "Kto je dostaje" in plain_text(NoticeVersion.objects.get(page_id=page.pk).as_document())


def test_a_version_that_there_is_not_is_refused(write: Write) -> None:
    with pytest.raises(DocumentFileError, match="version: “About pupils” has no version 3 yet"):
        load_demo(documents=write(TEXTS, "notice: pupils\nversion: 3"))


def test_a_notice_that_there_is_not_is_refused(write: Write) -> None:
    with pytest.raises(DocumentFileError, match="notice: hawthorn has no notice with the slug “puplis”"):
        load_demo(documents=write(TEXTS, "notice: puplis\nversion: 1"))
    assert not Site.objects.filter(hostname="hawthorn.localhost").exists()


def test_what_was_deleted_comes_back_and_the_rest_stays(write: Write) -> None:
    *others, (measures, translated) = TEXTS.items()
    # Version 2 is the one with which the trust changes its clause.
    longer = {f"{measures}\nEverybody who works with information is trained each year.": f"{translated}\nSzkolimy."}
    documents = write(dict(others) | longer, "notice: pupils\nversion: 2")
    load_demo(documents=documents)
    hub = polish(PrivacyHubPage).get()
    polish(PrivacyNoticePage).get().delete()
    kitchen = polish(Recipient).get(name="Kuchnia")
    kitchen.name = "Moja kuchnia"
    kitchen.save()
    report = load_demo(documents=documents)
    assert len(report.translated) == 1
    assert polish(PrivacyNoticePage).get().live
    assert polish(PrivacyHubPage).get() == hub
    assert polish(Recipient).filter(name="Moja kuchnia").exists()
    assert load_demo(documents=documents).translated == ()


def test_what_somebody_has_changed_in_the_source_is_no_mistake_of_the_file(write: Write) -> None:
    documents = write(PAGES, "")
    load_demo(documents=documents)
    PrivacyHubPage.objects.filter(url_path="/hawthorn/privacy/").update(title="Data")
    Page.objects.filter(locale__language_code="pl", url_path="/hawthorn-pl/").update(title="Changed")
    polish(PrivacyHubPage).get().delete()
    with pytest.raises(DocumentFileError, match="“Data” has no translation"):
        load_demo(documents=documents)
    PrivacyHubPage.objects.filter(url_path="/hawthorn/privacy/").update(title="Privacy")
    Page.objects.filter(url_path="/hawthorn/").update(title="Another name")
    assert len(load_demo(documents=documents).translated) == 1
    assert Page.objects.get(url_path="/hawthorn-pl/").title == "Changed"


def test_editors_work_on_the_translations_of_their_school(write: Write, settings: Any) -> None:
    settings.DEBUG = True
    load_accounts(load_demo(documents=write(TEXTS)))
    page = polish(PrivacyNoticePage).get()
    users = {user.username: user for user in get_user_model().objects.all()}
    can_edit = {name for name, user in users.items() if page.permissions_for_user(user).can_edit()}
    assert can_edit == {"trust@example.org", "editor@hawthorn.example.org"}


def test_nothing_is_translated_again_once_somebody_has_gone_on_with_the_notice(write: Write) -> None:
    documents = write(TEXTS)
    load_demo(documents=documents)
    polish(PrivacyNoticePage).get().delete()
    assert load_demo(documents=documents).translated == ()
    assert not polish(PrivacyNoticePage).exists()


def test_what_stops_half_way_is_undone_and_made_the_next_time(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = write(PAGES, "")
    made: list[Any] = []

    def stopped(page: Any, *args: Any) -> Any:
        if made:
            raise KeyboardInterrupt
        made.append(translate_page(page, *args))
        return made[0]

    translate_page = translating._translate_page
    monkeypatch.setattr(translating, "_translate_page", stopped)
    with pytest.raises(KeyboardInterrupt):
        load_demo(documents=documents)
    assert len(made) == 1
    assert not polish(Page).exists()
    monkeypatch.undo()
    monkeypatch.setattr(loading, "load_starter_library", lambda: None)
    monkeypatch.setattr(loading, "SCHOOLS", {"hawthorn": SCHOOLS["hawthorn"]})
    assert len(load_demo(documents=documents).translated) == 2


def test_the_welsh_school_writes_in_welsh(write: Write) -> None:
    place = load_demo(documents=write(PAGES, "")).welsh_school
    assert {page.locale for page in (place.home, place.hub)} == {Locale.objects.get(language_code="cy")}
    assert (place.hub.title, place.organisation.parent) == (WELSH_SCHOOL.hub_title, None)
