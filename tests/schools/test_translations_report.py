"""The report on translations: what each notice is in each language, for whom and at what cost."""

import csv
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.menu import admin_menu
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from tests.notice_factories import make_hub, make_notice, section
from tests.queries import query_count
from tests.translating import Pair, newest, translated_item, who, write
from tests.trees import SiteTree, make_editor
from wagtail_privacy.organisations.languages import OfferedLanguage
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.schools.permissions import organisations_with_languages
from wagtail_privacy.schools.translations import (
    LanguageCell,
    TranslationsRow,
    TranslationState,
    count_cells,
    in_states,
    translation_rows,
)
from wagtail_privacy.versions.behind import BehindCount
from wagtail_privacy.versions.record.purges import purge_version
from wagtail_privacy.versions.translated import translated_version

pytestmark = pytest.mark.django_db

URL = "/admin/privacy/translations/"


def rows_of_alpha(tree: SiteTree) -> list[TranslationsRow]:
    user = get_user_model().objects.create_superuser(f"u{get_user_model().objects.count()}")
    return translation_rows([one for one in organisations_with_languages(user) if one[0].pk == tree.alpha.pk])


def add_welsh(tree: SiteTree) -> Any:
    """Have the home page of the trust in Welsh, so that it is a language of the website."""
    welsh = Locale.objects.create(language_code="cy")
    tree.trust_home.copy_for_translation(welsh)
    return welsh


def cell_of(tree: SiteTree, locale: Any) -> LanguageCell:
    """The cell of the one notice of Alpha School in this language."""
    (row,) = rows_of_alpha(tree)
    count_cells(row.cells.values())
    return row.cells[locale.language_code]


@pytest.fixture
def complete(pair: Pair) -> Pair:
    """A notice whose Polish translation says all of it."""
    translated_item(pair.item, pair.locale, name="Inspektorat", default_uses="kontrola")
    write(pair.polish, *who(pair.item, "Kto dostaje", "Dajemy, o co proszą."), title="Dane", translated_number=1)
    pair.reload()
    return pair


class TestCells:
    def test_a_complete_translation_is_up_to_date(self, complete: Pair, site_tree: SiteTree) -> None:
        cell = cell_of(site_tree, complete.locale)
        assert (cell.state, cell.facts) == (TranslationState.UP_TO_DATE, ["Up to date"])

    def test_each_passage_behind_and_missing_is_counted(self, complete: Pair, site_tree: SiteTree) -> None:
        write(
            complete.source,
            *who(complete.item, "Who receives it"),
            section("text", heading="More", body="<p>New.</p>"),
        )
        cell = cell_of(site_tree, complete.locale)
        assert (cell.state, cell.count) == (TranslationState.BEHIND, BehindCount(1, 2))
        assert cell.facts == ["1 passage behind", "2 passages missing or untranslated"]
        assert str(cell) == "1 passage behind; 2 passages missing or untranslated"

    def test_it_counts_what_the_screen_of_the_version_counts(self, pair: Pair, site_tree: SiteTree) -> None:
        version = newest(write(pair.polish, title="Dane", translated_number=1))
        beside = translated_version(version, version.effective_day)
        assert beside is not None
        cell = cell_of(site_tree, pair.locale)
        assert cell.state == TranslationState.INCOMPLETE
        assert cell.count == BehindCount(0, len(beside.behind(version.as_document())))

    def test_a_translation_that_was_never_published_is_a_draft(self, pair: Pair, site_tree: SiteTree) -> None:
        assert cell_of(site_tree, pair.locale).facts == ["Draft only"]

    def test_a_draft_over_what_readers_see_is_told_as_well(self, complete: Pair, site_tree: SiteTree) -> None:
        complete.polish.title = "Inaczej"
        complete.polish.save_revision()
        assert cell_of(site_tree, complete.locale).facts == ["Up to date", "A draft waits"]

    def test_a_translation_that_was_taken_down_is_unpublished(self, complete: Pair, site_tree: SiteTree) -> None:
        complete.polish.unpublish()
        assert cell_of(site_tree, complete.locale).facts == ["Unpublished"]

    def test_the_source_taken_down_is_told_of_what_is_published(self, complete: Pair, site_tree: SiteTree) -> None:
        complete.source.unpublish()
        assert cell_of(site_tree, complete.locale).facts == ["Source taken down"]

    def test_what_is_offered_and_not_there_is_not_translated(self, complete: Pair, site_tree: SiteTree) -> None:
        welsh = add_welsh(site_tree)
        assert cell_of(site_tree, welsh).facts == ["Not translated"]

    def test_a_notice_that_readers_do_not_see_lacks_no_translation(self, complete: Pair, site_tree: SiteTree) -> None:
        add_welsh(site_tree)
        complete.source.unpublish()
        make_notice(complete.source.get_parent().specific, slug="draft", live=False)
        assert [list(row.cells) for row in rows_of_alpha(site_tree)] == [["pl"], []]

    def test_an_alias_is_no_translation(self, complete: Pair, site_tree: SiteTree) -> None:
        welsh = add_welsh(site_tree)
        complete.source.copy_for_translation(welsh, copy_parents=True, alias=True)
        assert cell_of(site_tree, welsh).state == TranslationState.NOT_TRANSLATED

    def test_a_language_that_is_not_offered_has_a_cell_only_where_there_is_a_page(
        self, complete: Pair, site_tree: SiteTree
    ) -> None:
        welsh = Locale.objects.create(language_code="cy")
        arabic = Locale.objects.create(language_code="ar")
        OfferedLanguage.objects.create(organisation=site_tree.trust, locale=arabic)
        (row,) = rows_of_alpha(site_tree)
        assert set(row.cells) == {"pl", "ar"}
        OfferedLanguage.objects.create(organisation=site_tree.alpha, locale=welsh)
        (row,) = rows_of_alpha(site_tree)
        assert set(row.cells) == {"pl", "cy"}

    @pytest.mark.parametrize("of_source", [True, False])
    def test_what_was_erased_cannot_be_compared(self, complete: Pair, site_tree: SiteTree, of_source: bool) -> None:
        version = newest(complete.source if of_source else complete.polish)
        purge_version(version, reason="Ordered")
        assert cell_of(site_tree, complete.locale).facts == ["Cannot be compared"]

    def test_a_source_without_a_version_cannot_be_compared(self, complete: Pair, site_tree: SiteTree) -> None:
        cell = LanguageCell(complete.polish, version=newest(complete.polish))
        count_cells([cell])
        assert cell.facts == ["Cannot be compared"]


