"""What browsers and caches are told, and how much work a crowd can make."""

import datetime as dt
import json
import threading
import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.safestring import SafeString
from wagtail.models import PageViewRestriction

from tests.documents_samples import maximal_document, minimal_document
from tests.public.revised import revised_document
from tests.public.stored import add_event, add_version
from tests.snapshots import replayed
from wagtail_privacy.public import differences, rendering

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

ROOT = "/privacy/pupils/"
PATHS = ("", "versions/", "versions/1/", "versions/1/document.json", "versions/2/changes/", "on/2021-10-01/", "feed/")
ADDRESSES = ("/privacy/", *(f"{ROOT}{path}" for path in PATHS))


@pytest.fixture
@replayed
def two(notice: Any) -> Any:
    add_version(notice, 1)
    add_version(notice, 2, revised_document())
    return notice


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_is_answered_with_304(two: Any, client: Client, address: str) -> None:
    first = client.get(address)
    assert first.status_code == 200
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(address, headers={"if-none-match": '"another"'})
    assert (other.status_code, other["ETag"]) == (200, first["ETag"])


@pytest.mark.parametrize("path", ["", "versions/", "versions/1/", "versions/1/document.json", "versions/2/changes/"])
def test_if_modified_since_is_answered_with_304(two: Any, client: Client, path: str) -> None:
    first = client.get(ROOT + path)
    assert client.get(ROOT + path, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    assert client.get(ROOT + path, headers={"if-modified-since": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200


def test_a_new_banner_changes_the_etag(two: Any, client: Client) -> None:
    before = client.get(ROOT)["ETag"]
    add_version(two, 3, minimal_document(), effective_day=dt.date(2100, 1, 1), published_at=dt.datetime.now(dt.UTC))
    assert client.get(ROOT, headers={"if-none-match": before}).status_code == 200


def test_the_etag_of_data_changes_with_state_and_days(two: Any, client: Client) -> None:
    before = client.get(f"{ROOT}versions/2/document.json")["ETag"]
    add_version(two, 3, minimal_document())
    assert client.get(f"{ROOT}versions/2/document.json")["ETag"] != before


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_pages_are_cached_for_a_minute(two: Any, client: Client, settings: Any, address: str) -> None:
    response = client.get(address)
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")
    settings.WAGTAIL_PRIVACY_CACHE_SECONDS = 0
    assert client.get(address)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_for_a_session_are_not_stored(two: Any, client: Client, school_editor: Any, address: str) -> None:
    client.force_login(school_editor)
    assert client.get(address)["Cache-Control"] == "private, no-store"


def test_restricted_pages_are_not_stored(two: Any, client: Client, school_editor: Any) -> None:
    PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(school_editor)
    for path in PATHS:
        # Wagtail says more of the same.
        assert client.get(ROOT + path)["Cache-Control"].startswith("private, no-store")


@pytest.mark.parametrize("path", ["versions/9/", "on/2001-01-01/", "versions/9/changes/"])
def test_a_not_found_response_is_not_cached(two: Any, client: Client, path: str) -> None:
    assert client.get(ROOT + path)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", [ROOT, f"{ROOT}versions/", f"{ROOT}feed/", "/privacy/"])
def test_only_safe_methods_are_allowed(two: Any, client: Client, method: str, address: str) -> None:
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.head(address).status_code == client.options(address).status_code == 200


def test_the_redirect_of_a_deleted_notice_is_temporary(two: Any, client: Client) -> None:
    from wagtail_privacy.versions.addresses import record_address  # noqa: PLC0415

    record_address(two)
    page_id = two.pk
    two.delete()
    response = client.get(ROOT)
    assert (response.status_code, response["Location"]) == (302, f"/privacy-archive/{page_id}/")


def test_a_difference_is_rendered_once_for_concurrent_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def slow() -> SafeString:
        made.append(1)
        time.sleep(0.3)
        return SafeString("finished")

    results: list[str] = []
    threads = [
        threading.Thread(target=lambda: results.append(rendering.cached_html("wagtail_privacy.test", slow)))
        for _number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), results) == (1, ["finished"] * 8)


def test_a_request_renders_itself_when_the_other_process_died(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_LONGEST_WAIT", 0.2)
    cache.set("wagtail_privacy.test.being_made", 1, 60)
    assert rendering.cached_html("wagtail_privacy.test", lambda: SafeString("made")) == "made"


class TestPairs:
    @pytest.fixture
    @replayed
    def three(self, two: Any) -> Any:
        add_version(two, 3, minimal_document())
        return two

    def test_comparisons_of_arbitrary_pairs_are_limited(
        self, three: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(differences, "MOST_SECONDS_A_MINUTE", 0.001)
        assert client.get(f"{ROOT}versions/3/changes/1/").status_code == 200
        busy = client.get(f"{ROOT}versions/1/changes/3/")
        assert (busy.status_code, busy["Retry-After"], busy["Cache-Control"]) == (503, "60", "no-cache")
        assert "Too many versions are being compared" in busy.content.decode()

    def test_changes_since_the_previous_version_are_not_limited(
        self, three: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(differences, "MOST_SECONDS_A_MINUTE", 0)
        assert client.get(f"{ROOT}versions/3/changes/").status_code == 200
        assert client.get(f"{ROOT}versions/2/changes/1/").status_code == 200


def test_the_digest_can_be_computed_from_downloaded_data(two: Any, client: Client) -> None:
    from wagtail_privacy.documents.canonical import payload_digest  # noqa: PLC0415

    document = maximal_document().model_dump(mode="json")
    add_version(two, 3, maximal_document(), digest=payload_digest(document))
    data = json.loads(client.get(f"{ROOT}versions/3/document.json").content)
    assert payload_digest(data["document"]) == data["digest"]


def test_an_unpublished_period_is_on_the_page_of_its_versions(notice: Any, client: Client) -> None:
    from tests.public.stored import add_versions  # noqa: PLC0415

    add_versions(notice, range(1, 31), minimal_document())
    add_event(notice, "unpublished", dt.datetime(2020, 9, 5, 12, tzinfo=dt.UTC))
    add_event(notice, "published", dt.datetime(2020, 9, 8, 12, tzinfo=dt.UTC))
    pages = [client.get(f"{ROOT}versions/?page={number}").content.decode() for number in (1, 2)]
    assert ["Not published from" in page for page in pages] == [False, True]
