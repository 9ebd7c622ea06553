"""What readers are told of reviews: at once, from the record, and of no version that they may not read."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.notice_factories import make_notice
from tests.queries import query_count
from tests.reviews.reviewed_notices import (
    governance,
    make_reviewed_notice,
    overdue,
    publish_again,
    review,
    schedule_for,
)
from tests.trees import SiteTree
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.public.frontend_cache import reviewed_addresses

pytestmark = pytest.mark.django_db

URL = "/privacy/pupils/"
ROLE = "the Data Protection Lead"


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "alpha.test"})


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def notice(clock: Any, site_tree: SiteTree) -> Any:
    """Published on the first of November."""
    clock.move_to(dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC))
    page = make_reviewed_notice(site_tree, governance())
    clock.move_to(dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC))
    return page


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def read(client: Client) -> Callable[..., str]:
    def get(path: str = "", **headers: str) -> str:
        response = client.get(URL + path, headers=headers)
        assert response.status_code == 200, response.status_code
        return text_of(response)

    return get


class TestTheLine:
    def test_without_a_review_nothing_is_said(self, notice: Any, read: Callable[..., str]) -> None:
        overdue(notice)
        text = read()
        assert "privacy-reviewed" not in text
        assert "Next review" in text

    def test_who_reviewed_it_when_and_when_it_is_next(self, notice: Any, read: Callable[..., str]) -> None:
        review(notice, role=ROLE, next_due=PartialDate(2027, 11))
        line = "Last reviewed 3 November 2026 by the Data Protection Lead. The next review is due in November 2027."
        assert line in read()
        # The text stays as it was frozen.
        assert "September 2026" in read()

    def test_no_role_no_by_and_a_whole_day_is_one(self, notice: Any, read: Callable[..., str]) -> None:
        review(notice, next_due=PartialDate(2027, 11, 5))
        assert "Last reviewed 3 November 2026. The next review is due on 5 November 2027." in read()

    def test_no_agreed_date_none_told(self, notice: Any, read: Callable[..., str]) -> None:
        review(notice)
        assert "Last reviewed 3 November 2026. </p>" in read()

    def test_that_changes_are_needed_is_told_to_nobody(self, notice: Any, read: Callable[..., str]) -> None:
        review(notice, "needs_changes", note="Secret.")
        for path in ("", "versions/", "versions/1/document.json"):
            text = read(path)
            assert "Secret." not in text
            assert "needs_changes" not in text
            assert "privacy-reviewed" not in text

    def test_a_date_that_has_passed_is_not_told_as_the_next(
        self, notice: Any, read: Callable[..., str], clock: Any
    ) -> None:
        review(notice, role=ROLE, next_due=PartialDate(2027, 11))
        clock.move_to(dt.datetime(2027, 11, 30, 12, tzinfo=dt.UTC))
        assert "The next review is due in November 2027." in read()
        clock.move_to(dt.datetime(2027, 12, 1, 12, tzinfo=dt.UTC))
        assert "by the Data Protection Lead. </p>" in read()


class TestOverdue:
    SENTENCE = "The review that was due by 30 September 2026 has not been done yet."

    @pytest.mark.parametrize("teller", ["Alpha School", "Test Trust"])
    def test_it_is_told_where_the_organisation_or_its_trust_wants_it(
        self, notice: Any, read: Callable[..., str], teller: str
    ) -> None:
        overdue(notice)
        assert self.SENTENCE not in read()
        Organisation.objects.filter(name=teller).update(tells_overdue=True)
        assert self.SENTENCE in read()

    def test_another_school_tells_nothing_about_it(self, notice: Any, read: Callable[..., str]) -> None:
        overdue(notice)
        Organisation.objects.filter(name="Beta School").update(tells_overdue=True)
        assert self.SENTENCE not in read()

    def test_it_ends_with_the_review(self, notice: Any, read: Callable[..., str], client: Client) -> None:
        overdue(notice)
        Organisation.objects.update(tells_overdue=True)
        assert not client.get(URL).has_header("Last-Modified")
        review(notice, next_due=PartialDate(2027, 11))
        assert self.SENTENCE not in read()

    def test_a_schedule_that_has_ended_is_never_overdue(self, notice: Any, read: Callable[..., str]) -> None:
        schedule_for(notice, due_on=dt.date(2026, 9, 30), is_active=False)
        Organisation.objects.update(tells_overdue=True)
        assert "has not been done" not in read()


class TestCaches:
    def test_it_is_right_a_minute_later_with_every_cache_warm(
        self, notice: Any, client: Client, clock: Any, settings: Any
    ) -> None:
        settings.WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS = 3600
        before = client.get(URL)
        archive, data = client.get(f"{URL}versions/"), client.get(f"{URL}versions/1/document.json")
        hub = client.get("/privacy/")
        assert "September 2026" in text_of(hub)
        review(notice, role=ROLE, next_due=PartialDate(2027, 11))
        clock.shift(60)
        for path, earlier, said in (
            (URL, before, "Last reviewed 3 November 2026"),
            (f"{URL}versions/", archive, "reviewed on 3 November 2026"),
            (f"{URL}versions/1/document.json", data, "2026-11-03"),
            ("/privacy/", hub, "November 2027"),
        ):
            for validator in ("ETag", "Last-Modified"):
                if earlier.has_header(validator):
                    name = "If-None-Match" if validator == "ETag" else "If-Modified-Since"
                    response = client.get(path, headers={name: earlier[validator]})
                    assert response.status_code == 200, (path, validator)
                    assert said in text_of(response)
            again = client.get(path)
            assert client.get(path, headers={"If-None-Match": again["ETag"]}).status_code == 304

    def test_the_day_on_which_a_date_passes_counts_as_a_change(self, notice: Any, client: Client, clock: Any) -> None:
        review(notice, next_due=PartialDate(2027, 11))
        seen = client.get(URL)["Last-Modified"]
        clock.move_to(dt.datetime(2027, 12, 1, 12, tzinfo=dt.UTC))
        response = client.get(URL, headers={"If-Modified-Since": seen})
        assert response.status_code == 200
        assert client.get(URL, headers={"If-Modified-Since": response["Last-Modified"]}).status_code == 304

    def test_what_stands_before_the_site_is_told_which_addresses_are_stale(self, notice: Any) -> None:
        kept = review(notice)
        assert set(reviewed_addresses(notice, kept)) == {
            f"http://alpha.test{path}"
            for path in (URL, f"{URL}versions/", f"{URL}versions/1/document.json", "/privacy/")
        }

    def test_they_are_purged_once_the_review_is_committed(
        self, notice: Any, settings: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        purged: list[str] = []
        monkeypatch.setattr("wagtail_privacy.public.frontend_cache.apps.is_installed", lambda _name: True)
        monkeypatch.setattr("wagtail_privacy.public.frontend_cache.purge_urls_from_cache", purged.extend)
        with django_capture_on_commit_callbacks(execute=True):
            review(notice)
            assert purged == []
        assert f"http://alpha.test{URL}" in purged


class TestArchive:
    def test_reviews_stand_between_the_versions(self, notice: Any, read: Callable[..., str], clock: Any) -> None:
        review(notice, role=ROLE, next_due=PartialDate(2027, 11))
        publish_again(notice, "Another title")
        text = read("versions/")
        line = (
            "Version 1 was reviewed on 3 November 2026 by the Data Protection Lead: still right. "
            "The next review was agreed for November"
        )
        assert text.index('id="version-2"') < text.index(line) < text.index('id="version-1"')

    def test_the_data_of_a_version_has_its_reviews(self, notice: Any, client: Client) -> None:
        kept = review(notice, role=ROLE, next_due=PartialDate(2027, 11), note="Secret.")
        data = json.loads(client.get(f"{URL}versions/1/document.json").content)
        assert data["reviews"] == [
            {
                "reviewed_on": "2026-11-03",
                "outcome": "still_right",
                "by": ROLE,
                "next_review": "2027-11",
                "digest": kept.digest,
            }
        ]

    def test_a_past_day_has_the_state_of_that_day(self, notice: Any, read: Callable[..., str], clock: Any) -> None:
        review(notice, role=ROLE, next_due=PartialDate(2027, 11))
        clock.move_to(dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC))
        review(notice, today=dt.date(2027, 2, 1), next_due=PartialDate(2028))
        assert "reviewed" not in read("on/2026-11-02/").split("privacy-banner")[1].split("<article")[0]
        day = read("on/2026-11-03/")
        assert "By then it had last been reviewed on 3 November 2026 by the Data Protection Lead." in day
        assert "The next review was agreed for November 2027." in day
        assert "By then it had last been reviewed on 1 February 2027." in read("on/2027-02-01/")
        assert "reviewed by then" not in read("on/2028-01-01/")


class TestPrivacy:
    @pytest.fixture
    def private(self, notice: Any) -> Any:
        """Version 2 was published behind a restriction, and reviewed; version 1 was public."""
        restriction = PageViewRestriction.objects.create(page=notice, restriction_type="login")
        page = publish_again(notice, "For members")
        review(page, role="the secret role", next_due=PartialDate(2027, 11))
        restriction.delete()
        return page

    def test_nothing_of_a_review_of_a_private_version_is_told(self, private: Any, client: Client) -> None:
        paths = ["", "versions/", "versions/1/", "versions/2/", "versions/1/document.json", "versions/2/document.json",
                 "on/2026-11-03/"]  # fmt: skip
        for path in (*(URL + path for path in paths), "/privacy/"):
            text = text_of(client.get(path))
            assert "secret role" not in text, path
            assert "November 2027" not in text, path
            assert "2027-11" not in text, path

    def test_nor_where_a_public_version_came_after_it(
        self, private: Any, client: Client, read: Callable[..., str]
    ) -> None:
        publish_again(private, "For everybody")
        assert "reviewed" not in read().split("<article")[0].split("privacy-versions")[1]
        assert "November 2027" not in text_of(client.get("/privacy/"))
        assert "secret role" not in read("versions/")

    def test_those_who_may_read_it_are_told(self, notice: Any, client: Client, school_editor: Any) -> None:
        PageViewRestriction.objects.create(page=notice, restriction_type="login")
        publish_again(notice, "For members")
        review(notice, role="the secret role")
        client.force_login(school_editor)
        assert "by the secret role" in text_of(client.get(URL))


class TestQueries:
    def test_the_line_costs_one_query(self, notice: Any, client: Client, settings: Any) -> None:
        settings.WAGTAIL_I18N_ENABLED = False
        for number in range(20):
            review(notice, note=str(number))
        overdue(notice)
        Organisation.objects.update(tells_overdue=True)
        assert query_count(lambda: client.get(URL)) <= 7

    @pytest.mark.parametrize("path", [URL, f"{URL}versions/", f"{URL}versions/1/document.json", "/privacy/"])
    def test_one_review_and_twenty_cost_the_same(self, notice: Any, client: Client, path: str) -> None:
        hub = notice.get_parent().specific
        review(notice)
        few = query_count(lambda: client.get(path))
        for number in range(19):
            review(notice, note=str(number))
            if number < 5:
                review(make_notice(hub, title=f"Notice {number}", slug=f"notice-{number}"))
        assert query_count(lambda: client.get(path)) == few