class TestKept:
    def test_what_was_counted_once_costs_nothing_again(self, complete: Pair, site_tree: SiteTree) -> None:
        write(complete.source, title="Another title")

        def count() -> None:
            count_cells(rows_of_alpha(site_tree)[0].cells.values())

        rows = query_count(lambda: rows_of_alpha(site_tree))
        assert query_count(count) == rows
        assert cell_of(site_tree, complete.locale).count == BehindCount(1, 0)

    def test_a_new_version_of_either_is_counted_anew(self, complete: Pair, site_tree: SiteTree) -> None:
        assert cell_of(site_tree, complete.locale).count == BehindCount()
        write(complete.source, title="Another title")
        assert cell_of(site_tree, complete.locale).count == BehindCount(1, 0)
        write(complete.polish, title="Inny tytuł", translated_number=2)
        assert cell_of(site_tree, complete.locale).count == BehindCount()

    @pytest.mark.parametrize("of_source", [True, False])
    def test_what_was_erased_is_forgotten(
        self, complete: Pair, site_tree: SiteTree, of_source: bool, django_capture_on_commit_callbacks: Any
    ) -> None:
        assert cell_of(site_tree, complete.locale).facts == ["Up to date"]
        with django_capture_on_commit_callbacks(execute=True):
            purge_version(newest(complete.source if of_source else complete.polish), reason="Ordered")
        assert cell_of(site_tree, complete.locale).facts == ["Cannot be compared"]


class TestStates:
    def test_behind_is_told_from_the_number_where_nothing_was_published_since(
        self, complete: Pair, site_tree: SiteTree
    ) -> None:
        rows = rows_of_alpha(site_tree)
        assert query_count(lambda: in_states(rows, [TranslationState.BEHIND])) == 0
        assert in_states(rows, [TranslationState.BEHIND]) == []
        assert in_states(rows, [TranslationState.UP_TO_DATE]) == rows

    def test_one_language_can_be_asked_for(self, complete: Pair, site_tree: SiteTree) -> None:
        add_welsh(site_tree)
        rows = rows_of_alpha(site_tree)
        wanted = [TranslationState.NOT_TRANSLATED]
        assert in_states(rows, wanted) == in_states(rows, wanted, "cy") == rows
        assert in_states(rows, wanted, "pl") == []


