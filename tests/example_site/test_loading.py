"""Loading: whole schools or nothing, no account without DEBUG, and nothing of a visitor's own is overwritten."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from example_site.demo import loading
from example_site.demo.loading import load_accounts, load_demo
from example_site.demo.management.commands.load_demo import Command
from example_site.demo.organisations import SCHOOLS, remove_welcome_page
from example_site.demo.problems import DocumentFileError
from example_site.demo.users import DemoAccountsRefusedError
from tests.trees import WagtailTree
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scope_of
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.schools.permissions import may_add_school
from wagtail_privacy.versions.models import NoticeVersion

HEAD = "school: {school}\npage: {{kind: privacy_notice, slug: pupils, title: Pupils, in_force_from: 2026-01}}\n"
CHANGED = """
version: {{reason: practice, note: We use other locks., {more}}}
edits: [{{change: security, set: {{measures: [other locks]}}}}]
"""
GOOD = "body: [{section: security, measures: [locks]}]\n"
Write = Callable[..., Path]


@pytest.fixture
def write(wagtail_tree: WagtailTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """``write(school=text, …)`` gives a directory of files; ``later`` is version 2 of each.

    The starter library and three of the schools stay out, because they take seconds.
    """
    monkeypatch.setattr(loading, "load_starter_library", lambda: None)
    monkeypatch.setattr(loading, "SCHOOLS", {key: SCHOOLS[key] for key in ("hawthorn", "larkfield")})

    def files(*, later: str = "", **texts: str) -> Path:
        for school, text in texts.items():
            (tmp_path / f"{school}.yaml").write_text(HEAD.format(school=school) + text, encoding="utf-8")
            if later:
                (tmp_path / f"{school}.v2.yaml").write_text(later, encoding="utf-8")
        return tmp_path

    return files


def test_school_without_a_file_has_a_hub_but_no_notice(write: Write) -> None:
    report = load_demo(documents=write(hawthorn=GOOD))
    assert report.published == ("http://hawthorn.localhost:8000/privacy/pupils/",)
    assert Organisation.objects.filter(parent=report.trust.organisation).count() == 2
    assert all(place.hub is not None and place.hub.live for place in report.schools)


def test_mistake_in_one_file_leaves_the_other_schools_whole(write: Write) -> None:
    documents = write(hawthorn=GOOD, larkfield="body: [{section: about, data_holders: [nobody]}]")
    with pytest.raises(DocumentFileError, match=r"larkfield\.yaml: body\[1\] about\.data_holders\[1\]\.recipient"):
        load_demo(documents=documents)
    assert PrivacyNoticePage.objects.get().get_site().hostname == "hawthorn.localhost"
    assert not Site.objects.filter(hostname="larkfield.localhost").exists()
    load_demo(documents=write(larkfield=GOOD))
    assert PrivacyNoticePage.objects.live().count() == 2


def test_later_versions_follow_the_first(write: Write) -> None:
    documents = write(hawthorn=GOOD, later=CHANGED.format(more="in_force_from: 2026-05"))
    load_demo(documents=documents)
    second, first = NoticeVersion.objects.order_by("-number")
    assert (first.number, second.number, second.effective_on) == (1, 2, "2026-05")
    assert (second.change_reason, second.change_note) == ("practice", "We use other locks.")
    assert "other locks" in plain_text(second.as_document())
    assert load_demo(documents=documents).published == ()
    assert NoticeVersion.objects.count() == 2


def test_mistake_in_a_later_version_leaves_no_first(write: Write) -> None:
    later = CHANGED.format(more="").replace("measures", "treasures")
    with pytest.raises(DocumentFileError, match=r"hawthorn\.v2\.yaml: body\[1\] security\.treasures: there is no such"):
        load_demo(documents=write(hawthorn=GOOD, later=later))
    assert not NoticeVersion.objects.exists()
    assert not Site.objects.filter(hostname="hawthorn.localhost").exists()
    load_demo(documents=write(hawthorn=GOOD, later=CHANGED.format(more="")))
    assert NoticeVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "role", "minutes"),
    [
        ("approved_by: governing_board", "Governing board of Hawthorn Short Stay School", ""),
        ("meeting: {committee: Board, held: 2026-05, minutes: B 7}", "Board", "B 7"),
    ],
)
def test_approvals_are_kept_with_their_version_only(write: Write, more: str, role: str, minutes: str) -> None:
    documents = write(hawthorn=GOOD, later=CHANGED.format(more=more))
    third = CHANGED.format(more="").replace("other locks", "new locks")
    (documents / "hawthorn.v3.yaml").write_text(third, encoding="utf-8")
    load_demo(documents=documents)
    approvals = NoticeVersion.objects.order_by("number").values_list("approved_role", "minutes_reference")
    assert list(approvals) == [("", ""), (role, minutes), ("", "")]


def test_nobody_can_sign_in_as_an_approver_until_accounts_are_made(write: Write, settings: Any) -> None:
    report = load_demo(documents=write(hawthorn=GOOD, later=CHANGED.format(more="approved_by: headteacher")))
    head = get_user_model().objects.get()
    assert head.username == "head@hawthorn.example.org"
    assert not head.has_usable_password()
    settings.DEBUG = True
    assert head.username in load_accounts(report)
    assert get_user_model().objects.get(pk=head.pk).check_password("demo")
    assert load_accounts(report) == ()


def test_head_approves_what_the_editor_of_the_school_submits(write: Write, settings: Any, client: Client) -> None:
    settings.DEBUG = True
    load_accounts(load_demo(documents=write(hawthorn=GOOD, larkfield=GOOD)))
    page = PrivacyNoticePage.objects.get(url_path__contains="/hawthorn/")
    page.describe_change(note="A better title.", reason="clarity")
    page.title = "Better"
    page.save_revision()
    users = get_user_model().objects
    state = page.get_workflow().start(page, users.get(username="editor@hawthorn.example.org")).current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    client.force_login(users.get(username="head@larkfield.example.org"))
    client.post(url)
    assert NoticeVersion.objects.for_page(page.pk).count() == 1
    client.force_login(users.get(username="head@hawthorn.example.org"))
    client.post(url)
    version = NoticeVersion.objects.last_published(page.pk)
    assert (version.number, version.title, version.approved_role) == (
        2,
        "Better",
        "Headteacher of Hawthorn Short Stay School",
    )


def test_unknown_school_loads_nothing(write: Write) -> None:
    with pytest.raises(DocumentFileError, match=r"nowhere.yaml: school: 'nowhere' is none of hawthorn"):
        load_demo(documents=write(hawthorn=GOOD, nowhere=GOOD))
    assert not Organisation.objects.exists()


def test_loading_again_keeps_local_edits(write: Write) -> None:
    documents = write(hawthorn=GOOD)
    load_demo(documents=documents)
    Organisation.objects.filter(name="Hawthorn Short Stay School").update(name="Hawthorn Academy")
    page = PrivacyNoticePage.objects.get()
    page.title = "Changed"
    page.save_revision().publish()
    report = load_demo(documents=documents)
    assert report.published == ()
    assert PrivacyNoticePage.objects.get().title == "Changed"
    assert Organisation.objects.filter(name="Hawthorn Academy").exists()


def test_port_is_part_of_addresses_and_may_change(write: Write) -> None:
    documents = write(hawthorn=GOOD)
    assert load_demo(documents=documents).published[0].startswith("http://hawthorn.localhost:8000/")
    load_demo(documents=documents, port=8123)
    assert PrivacyNoticePage.objects.get().full_url.startswith("http://hawthorn.localhost:8123/")


def test_local_items_belong_to_their_owner(write: Write) -> None:
    library = """
