"""What the notice itself and the hub say of versions that will apply later."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.documents_samples import minimal_document
from tests.public.reading import visible_text
from tests.public.stored import add_version, erase

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

FUTURE = dt.date(2100, 1, 1)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return visible_text(response.content.decode())


class TestNotice:
    def test_the_notice_links_to_its_versions(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        html = client.get("/privacy/pupils/").content.decode()
        assert "What changed in version" not in html
        assert '<a href="/privacy/pupils/versions/">All versions</a>' in html
        assert '<a href="/privacy/pupils/on/">As it was on another day</a>' in html
        add_version(notice, 2)
        html = client.get("/privacy/pupils/").content.decode()
        assert '<a href="/privacy/pupils/versions/2/changes/">What changed in version 2</a>' in html
        assert "privacy-archive.css" not in html

    def test_the_notice_names_the_day_of_an_announced_version(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, minimal_document(), effective_day=FUTURE)
        add_version(notice, 3, minimal_document(), effective_day=FUTURE + dt.timedelta(31))
        text = text_of(client, "/privacy/pupils/")
        assert "A new version applies from 1 January 2100. Read version 2 · See what will change" in text
        assert "A new version applies from 1 February 2100. Read version 3 · See what will change" in text
        assert "Version 1 Last updated 1 September 2021" in text

    def test_a_first_version_that_is_announced_is_shown_with_its_day(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, effective_day=FUTURE)
        text = text_of(client, "/privacy/pupils/")
        assert "This notice applies from 1 January 2100." in text
        assert "A new version" not in text
        assert "X-Robots-Tag" not in client.get("/privacy/pupils/")

    def test_the_page_of_an_announced_version_names_its_day(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, effective_day=FUTURE)
        response = client.get("/privacy/pupils/versions/2/")
        html = response.content.decode()
        assert "This is version 2. Announced: in force from 1 January 2100." in visible_text(html)
        assert '<a href="/privacy/pupils/versions/2/changes/1/">See what will change</a>' in html
        assert '<a href="/privacy/pupils/versions/1/" rel="prev">Earlier: version 1</a>' in html
        assert response["X-Robots-Tag"] == "noindex"

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"is_backdated": True}, "It is older than this website and was recorded on 1 September 2021."),
            ({"reissue_of": 7}, "It is version 7 again, as it was."),
        ],
    )
    def test_a_backdated_or_reissued_version_names_its_origin(
        self, client: Client, notice: Any, fields: dict[str, Any], sentence: str
    ) -> None:
        add_version(notice, 1, **fields)
        assert sentence in text_of(client, "/privacy/pupils/versions/1/")

    @pytest.mark.parametrize(("seconds", "queries"), [(60, 6), (0, 7)])
    def test_a_notice_below_a_hub_takes_a_fixed_number_of_queries(
        self,
        client: Client,
        notice: Any,
        settings: Any,
        django_assert_num_queries: Any,
        seconds: int,
        queries: int,
    ) -> None:
        settings.WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS = seconds
        settings.WAGTAIL_I18N_ENABLED = False
        add_version(notice, 1)
        add_version(notice, 2, effective_day=FUTURE)
        client.get("/privacy/pupils/")
        with django_assert_num_queries(queries):
            client.get("/privacy/pupils/")

    def test_only_the_last_of_superseded_announcements_is_listed(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        for number in range(2, 12):
            add_version(notice, number, minimal_document(), effective_day=FUTURE)
        text = text_of(client, "/privacy/pupils/")
        assert "Version 1 Last updated 1 September 2021" in text
        assert "Read version 11" in text
        assert "Read version 10" not in text


class TestHub:
    def test_a_hub_lists_the_version_in_force_and_the_announced_one(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2)
        add_version(notice, 3, minimal_document(), effective_day=FUTURE)
        html = client.get("/privacy/").content.decode()
        text = visible_text(html)
        assert "A new version applies from 1 January 2100. Read version 3 · See what will change" in text
        assert "Last updated 1 September 2022" in text
        assert '<a href="/privacy/pupils/versions/2/changes/">What changed</a>' in html
        assert '<a href="/privacy/pupils/versions/">All versions</a>' in html

    def test_a_first_version_has_no_link_to_changes(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        assert "What changed" not in text_of(client, "/privacy/")

    def test_a_hub_lists_an_announced_first_version_with_its_day(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, effective_day=FUTURE)
        text = text_of(client, "/privacy/")
        assert "Applies from 1 January 2100" in text
        assert "A new version" not in text

    def test_a_hub_leaves_out_a_notice_whose_current_version_was_erased(self, client: Client, notice: Any) -> None:
        erase(add_version(notice, 1, published_at=timezone.now()))
        assert "No notice has been published here yet." in text_of(client, "/privacy/")
