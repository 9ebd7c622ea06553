"""The list of versions and what changed between two, as visitors ask for them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.documents_samples import maximal_document, minimal_document
from tests.public.reading import visible_text
from tests.public.revised import HOSTILE, arabic_documents, revised_document
from tests.public.stored import add_event, add_version, add_versions, erase
from tests.snapshots import replayed
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

ROOT = "/privacy/pupils/"
FUTURE = dt.date(2100, 1, 1)


@pytest.fixture
def read(client: Client) -> Callable[..., str]:
    """``read("versions/")``: the visible text below the notice, which must be there."""

    def get(path: str = "", status: int = 200) -> str:
        response = client.get(ROOT + path)
        assert response.status_code == status
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Link"] == '<http://alpha.test/privacy/pupils/>; rel="canonical"'
        return visible_text(response.content.decode())

    return get


class TestArchive:
    def test_each_version_is_listed_with_days_changes_reason_and_approval(
        self, notice: Any, client: Client, read: Any
    ) -> None:
        add_version(notice, 1)
        add_version(
            notice,
            2,
            change_note="We work with a counsellor.",
            changes=["One recipient was added: Riverside."],
            change_reason="annual_review",
            approved_role="Governing board",
            approved_on="2022-07",
            minutes_reference="GB/14",
            approved_by="b.adeyemi",
            published_by="s.hill",
        )
        text = read("versions/")
        newest, oldest = text.index("Version 2 in force"), text.index("Version 1 In force from")
        assert newest < oldest
        assert (
            "In force since 1 September 2022. We work with a counsellor. One recipient was added: Riverside. "
            "Why Annual review Kind of change Major Approved Governing board, July 2022 (minutes: GB/14) "
            "Read version 2 What changed since version 1"
        ) in text
        assert "In force from 1 September 2021 until 31 August 2022. The first version that was published here." in text
        html = client.get(f"{ROOT}versions/").content.decode()
        assert f'<a href="{ROOT}versions/2/changes/">' in html
        assert f'href="{ROOT}feed/"' in html
        assert "b.adeyemi" not in html
        assert "s.hill" not in html

    def test_announced_postponed_and_superseded_versions_are_listed_with_their_state(
        self, notice: Any, read: Any
    ) -> None:
        add_version(notice, 1)
        add_version(notice, 2, effective_day=FUTURE, published_at=dt.datetime(2023, 1, 1, tzinfo=dt.UTC))
        at = dt.datetime(2023, 2, 1, tzinfo=dt.UTC)
        later = FUTURE + dt.timedelta(30)
        add_version(notice, 3, effective_day=later, published_at=at, postpones_from=2, changes=["X."])
        add_version(notice, 4, effective_day=later, published_at=at, changes=["Y."])
        text = read("versions/")
        assert "Version 4 announced Announced: in force from 31 January 2100. Y." in text
        assert "Announced for 31 January 2100. Version 4 took its place for the same day." in text
        assert "Announced for 1 January 2100 and postponed before that day: version 3 gives it another day." in text
        assert "Version 1 in force In force from 1 September 2021 until 30 January 2100." in text

    def test_a_superseded_version_names_the_version_that_took_its_place(self, notice: Any, read: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, effective_day=FUTURE)
        add_version(notice, 3)
        assert "Announced for 1 January 2100. Version 3 took its place before that day." in read("versions/")

    def test_backdated_and_reissued_versions_are_marked(self, notice: Any, read: Any) -> None:
        at = dt.datetime(2024, 3, 4, 12, tzinfo=dt.UTC)
        add_version(notice, 1)
        add_version(notice, 2, reissue_of=1, change_reason="reissue")
        add_version(
            notice, 3, effective_on="2016", effective_day=dt.date(2016, 1, 1), is_backdated=True, published_at=at
        )
        text = read("versions/")
        assert "Re-issue Version 1 again, as it was" in text
        assert text.index("Version 1 In force") < text.index("Version 3 backdated In force from 2016")
        assert "Recorded later On 4 March 2024: older than this website" in text

    def test_unpublished_periods_are_listed_between_versions(self, notice: Any, read: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2)
        add_event(notice, "unpublished", dt.datetime(2022, 3, 1, 12, tzinfo=dt.UTC))
        add_event(notice, "published", dt.datetime(2022, 4, 1, 12, tzinfo=dt.UTC))
        text = read("versions/")
        unpublished = text.index("Not published from 1 March 2022 to 1 April 2022.")
        assert text.index("Version 2 in force") < unpublished < text.index("Version 1 In force")
        assert "a.person" not in text

    def test_an_erased_version_is_listed_with_its_tombstone(self, notice: Any, client: Client, read: Any) -> None:
        erase(add_version(notice, 1))
        add_version(notice, 2)
        text = read("versions/")
        assert "Version 1 erased" in text
        assert "Why it was erased It named a <child>. By order of County Court Erased on 3 February 2025" in text
        assert "CASE-9" not in text
        assert "a.person" not in text
        html = client.get(f"{ROOT}versions/").content.decode()
        assert f'href="{ROOT}versions/1/"' not in html
        assert "&lt;child&gt;" in html

    def test_quoted_text_is_in_the_language_of_the_notice_and_escaped(self, notice: Any, client: Client) -> None:
        older, newer = arabic_documents()
        add_version(notice, 1, older)
        add_version(notice, 2, newer, change_note=HOSTILE, changes=[HOSTILE], approved_role=HOSTILE)
        html = client.get(f"{ROOT}versions/").content.decode()
        assert '<h1 lang="ar" dir="rtl">كيف نستخدم معلومات التلاميذ</h1>' in html
        assert '<div lang="ar" dir="rtl">' in html
        assert "<script" not in html
        assert html.count("&lt;script&gt;") == 3

    def test_a_page_of_the_list_has_twenty_versions(self, notice: Any, read: Any) -> None:
        add_versions(notice, range(1, 41), minimal_document())
        first, second = read("versions/"), read("versions/?page=2")
        assert "Version 40 in force" in first
        assert "Page 1 of 2 Older versions" in first
        assert "Version 21 In force" in first
        assert "Version 20 In force" not in first
        assert "Newer versions Page 2 of 2" in second
        assert "Version 20 In force" in second
        assert "Newer versions Page 2 of 2" in read("versions/?page=99")
        assert "Page 1 of 2" in read("versions/?page=x")

    def test_a_notice_without_versions_is_not_found(self, notice: Any, read: Any) -> None:
        assert "This notice has not been published yet" in read("versions/", 404)


class TestChanges:
    @pytest.fixture
    @replayed
    def two(self, notice: Any) -> Any:
        add_version(notice, 1)
        add_version(
            notice, 2, revised_document(), change_note="A counsellor comes.", change_reason="law", approved_role="Board"
        )
        return notice

    def test_the_summary_comes_before_the_changes_of_each_section(self, two: Any, read: Any) -> None:
        text = read("versions/2/changes/")
        assert "What changed in version 2 A counsellor comes. Compared with Version 1, from 1 September 2021" in text
        assert (
            "Version 2 In force since 1 September 2022. Why The law changed Kind of change Major Approved Board" in text
        )
        summary = text.index("In short One recipient was added: Riverside Counselling.")
        assert summary < text.index("Recipient: Riverside Counselling Added")
        assert "The retention period for The pupil’s record went from 25 years to 30 years." in text
        assert "How long it is kept Before: 25 years → Now: 30 years" in text
        assert "Heading Before: About this notice → Now: What this notice is" in text
        assert "information from Removed: a previous Added: an earlier school Added: or nursery." in (
            text.replace("previousAdded", "previous Added").replace("schoolAdded", "school Added")
        )
        assert "Contact Moved to another place" in text
        assert "Read more Removed Link Your data matters" in text
        assert "18 sections are unchanged." in text

    def test_text_of_changes_is_escaped(self, two: Any, client: Client) -> None:
        html = client.get(f"{ROOT}versions/2/changes/").content.decode()
        assert "<script" not in html
        assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") == 3

    def test_any_two_versions_can_be_compared(self, two: Any, read: Any) -> None:
        add_version(two, 3, minimal_document(), change_note="Shorter.")
        text = read("versions/3/changes/1/")
        assert "What changed from version 1 to version 3" in text
        assert "Shorter." not in text
        assert "Kind of change" not in text
        assert "What changed in version 3 Shorter." in read("versions/3/changes/2/")
        assert "How long it is kept Before: 30 years → Now: 25 years" in read("versions/1/changes/2/")

    def test_an_announced_version_says_what_will_change(self, two: Any, read: Any) -> None:
        add_version(two, 3, effective_day=FUTURE)
        text = read("versions/3/changes/")
        assert "What will change with version 3" in text
        assert "Announced: in force from 1 January 2100." in text

    def test_two_versions_with_the_same_text_show_no_change(self, notice: Any, read: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, digest="another")
        assert "Nothing that people read has changed." in read("versions/2/changes/")

    def test_the_first_version_has_nothing_to_compare_with(self, two: Any, read: Any) -> None:
        text = read("versions/1/changes/")
        assert "Version 1 is the first There is no earlier version of this notice to compare it with." in text

    @pytest.mark.parametrize(
        "path", ["3/changes/", "3/changes/1/", "2/changes/3/", "0/changes/", f"2/changes/{9**40}/"]
    )
    def test_an_unknown_version_is_not_found(self, two: Any, read: Any, path: str) -> None:
        assert "There is no version with this number" in read(f"versions/{path}", 404)

    def test_a_version_is_not_compared_with_itself(self, two: Any, read: Any) -> None:
        assert "Choose two different versions" in read("versions/2/changes/2/", 404)

    @pytest.mark.parametrize("path", ["2/changes/", "1/changes/2/"])
    def test_an_erased_version_is_not_compared(self, notice: Any, client: Client, read: Any, path: str) -> None:
        row = add_version(notice, 1)
        add_version(notice, 2, revised_document())
        client.get(f"{ROOT}versions/{path}")
        erase(row)
        text = read(f"versions/{path}", 410)
        assert "Version 1 was erased" in text
        assert "Riverside" not in text

    def test_changes_of_a_right_to_left_notice_are_marked_with_direction(self, notice: Any, client: Client) -> None:
        older, newer = arabic_documents()
        add_version(notice, 1, older)
        add_version(notice, 2, newer)
        html = client.get(f"{ROOT}versions/2/changes/").content.decode()
        assert '<article class="privacy-difference" lang="ar" dir="rtl">' in html
        assert "ستين</del>" in html
        assert "ثلاثين</ins>" in html

    def test_a_second_request_reads_no_document(
        self, two: Any, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = client.get(f"{ROOT}versions/2/changes/").content
        monkeypatch.setattr(NoticeVersion, "as_document", lambda _row: pytest.fail("read again"))
        assert client.get(f"{ROOT}versions/2/changes/").content == first


class TestCompare:
    def test_the_form_redirects_to_the_changes(self, notice: Any, client: Client) -> None:
        response = client.get(f"{ROOT}versions/compare/?from=1&to=3")
        assert (response.status_code, response["Location"]) == (302, f"{ROOT}versions/3/changes/1/")

    @pytest.mark.parametrize(
        "query", ["", "?from=1", "?from=1&to=x", "?from=-1&to=2", "?from=1&to=%D9%A1", "?from=1&to=" + "9" * 99]
    )
    def test_a_value_that_is_no_number_is_not_found(self, notice: Any, read: Any, query: str) -> None:
        assert "Choose two versions" in read(f"versions/compare/{query}", 404)

    def test_the_form_is_shown_from_two_versions_on(self, notice: Any, read: Any) -> None:
        add_version(notice, 1)
        assert "Compare two versions" not in read("versions/")
        add_version(notice, 2)
        assert "Compare two versions Earlier version Later version Compare" in read("versions/")


class TestQueries:
    @pytest.mark.parametrize("count", [1, 200])
    @pytest.mark.parametrize("path", ["versions/", "versions/{count}/", "versions/{count}/changes/", "on/2020-09-02/"])
    def test_an_archive_page_takes_at_most_nine_queries(
        self, notice: Any, client: Client, django_assert_max_num_queries: Any, settings: Any, count: int, path: str
    ) -> None:
        add_versions(notice, range(1, count + 1), minimal_document())
        # Wagtail finds the addresses of sites once and remembers them; the notice is rendered anew.
        client.get("/privacy/")
        settings.WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS = 0
        with django_assert_max_num_queries(9):
            assert client.get(ROOT + path.format(count=count)).status_code == 200


def test_a_difference_is_told_in_the_language_of_the_newer_document(notice: Any, client: Client) -> None:
    add_version(notice, 1, maximal_document("en-GB"))
    add_version(notice, 2, maximal_document("cy"))
    html = client.get(f"{ROOT}versions/2/changes/").content.decode()
    assert '<article class="privacy-difference" lang="cy" dir="ltr">' in html