library:
  recipients:
  - {key: meals, owner: trust, name: Greenfork, kind: supplier, aliases: [Fork, Green]}
  - {key: bus, owner: school, name: Otter Coaches, kind: supplier, part_of: meals, successors: [meals]}
"""
    body = "body: [{section: recipients, recipients: [meals, bus]}]\n"
    documents = write(hawthorn=library + body, larkfield=library + body)
    load_demo(documents=documents)
    meals = Recipient.objects.get(name="Greenfork")
    assert meals.live
    assert meals.aliases == "Fork\nGreen"
    assert meals.owner.name == "Five Rivers Learning Trust"
    buses = Recipient.objects.filter(name="Otter Coaches")
    assert {bus.owner.name for bus in buses} == {"Hawthorn Short Stay School", "Larkfield Junior School"}
    assert {bus.part_of for bus in buses} == {meals}
    assert [list(bus.successors.all()) for bus in buses] == [[meals], [meals]]


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ("{key: k, owner: school, name: N, kind: cat}", "library.recipients k.kind: "),
        ("{key: k, owner: school, name: N, claws: 4}", "library.recipients k.claws: there is no such field."),
        (
            "{key: k, owner: school, name: N, part_of: x}",
            "library.recipients k.part_of: there is no item with the key “x”.",
        ),
        ("{key: taken, owner: school, name: N}", "library.recipients taken: this key is taken."),
    ],
)
def test_a_mistake_in_a_local_item_is_reported_with_its_place(write: Write, item: str, problem: str) -> None:
    Recipient.objects.create(name="Taken", starter_key="taken", locale=Site.objects.first().root_page.locale)
    with pytest.raises(DocumentFileError) as caught:
        load_demo(documents=write(hawthorn=f"library: {{recipients: [{item}]}}\n{GOOD}"))
    assert f"hawthorn.yaml: {problem}" in str(caught.value)
    assert not Recipient.objects.filter(name="N").exists()


def test_the_other_trust_has_people_of_its_own(write: Write, settings: Any) -> None:
    settings.DEBUG = True
    report = load_demo(documents=write(hawthorn=GOOD))
    made = load_accounts(report)
    users = {user.username: user for user in get_user_model().objects.all()}
    others = {"editor@twinhills.example.org", "editor@larchmoor.example.org", "moderator@larchmoor.example.org"}
    assert others <= set(made)
    trust, school = report.other_trust.organisation.pk, report.other_school.organisation.pk
    assert scope_of(users["editor@twinhills.example.org"]).acts_for == {trust, school}
    assert scope_of(users["moderator@larchmoor.example.org"]).acts_for == {school}
    assert scope_of(users["editor@larchmoor.example.org"]).acts_for == frozenset()
    assert scope_of(users["editor@larchmoor.example.org"]).works_for == {school}
    assert may_add_school(users["trust@example.org"], report.other_trust.organisation)
    assert not may_add_school(users["editor@twinhills.example.org"], report.other_trust.organisation)


def test_no_accounts_without_debug(write: Write, settings: Any) -> None:
    settings.DEBUG = False
    report = load_demo(documents=write(hawthorn=GOOD))
    with pytest.raises(DemoAccountsRefusedError):
        load_accounts(report)
    assert not get_user_model().objects.exists()


def test_command_says_that_it_made_no_accounts(
    write: Write, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.DEBUG = False
    write(hawthorn=GOOD)
    monkeypatch.setattr(loading.load_demo, "__kwdefaults__", {"port": 8000, "documents": tmp_path})
    output, errors = StringIO(), StringIO()
    call_command(Command(), stdout=output, stderr=errors)
    assert "published: http://hawthorn.localhost:8000/privacy/pupils/" in output.getvalue()
    assert "no demo account was made" in errors.getvalue()


def test_command_reports_mistakes(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(nowhere=GOOD)
    monkeypatch.setattr(loading.load_demo, "__kwdefaults__", {"port": 8000, "documents": tmp_path})
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        call_command(Command())


def test_welcome_page_goes_and_other_pages_stay(wagtail_tree: WagtailTree) -> None:
    assert not remove_welcome_page()
    Site.objects.filter(pk=wagtail_tree.trust_site.pk).update(hostname="localhost")
    assert remove_welcome_page()
    assert not Site.objects.filter(hostname="localhost").exists()
    assert Site.objects.count() == 2
