"""What a notice said on any day, and what is said where it said nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from tests.documents_samples import minimal_document
from tests.public.reading import visible_text
from tests.public.revised import HOSTILE
from tests.public.stored import add_event, add_version, erase
from tests.snapshots import replayed
from wagtail_privacy.public.archive import day_views

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

ROOT = "/privacy/pupils/"
FUTURE = dt.date(2100, 1, 1)


@pytest.fixture
def read(client: Client) -> Callable[..., str]:
    """``read("2023-09-01/")``: the visible text below ``on/``, which must be there."""

    def get(path: str = "", status: int = 200) -> str:
        response = client.get(f"{ROOT}on/{path}")
        assert response.status_code == status
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Link"] == '<http://alpha.test/privacy/pupils/>; rel="canonical"'
        return visible_text(response.content.decode())

    return get


@pytest.fixture
@replayed
def history(notice: Any) -> Any:
    """Two versions and an announced one."""
    add_version(notice, 1, minimal_document())
    add_version(notice, 2)
    add_version(notice, 3, minimal_document(), effective_day=FUTURE, published_at=timezone.now())
    return notice


class TestOnDay:
    def test_a_day_shows_the_version_in_force_on_it(self, history: Any, read: Any, client: Client) -> None:
        text = read("2022-08-31/")
        assert (
            "This is what applied on 31 August 2022. Version 1. In force from 1 September 2021 until 31 August 2022."
            in text
        )
        assert "Section of type about" in text
        html = client.get(f"{ROOT}on/2022-08-31/").content.decode()
        assert f'<a href="{ROOT}versions/2/changes/1/">See what changed since</a>' in html
        assert f'<a href="{ROOT}versions/2/" rel="next">Later: version 2</a>' in html
        assert 'value="2022-08-31"' in html

    def test_the_first_day_of_a_version_shows_that_version(self, history: Any, read: Any) -> None:
        assert "Version 2." in read("2022-09-01/")

    def test_today_shows_the_version_in_force(self, history: Any, read: Any) -> None:
        today = timezone.localdate().isoformat()
        text = read(f"{today}/")
        assert "This is what applied on" in text
        assert "Read the current version" not in text

    def test_a_future_day_shows_the_announced_version(self, history: Any, read: Any) -> None:
        text = read("2100-01-01/")
        assert "This is what will apply on 1 January 2100, as far as is announced. Version 3. Announced" in text
        assert "No change is announced for 31 December 2099: this is what applies today. Version 2." in read(
            "2099-12-31/"
        )

    def test_a_day_before_the_first_version_names_the_oldest_version(
        self, history: Any, read: Any, client: Client
    ) -> None:
        text = read("2021-08-31/", 404)
        assert (
            "Nothing is kept for 31 August 2021 The oldest version of this notice applied from 1 September 2021."
            in text
        )
        assert f'<a href="{ROOT}versions/1/">' in client.get(f"{ROOT}on/2021-08-31/").content.decode()

    def test_a_notice_without_versions_is_not_found(self, notice: Any, read: Any) -> None:
        assert "This notice has not been published yet" in read("2021-08-31/", 404)

    def test_a_day_in_an_unpublished_period_names_the_period(self, history: Any, read: Any) -> None:
        add_event(history, "unpublished", dt.datetime(2022, 8, 1, 12, tzinfo=dt.UTC))
        add_event(history, "published", dt.datetime(2022, 10, 1, 12, tzinfo=dt.UTC))
        text = read("2022-09-15/", 404)
        assert "On 15 September 2022 nothing was published here" in text
        assert "The notice was not published here from 1 August 2022 to 1 October 2022." in text
        assert "Read version 1, from 1 September 2021 Read version 2, from 1 September 2022" in text
        assert "Version 1." in read("2022-08-01/")

    def test_a_day_of_an_erased_version_is_gone(self, notice: Any, read: Any, client: Client) -> None:
        row = add_version(notice, 1)
        add_version(notice, 2)
        client.get(f"{ROOT}on/2021-10-01/")
        erase(row)
        text = read("2021-10-01/", 410)
        assert "Version 1 was erased" in text
        assert "Why it was erased It named a <child>." in text
        assert "How we use information" not in text.split("Why it was erased")[1]

    @pytest.mark.parametrize(
        "typed", ["soon", "2023-13-01", "2023-02-30", "0000-01-01", "20230901", "2023-9-1", "99999-01-01"]
    )
    def test_a_value_that_is_no_date_is_not_found(self, history: Any, read: Any, typed: str) -> None:
        text = read(f"{typed}/", 404)
        assert f"This is no date: {typed}" in text
        assert "Give day, month and year" in text

    @pytest.mark.parametrize("typed", ["2023", "2023-09", "September-2023"])
    def test_a_month_is_not_accepted_as_a_day(self, history: Any, read: Any, typed: str) -> None:
        text = read(f"{typed}/", 404)
        assert f"This is not a whole day: {typed}" in text or f"This is no date: {typed}" in text

    def test_other_formats_redirect_to_the_iso_date(self, history: Any, rf: RequestFactory) -> None:
        response = day_views.on_day(rf.get("/"), history, date="1 September 2023")
        assert response.status_code == 302
        assert response["Location"].endswith("/on/2023-09-01/")


class TestChooseDay:
    def test_without_a_date_the_form_is_shown(self, history: Any, read: Any, client: Client) -> None:
        assert "Choose a day You can read this notice as it was on any day. Read the notice as it was on" in read()
        assert f'<form class="privacy-form" method="get" action="{ROOT}on/">' in (
            client.get(f"{ROOT}on/").content.decode()
        )

    @pytest.mark.parametrize("typed", ["2023-09-01", "1 September 2023", "01/09/2023", " 1st of Sept 2023 "])
    def test_a_written_date_redirects_to_the_day(self, history: Any, client: Client, typed: str) -> None:
        response = client.get(f"{ROOT}on/", {"date": typed})
        assert (response.status_code, response["Location"]) == (302, f"{ROOT}on/2023-09-01/")

    @pytest.mark.parametrize("typed", ["soon", HOSTILE, "31/02/2023", "2023-09", "\x00"])
    def test_an_invalid_day_is_refused_with_a_hint(self, history: Any, client: Client, typed: str) -> None:
        response = client.get(f"{ROOT}on/", {"date": typed})
        html = response.content.decode()
        assert response.status_code == 400
        assert 'aria-invalid="true"' in html
        assert "<script" not in html
        assert "Give day, month and year, for example 1 September 2023 or 2023-09-01." in html
