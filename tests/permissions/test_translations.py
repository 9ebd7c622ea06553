"""Who opens and uses the screens about the languages of a notice, and what a translator may do there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale

from tests.notice_factories import make_hub, make_notice, section
from tests.permissions.declared import LOOKS_AT, OVERSEES, PUBLISHES
from tests.permissions.requests import Cells, is_denied
from tests.permissions.world import PERSONAS, World, make_person
from tests.translating import write
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

SECRET = "Zq a notice qZ"
NUMBERED = {"number": "1", "publish": "1"}


def url_of(name: str, page: Any) -> str:
    return reverse(f"wagtail_privacy_admin:{name}", args=[page.pk])


class Notices:
    """A notice of each school with translations into Polish and Welsh, all of them published."""

    def __init__(self, world: World) -> None:
        self.languages = {code: Locale.objects.create(language_code=code) for code in ("pl", "cy")}
        homes = {
            "own": world.tree.alpha_home,
            "foreign": world.tree.beta_home,
            "other": world.organisations["other"].site.root_page,  # type: ignore[union-attr]
        }
        self.sources, self.translations = {}, {}
        for owner, home in homes.items():
            hub = home.get_children().filter(slug="privacy").first() or make_hub(home)
            words = section("security", heading="Safe", measures="Locks.")
            source = make_notice(hub.specific, words, title=f"{SECRET} of {owner}", slug="secret")
            self.sources[owner] = source
            for code, locale in self.languages.items():
                copy = source.copy_for_translation(locale, copy_parents=True)
                translated = write(copy, title=f"{SECRET} of {owner} in {code}")
                self.translations[owner, code] = translated


@pytest.fixture
def notices(world: World) -> Notices:
    return Notices(world)


@pytest.mark.parametrize("name", ["languages", "translation"])
@pytest.mark.parametrize("is_source", [True, False])
def test_screens_open_for_those_who_work_on_the_page(
    cells: Cells, notices: Notices, name: str, is_source: bool
) -> None:
    for owner in ("own", "foreign", "other"):
        page = notices.sources[owner] if is_source else notices.translations[owner, "pl"]
        for persona in PERSONAS:
            may = owner in LOOKS_AT.get(persona, ())
            response = cells.send(persona, "get", url_of(name, page))
            assert is_denied(response) != may, (owner, persona, response.status_code)
            shown = {other for other in ("own", "foreign", "other") if f"{SECRET} of {other}" in response.shown}
            assert shown <= LOOKS_AT.get(persona, frozenset()), (owner, persona)


def test_only_who_may_change_a_translation_says_that_it_is_complete(world: World, notices: Notices) -> None:
    wrong = []
    for persona in PERSONAS:
        client = Client()
        if persona != "anonymous":
            client.force_login(world.people[persona])
        for owner in ("own", "foreign", "other"):
            page = notices.translations[owner, "pl"]
            before = page.revisions.count()
            response = client.post(url_of("translation", page), NUMBERED)
            # Who only approves reads the comparison, and changes nothing.
            may = owner in LOOKS_AT.get(persona, ()) and persona != "approver"
            if is_denied(response) == may or (page.revisions.count() > before) != may:
                wrong.append((persona, owner, response.status_code))
    assert wrong == []


def test_publishing_with_it_is_for_those_who_may_publish(world: World, notices: Notices) -> None:
    for persona in ("author", "school"):
        client = Client()
        client.force_login(world.people[persona])
        page = notices.translations["own", "pl" if persona == "author" else "cy"]
        before = NoticeVersion.objects.for_page(page.pk).count()
        client.post(url_of("translation", page), NUMBERED)
        assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().translated_number == 1
        published = NoticeVersion.objects.for_page(page.pk).count() - before
        assert published == int("own" in PUBLISHES.get(persona, ())), persona


def test_the_report_leads_where_one_may_go(cells: Cells, notices: Notices) -> None:
    url = reverse("wagtail_privacy_schools:translations")
    for persona in PERSONAS:
        response = cells.send(persona, "get", url)
        assert is_denied(response) == (persona not in OVERSEES), persona
        for owner in ("own", "foreign", "other"):
            assert (f"{SECRET} of {owner}" in response.shown) == (owner in OVERSEES.get(persona, ())), (persona, owner)
            for code in notices.languages:
                link = f'href="{url_of("translation", notices.translations[owner, code])}"'
                assert (link in response.shown) == (owner in LOOKS_AT.get(persona, ())), (persona, owner)


class TestTranslator:
    """Somebody who may edit the Polish pages of Alpha School, and nothing else."""

    @pytest.fixture
    def client(self, world: World, notices: Notices) -> Client:
        translator = make_person("translator", [], ["change"])
        home = world.tree.alpha_home.get_translation(notices.languages["pl"])
        GroupPagePermission.objects.create(group=translator.groups.get(), page=home, permission_type="change")
        client = Client()
        client.force_login(translator)
        return client

    @pytest.mark.parametrize("name", ["languages", "translation"])
    def test_the_screens_of_that_language_open_and_no_others(self, client: Client, notices: Notices, name: str) -> None:
        assert not is_denied(client.get(url_of(name, notices.translations["own", "pl"])))
        others = [
            notices.translations["own", "cy"], notices.translations["foreign", "pl"], *notices.sources.values(),
        ]  # fmt: skip
        assert all(is_denied(client.get(url_of(name, page))) for page in others)

    def test_the_list_of_languages_names_that_one_only(self, client: Client, notices: Notices) -> None:
        text = client.get(url_of("languages", notices.translations["own", "pl"])).content.decode()
        assert "Compare Polish with the source" in text and "Welsh" not in text

    def test_what_is_complete_is_saved_and_not_published(self, client: Client, notices: Notices) -> None:
        page = notices.translations["own", "pl"]
        url = url_of("translation", page)
        assert "Say so and publish the draft" not in client.get(url).content.decode()
        client.post(url, NUMBERED)
        assert type(page).objects.get(pk=page.pk).get_latest_revision_as_object().translated_number == 1
        assert NoticeVersion.objects.for_page(page.pk).count() == 1
        for other in (notices.translations["own", "cy"], notices.translations["foreign", "pl"]):
            before = other.revisions.count()
            assert is_denied(client.post(url_of("translation", other), NUMBERED))
            assert other.revisions.count() == before

    def test_the_report_leads_to_that_language(self, client: Client, notices: Notices) -> None:
        text = client.get(reverse("wagtail_privacy_schools:translations")).content.decode()
        linked = {key for key, page in notices.translations.items() if url_of("translation", page) in text}
        assert linked == {("own", "pl")}
        assert f"{SECRET} of own" in text and f"{SECRET} of foreign" not in text
