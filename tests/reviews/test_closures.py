"""The holidays of an organisation: read from a table, or refused with a message for each row."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.deep import TIMELINES
from tests.trees import SiteTree, make_editor
from wagtail_privacy.organisations.closures import Closure
from wagtail_privacy.reviews.planning.closures import ClosurePeriod, read_closures

TODAY = dt.date(2026, 11, 28)
SUMMER = ClosurePeriod(dt.date(2027, 7, 20), dt.date(2027, 8, 31), "Summer holidays")
TABLE = "First day,Last day,Name\n20 July 2027,31 August 2027,Summer holidays\n2027-12-25,,Christmas Day\n"


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "20/07/2027,31/08/2027,Summer holidays",
            "20 July 2027;31 August 2027;Summer holidays",
            "2027-07-20\t2027-08-31\tSummer holidays",
            "\ufeffFrom,To,Name\r\n20th July 2027,31 Aug 2027,Summer holidays\r\n\r\n",
        ],
    )
    def test_days_are_read_as_people_write_them(self, text: str) -> None:
        assert read_closures(text, TODAY) == [SUMMER]

    def test_a_single_day_needs_no_last_day(self) -> None:
        assert read_closures("25 December 2027", TODAY) == [ClosurePeriod(dt.date(2027, 12, 25), dt.date(2027, 12, 25))]

    def test_every_row_that_cannot_be_read_is_named_with_its_reason(self) -> None:
        with pytest.raises(ValidationError) as caught:
            read_closures(
                "20 July 2027,31 August 2027\nsoon,later\n31 August 2027,20 July 2027\nJuly 2027,\n1 May 1827,", TODAY
            )
        assert caught.value.messages == [
            "Row 2: “soon” is not a day. Write it as 20 July 2026 or 20/07/2026.",
            "Row 3: The last day comes before the first one.",
            "Row 4: “July 2027” is not a single day.",
            "Row 5: 1 May 1827 is too long ago. Give a date from 1 January 1900 on.",
        ]

    @pytest.mark.parametrize(
        "text", ["", "First day,Last day\n", "\n\n", "1 May 2027,\n" * 501, "1 May 2026,1 May 2027"]
    )
    def test_what_is_no_table_of_holidays_is_refused(self, text: str) -> None:
        with pytest.raises(ValidationError):
            read_closures(text, TODAY)

    @TIMELINES
    @given(st.text())
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            periods = read_closures(text, TODAY)
        except ValidationError:
            return
        assert all(period.first_day <= period.last_day for period in periods)


@pytest.mark.django_db
class TestScreen:
    def url(self, organisation: Any) -> str:
        return f"/admin/privacy/organisations/{organisation.pk}/closures/"

    @pytest.fixture
    def school_editor(self, site_tree: SiteTree, client: Client) -> Any:
        editor = make_editor("alpha_editor", [site_tree.alpha_home], models=["organisation"])
        client.force_login(editor)
        return editor

    def test_a_file_is_added_once_however_often_it_is_sent(
        self, site_tree: SiteTree, school_editor: Any, client: Client
    ) -> None:
        for _turn in range(2):
            file = SimpleUploadedFile("holidays.csv", TABLE.encode())
            assert client.post(self.url(site_tree.alpha), {"file": file}).status_code == 302
        days = Closure.objects.filter(organisation=site_tree.alpha).values_list("first_day", "last_day", "name")
        assert list(days) == [
            (dt.date(2027, 7, 20), dt.date(2027, 8, 31), "Summer holidays"),
            (dt.date(2027, 12, 25), dt.date(2027, 12, 25), "Christmas Day"),
        ]

    def test_a_table_with_a_mistake_adds_nothing(self, site_tree: SiteTree, school_editor: Any, client: Client) -> None:
        response = client.post(self.url(site_tree.alpha), {"text": TABLE + "soon,later"})
        assert response.status_code == 200
        assert "Row 3: “soon” is not a day." in response.content.decode()
        assert not Closure.objects.exists()

    def test_a_file_that_is_no_text_is_refused(self, site_tree: SiteTree, school_editor: Any, client: Client) -> None:
        response = client.post(self.url(site_tree.alpha), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04\x81\x8d")})
        assert response.status_code == 200
        assert not Closure.objects.exists()

    def test_the_holidays_of_another_school_are_out_of_reach(
        self, site_tree: SiteTree, school_editor: Any, client: Client
    ) -> None:
        for other in (site_tree.beta, site_tree.trust):
            assert client.post(self.url(other), {"text": TABLE}).status_code == 302
            assert client.get(self.url(other)).status_code == 302
        assert not Closure.objects.exists()

    def test_the_list_of_organisations_leads_there(
        self, site_tree: SiteTree, school_editor: Any, client: Client
    ) -> None:
        content = client.get("/admin/snippets/wagtail_privacy/organisation/").content.decode()
        assert self.url(site_tree.alpha) in content
        assert self.url(site_tree.beta) not in content