class TestScreen:
    @pytest.fixture
    def page(self, complete: Pair, site_tree: SiteTree) -> Any:
        make_notice(make_hub(site_tree.beta_home), title="Of Beta", live=False)
        first, second = who(complete.item)
        second["value"]["body"] = "<p>We share more.</p>"
        write(complete.source, first, second, title="Of Alpha")
        complete.reload()
        return complete

    def sheet(self, client: Client, query: str = "") -> list[list[str]]:
        response = client.get(f"{URL}?export=csv{query}")
        return list(csv.reader(b"".join(response.streaming_content).decode().splitlines()))

    def test_each_cell_leads_to_the_screen_of_that_notice_and_language(
        self, client: Client, page: Pair, school_editor: Any, site_tree: SiteTree
    ) -> None:
        add_welsh(site_tree)
        make_own(school_editor, page.polish.get_parent())
        client.force_login(school_editor)
        text = " ".join(client.get(URL).content.decode().split())
        assert f'href="{reverse("wagtail_privacy_admin:translation", args=[page.polish.pk])}"' in text
        assert f'href="{reverse("wagtail_privacy_admin:languages", args=[page.source.pk])}"' in text
        assert "Beta School" not in text

    def test_who_acts_for_the_trust_reads_the_states_without_links_and_no_draft(
        self, client: Client, page: Pair, site_tree: SiteTree
    ) -> None:
        client.force_login(make_editor("of_trust", [site_tree.trust_home]))
        assert self.sheet(client) == [
            ["School", "Notice", "Written in", "State", "Polish"],
            ["Alpha School", "Of Alpha", "English", "", "2 passages behind"],
            ["Beta School", "", "English", "Draft", ""],
        ]
        text = client.get(URL).content.decode()
        assert "/privacy/notices/" not in text and "Of Beta" not in text

    def test_it_filters_by_school_language_and_state(
        self, client: Client, page: Pair, trust_editor: Any, site_tree: SiteTree
    ) -> None:
        add_welsh(site_tree)
        client.force_login(trust_editor)
        schools = [
            [row[0] for row in self.sheet(client, query)[1:]]
            for query in (
                "&state=behind", "&state=not_translated", "&state=not_translated&language=pl",
                f"&organisation={site_tree.beta.pk}", "&state=up_to_date", "&q=alpha",
            )
        ]  # fmt: skip
        assert schools == [
            ["Alpha School"], ["Alpha School"], [], ["Beta School"], [], ["Alpha School"],
        ]  # fmt: skip
        assert self.sheet(client, "&language=cy")[0][4:] == ["Welsh"]
        assert self.sheet(client, "&language=xx") == self.sheet(client, "&state=nonsense") == self.sheet(client)
        assert self.sheet(client, "&ordering=-organisation")[1][0] == "Beta School"
        results = client.get(f"{URL}results/?state=behind").content.decode()
        assert "2 passages behind" in results and "Of Beta" not in results

    def test_it_is_a_spreadsheet_whose_texts_are_never_formulas(
        self, client: Client, page: Pair, trust_editor: Any
    ) -> None:
        write(page.source, title="=1+1")
        client.force_login(trust_editor)
        response = client.get(f"{URL}?export=xlsx")
        sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
        assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")

    @pytest.mark.parametrize("is_on", [True, False])
    def test_it_stands_in_the_menu_where_the_website_has_languages(
        self, page: Pair, school_editor: Any, settings: Any, is_on: bool
    ) -> None:
        settings.WAGTAIL_I18N_ENABLED = is_on
        request = SimpleNamespace(user=school_editor)
        group = next(item for item in admin_menu.menu_items_for_request(request) if item.name == "privacy")
        items = sorted(group.menu.menu_items_for_request(request), key=lambda item: item.order)
        assert ("privacy-translations" in [item.name for item in items]) == is_on
        if is_on:
            assert (items[2].name, str(items[2].url)) == ("privacy-translations", URL)

    def test_who_works_for_nobody_does_not_see_it(self, client: Client, db: None) -> None:
        client.force_login(make_editor("nobody", []))
        assert client.get(URL)["Location"] == reverse("wagtailadmin_home")


def make_own(user: Any, page: Any) -> None:
    """Let somebody work on this page and what is below it."""
    group = user.groups.get()
    for action in ("add", "change", "publish"):
        group.page_permissions.create(page=page, permission_type=action)


@disable_reference_index_auto_update()
def build_school(tree: SiteTree, slug: str, languages: list[Any], *, behind: bool = True) -> None:
    """A school of the trust with a notice that is translated into these languages."""
    home = tree.root.add_child(instance=type(tree.root)(title=slug, slug=slug, locale=tree.locale, live=True))
    site = Site.objects.create(hostname=f"{slug}.test", root_page=home)
    Organisation.objects.create(kind="school", name=slug, site=site, parent=tree.trust)
    source = make_notice(make_hub(home), section("text", heading="We", body="<p>We care.</p>"), slug="notice")
    for locale in languages:
        copy = source.copy_for_translation(locale, copy_parents=True)
        words = section("text", heading=f"X{locale.language_code}", body="<p>Xx.</p>")
        write(copy, words, title="Xx", translated_number=1)
    if behind:
        write(source, section("text", heading="We", body="<p>We ask.</p>"))


@pytest.mark.parametrize("who_asks", ["trust_editor", "of_trust"])
def test_it_costs_the_same_for_one_school_and_for_twenty(
    site_tree: SiteTree, client: Client, who_asks: str, request: pytest.FixtureRequest, settings: Any
) -> None:
    # Whatever is in the cache.
    settings.WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS = 0
    of_trust = who_asks == "of_trust"
    user = make_editor("of_trust", [site_tree.trust_home]) if of_trust else request.getfixturevalue(who_asks)
    client.force_login(user)
    languages = [Locale.objects.create(language_code=code) for code in ("pl", "cy")]
    build_school(site_tree, "one", languages)
    queries = ("", "?state=behind", "?state=up_to_date", "?export=csv", "?language=pl")

    def costs() -> list[int]:
        return [query_count(lambda query=query: b"".join(client.get(f"{URL}{query}"))) for query in queries]

    one = costs()
    assert max(one) <= 12
    for number in range(19):
        build_school(site_tree, f"s{number}", languages, behind=number % 2 == 0)
    assert costs() == one
