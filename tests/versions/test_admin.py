"""The screen on which editors see versions and record past ones."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.notice_factories import entries, make_notice, recipient, section
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

REFUSED = {302, 403}


def address(page: Any) -> str:
    return reverse("wagtail_privacy_admin:record_past_version", args=[page.pk])


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(hub: Any) -> Any:
    return make_notice(hub)


def test_the_address(page: Any) -> None:
    assert address(page) == f"/admin/privacy/notices/{page.pk}/record-past-version/"


def test_the_editor_leads_there(page: Any, school_editor: Any) -> None:
    answer = as_user(school_editor).get(f"/admin/pages/{page.pk}/edit/")
    assert address(page) in answer.content.decode()


def test_nothing_else_leads_there(page: Any, hub: Any, editor_of: Any) -> None:
    writer = editor_of(hub, username="writer")
    writer.groups.get().page_permissions.filter(permission__codename__startswith="publish_").delete()
    assert address(page) not in as_user(writer).get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "record-past-version" not in as_user(writer).get(f"/admin/pages/{hub.pk}/edit/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_permissions(page: Any, hub: Any, editor_of: Any, method: str, request: pytest.FixtureRequest) -> None:
    writer = editor_of(hub, username="writer")
    writer.groups.get().page_permissions.filter(permission__codename__startswith="publish_").delete()
    for name, allowed in (("school_editor", True), ("trust_editor", True), ("other_school_editor", False)):
        user = request.getfixturevalue(name)
        answer = getattr(as_user(user), method)(address(page), {"effective": ""})
        assert (answer.status_code == 200) is allowed, name
    assert getattr(as_user(writer), method)(address(page), {"effective": "2020"}).status_code in REFUSED
    assert getattr(Client(), method)(address(page), {"effective": "2020"}).status_code in REFUSED
    assert NoticeVersion.objects.count() == 1


def test_only_for_notices(hub: Any, school_editor: Any) -> None:
    client = as_user(school_editor)
    assert client.get(address(hub)).status_code == 404
    assert client.get("/admin/privacy/notices/999999/record-past-version/").status_code == 404


def test_versions_so_far(page: Any, school_editor: Any) -> None:
    client = as_user(school_editor)
    client.post(address(page), {"effective": "September 2023"})
    page.title = "Another"
    page.save_revision().publish()
    answer = client.get(address(page))
    states = [
        (row["version"].number, row["date"], row["version"] == answer.context["current"])
        for row in answer.context["versions"]
    ]
    assert [(number, current) for number, _date, current in states] == [(3, True), (2, False), (1, False)]
    assert states[1][1] == "September 2023"
    content = answer.content.decode()
    assert 'href="http://alpha.test/privacy/pupils/versions/2/"' in content
    for word in ("Current", "Recorded later", "Replaced"):
        assert word in content


def test_a_page_that_was_never_published(hub: Any, school_editor: Any) -> None:
    page = make_notice(hub, live=False)
    client = as_user(school_editor)
    assert "None yet." in client.get(address(page)).content.decode()
    client.post(address(page), {"effective": "2023"})
    content = client.get(address(page)).content.decode()
    assert "Version 1" in content
    assert "versions/1/" not in content


def test_an_unpublished_page_has_no_current_version(page: Any, school_editor: Any) -> None:
    page.unpublish()
    assert "the page is not live" in as_user(school_editor).get(address(page)).content.decode()


def test_recording_what_the_draft_says(page: Any, school_editor: Any) -> None:
    page.title = "As it was"
    page.save_revision()
    answer = as_user(school_editor).post(address(page), {"effective": "September 2023"}, follow=True)
    version = NoticeVersion.objects.get(number=2)
    assert (version.title, version.is_past, version.effective_on) == ("As it was", True, "2023-09")
    assert version.published_by == "school_editor"
    assert NoticeVersion.objects.current(page.pk).number == 1
    assert "Recorded as version 2, in force from September 2023." in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "This field is required."),
        ("last year", "Enter a year, a month or a day"),
        ("2999", "This date is not in the past."),
    ],
)
def test_a_date_that_cannot_be_right(page: Any, school_editor: Any, given: str, message: str) -> None:
    answer = as_user(school_editor).post(address(page), {"effective": given})
    assert message in answer.content.decode()
    assert "Nothing was recorded." in answer.content.decode()
    assert NoticeVersion.objects.count() == 1


def test_problems_are_listed_with_their_sections(hub: Any, school_editor: Any) -> None:
    item = recipient("Learning and Skills Council")
    page = make_notice(hub, section("recipients", heading="<b>Sharing</b>", recipients=entries({"recipient": item.pk})))
    item.unpublish()
    content = as_user(school_editor).post(address(page), {"effective": "2023"}).content.decode()
    assert "In “&lt;b&gt;Sharing&lt;/b&gt;”:" in content
    assert "Learning and Skills Council" in content
    assert NoticeVersion.objects.count() == 1


@pytest.mark.parametrize("number", [1, 20])
def test_the_screen_costs_the_same_for_any_number_of_versions(
    page: Any, school_editor: Any, number: int, django_assert_max_num_queries: Any
) -> None:
    client = as_user(school_editor)
    for year in range(number):
        client.post(address(page), {"effective": str(2000 + year)})
    client.get(address(page))
    with django_assert_max_num_queries(40) as captured:
        client.get(address(page))
    assert sum("noticeversion" in query["sql"] for query in captured.captured_queries) == 1
