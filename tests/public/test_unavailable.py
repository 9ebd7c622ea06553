"""What is erased, damaged, private, unpublished, deleted or on another site."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.public.reading import visible_text
from tests.public.revised import revised_document
from tests.public.stored import add_version, erase
from tests.snapshots import replayed
from tests.trees import SiteTree
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.public import receivers
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

ROOT = "/privacy/pupils/"
EVERYWHERE = (
    "",
    "versions/",
    "versions/1/",
    "versions/1/changes/",
    "versions/2/changes/",
    "versions/2/changes/1/",
    "versions/1/document.json",
    "versions/compare/?from=1&to=2",
    "on/",
    "on/2021-10-01/",
    "on/?date=2021-10-01",
    "on/soon/",
    "feed/",
)
SAID = ("How we use", "Riverside", "Birchway")


@pytest.fixture
@replayed
def two(notice: Any) -> Any:
    add_version(notice, 1)
    add_version(notice, 2, revised_document())
    return notice


def nothing_leaks(response: Any) -> bool:
    text = response.content.decode() + response.get("Location", "")
    return not any(words in text for words in SAID)


class TestProtected:
    def test_a_private_notice_redirects_to_login(self, two: Any, client: Client) -> None:
        PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.LOGIN)
        for path in EVERYWHERE:
            response = client.get(ROOT + path)
            assert response.status_code == 302
            assert "/login/?next=/privacy/pupils/" in response["Location"]
            assert nothing_leaks(response)

    def test_a_notice_with_a_password_asks_for_it(self, two: Any, client: Client) -> None:
        PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.PASSWORD, password="open")
        for path in EVERYWHERE:
            response = client.get(ROOT + path)
            assert 'type="password"' in response.content.decode()
            assert nothing_leaks(response)

    def test_a_private_hub_restricts_all_pages_below(self, two: Any, hub: Any, client: Client) -> None:
        PageViewRestriction.objects.create(page=hub, restriction_type=PageViewRestriction.LOGIN)
        for path in (*(ROOT + path for path in EVERYWHERE), "/privacy/feed/", "/privacy/"):
            response = client.get(path)
            assert response.status_code == 302
            assert nothing_leaks(response)

    def test_those_with_access_read_every_page(self, two: Any, client: Client, school_editor: Any) -> None:
        PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.LOGIN)
        client.force_login(school_editor)
        for path in EVERYWHERE:
            expected = 404 if "soon" in path else 302 if "=" in path else 200
            assert client.get(ROOT + path).status_code == expected

    def test_an_unpublished_notice_is_not_found(self, two: Any, client: Client) -> None:
        PrivacyNoticePage.objects.update(live=False)
        for path in EVERYWHERE:
            response = client.get(ROOT + path)
            assert response.status_code == 404
            assert nothing_leaks(response)

    def test_a_notice_is_not_found_on_another_site(self, two: Any, site_tree: SiteTree) -> None:
        for path in EVERYWHERE:
            response = Client(headers={"host": "beta.test"}).get(ROOT + path)
            assert response.status_code == 404
            assert nothing_leaks(response)


class TestErased:
    @pytest.fixture
    def erased(self, two: Any, client: Client) -> Any:
        for path in EVERYWHERE:
            client.get(ROOT + path)
        add_version(two, 3)
        for row in NoticeVersion.objects.filter(page_id=two.pk, number__lt=3):
            erase(row)
        return two

    @pytest.mark.parametrize("path", ["versions/1/", "on/2021-10-01/"])
    def test_an_erased_version_shows_its_tombstone(self, erased: Any, client: Client, path: str) -> None:
        response = client.get(ROOT + path)
        text = visible_text(response.content.decode())
        assert response.status_code == 410
        assert response["X-Robots-Tag"] == "noindex"
        assert "Version 1 was erased Its content had to be erased." in text
        assert "Why it was erased It named a <child>. By order of County Court Erased on 3 February 2025" in text
        assert nothing_leaks(response)

    def test_the_data_of_an_erased_version_is_gone(self, erased: Any, client: Client) -> None:
        response = client.get(f"{ROOT}versions/1/document.json")
        assert response.status_code == 410
        assert response.json()["reason"] == "It named a <child>."
        assert (response.json()["erased"], response.json()["document"]) == (True, None)

    def test_an_erased_current_version_makes_the_notice_unavailable(self, notice: Any, client: Client) -> None:
        row = add_version(notice, 1)
        assert client.get(ROOT).status_code == 200
        erase(row)
        response = client.get(ROOT)
        assert response.status_code == 410
        assert nothing_leaks(response)

    def test_an_empty_title_alone_is_no_erasure(self, notice: Any, client: Client) -> None:
        add_version(notice, 1, title="")
        assert client.get(ROOT).status_code == 200

    def test_an_erasure_deletes_the_cached_html(
        self, two: Any, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
    ) -> None:
        add_version(two, 3)
        row = NoticeVersion.objects.get(page_id=two.pk, number=1)
        for path in ("", "versions/1/", "versions/2/", "versions/2/changes/", "versions/1/changes/3/"):
            client.get(ROOT + path)
        kept = [key for key in cache._cache if ":wagtail_privacy." in key and "comparing" not in key]
        with django_capture_on_commit_callbacks(execute=True):
            receivers.forget_rendered(type(row), row)
        left = [key for key in kept if key in cache._cache]
        # The two versions that were not erased.
        assert len(kept) == 5
        assert len(left) == 2


class TestDamaged:
    DAMAGES: tuple[Any, ...] = ({"schema_version": 99}, {"schema_version": 1, "title": 3}, [], "not JSON")

    @pytest.mark.parametrize("document", DAMAGES)
    def test_the_page_of_a_damaged_version_explains_the_error(
        self, notice: Any, client: Client, caplog: pytest.LogCaptureFixture, document: Any
    ) -> None:
        add_version(notice, 2, effective_day=dt.date(2019, 1, 1), is_backdated=True)
        add_version(notice, 1, document=document)
        for path in ("", "versions/1/", "versions/1/changes/", "versions/2/changes/1/", "on/2021-10-01/"):
            caplog.clear()
            response = client.get(ROOT + path)
            text = visible_text(response.content.decode())
            assert response.status_code == 500
            assert response["X-Robots-Tag"] == "noindex"
            assert "This version cannot be shown What was stored cannot be read." in text
            assert "schema" not in text
            assert f"A version of notice {notice.pk} cannot be read" in caplog.text

    @pytest.mark.parametrize("document", DAMAGES)
    def test_the_data_of_a_damaged_version_is_an_error(self, notice: Any, client: Client, document: Any) -> None:
        add_version(notice, 1, document=document)
        response = client.get(f"{ROOT}versions/1/document.json")
        assert response.status_code == 500
        assert response.json()["error"] == "What was stored cannot be read."

    def test_damaged_dates_and_sentences_do_not_break_pages(self, notice: Any, client: Client) -> None:
        damage = {"effective_on": "x", "approved_on": "y", "review_due": "z", "changes": 7, "approved_role": "Board"}
        add_version(notice, 1, **damage)
        add_version(notice, 2, revised_document(), **damage)
        for path in EVERYWHERE:
            assert client.get(ROOT + path).status_code < 500
        assert client.get("/privacy/").status_code == 200
        assert client.get("/privacy/feed/").status_code == 200

    def test_a_damaged_version_does_not_hide_others(self, notice: Any, client: Client) -> None:
        add_version(notice, 1)
        add_version(notice, 2, document=[])
        for path in ("versions/", "feed/", "versions/1/"):
            assert client.get(ROOT + path).status_code == 200


class TestDeleted:
    @pytest.fixture
    def root(self, two: Any, site_tree: SiteTree) -> str:
        NoticeEvent.objects.create(
            sequence=1, page_id=two.pk, kind="deleted", at=dt.datetime(2024, 5, 6, 12, tzinfo=dt.UTC), was_public=True
        )
        PrivacyNoticePage.objects.get(pk=two.pk).delete()
        return f"/privacy-archive/{two.pk}/"

    def test_the_address_of_a_deleted_notice_lists_its_versions(self, root: str, client: Client) -> None:
        response = client.get(root)
        text = visible_text(response.content.decode())
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Link"] == f'<http://alpha.test{root}>; rel="canonical"'
        assert "This notice was deleted on" in text
        assert "What was published stays here to be read." in text
        assert f'<a href="{root}versions/2/">Read version 2</a>' in response.content.decode()

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("versions/", 200),
            ("versions/1/", 200),
            ("versions/2/changes/", 200),
            ("versions/9/", 404),
            ("on/2021-10-01/", 200),
            ("on/2001-10-01/", 404),
            ("on/", 200),
        ],
    )
    def test_a_deleted_notice_has_no_current_version(self, root: str, client: Client, path: str, status: int) -> None:
        response = client.get(root + path)
        text = visible_text(response.content.decode())
        assert response.status_code == status
        assert "This notice was deleted on" in text
        assert "Read the current version" not in text
        assert "Read the notice" not in text.replace("Read the notice as it was on", "")

    def test_days_after_the_deletion_are_an_unpublished_period(self, root: str, client: Client) -> None:
        response = client.get(f"{root}on/2100-01-01/")
        assert response.status_code == 404
        assert "The notice has not been published here since" in visible_text(response.content.decode())

    def test_feed_and_data_of_a_deleted_notice_are_served(self, root: str, client: Client) -> None:
        assert client.get(f"{root}feed/").status_code == 200
        assert client.get(f"{root}versions/1/document.json").status_code == 200
