"""Nothing that was never public answers on any address, in any feed or as data: restriction × publishing × lifting."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.deep import IS_DEEP, in_turn, one_of
from tests.notice_factories import forget_versions, make_hub, make_notice, section
from tests.versions.approving import approved, make_workflow
from tests.versions.editing import as_user, edit, publish, rewritten
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.backfill import backfill
from wagtail_privacy.versions.publishing.services import record_backdated_version, reissue_version
from wagtail_privacy.versions.visibility import release_version

pytestmark = pytest.mark.django_db

SECRET = "Sesame"


def draft_of(page: Any) -> Any:
    page = rewritten(page, section("text", heading="Hello", body=f"<p>{SECRET} opens the door.</p>"))
    page.title = f"{SECRET} notice"
    page.describe_change(note=f"{SECRET} is new.", reason="clarity")
    return page


def by_script(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision().publish()
    return page


def by_form(page: Any, editor: Any) -> Any:
    response = edit(as_user(editor), page, SECRET, title=f"{SECRET} notice", **{"action-publish": "1"})
    assert response.status_code == 302
    return page


def by_schedule(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision(approved_go_live_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled")
    return page


def by_workflow(page: Any, editor: Any) -> Any:
    _workflow, approver = make_workflow(page.get_parent())
    draft_of(page).save_revision()
    approved(type(page).objects.get(pk=page.pk), editor, approver)
    return page


def by_addition(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision().publish()
    source = type(page).objects.get(pk=page.pk)
    return source.copy(update_attrs={"slug": "copy", "live": True}, keep_live=True)


def by_alias(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision().publish()
    return type(page).objects.get(pk=page.pk).create_alias(update_slug="alias")


def by_putting_back(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision().publish()
    publish(page, "<p>Something else.</p>")
    reissue_version(page, 2, note=f"{SECRET} is back.")
    return page


def by_recording(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision()
    stored = type(page).objects.get(pk=page.pk)
    record_backdated_version(stored.get_latest_revision_as_object(), effective=PartialDate(2020))
    return page


def by_backfill(page: Any, editor: Any) -> Any:
    draft_of(page).save_revision().publish()
    forget_versions()
    list(backfill())
    return page


WAYS: tuple[Callable[[Any, Any], Any], ...] = (
    by_script,
    by_form,
    by_schedule,
    by_workflow,
    by_addition,
    by_alias,
    by_putting_back,
    by_recording,
    by_backfill,
)


def restrict(page: Any, kind: str) -> None:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    if kind == "groups":
        restriction.groups.set([])


def lift_by_deleting(page: Any, place: Any, site_tree: Any) -> Any:
    PageViewRestriction.objects.all().delete()
    return page


def lift_by_moving(page: Any, place: Any, site_tree: Any) -> Any:
    elsewhere = make_hub(site_tree.beta_home)
    page = type(page).objects.get(pk=page.pk)
    if place.pk == page.pk:
        PageViewRestriction.objects.all().delete()
    page.move(elsewhere, pos="last-child")
    PageViewRestriction.objects.filter(page__path__startswith=elsewhere.path).delete()
    return page


def everything(page: Any) -> Iterator[str]:
    """All that anybody can read of the notice, address by address; the site of either school."""
    page = type(page).objects.get(pk=page.pk)
    numbers = NoticeVersion.objects.for_page(page.pk).values_list("number", flat=True)
    days = ("2020-06-01", timezone.localdate().isoformat(), "2090-01-01")
    below = ["", "versions/", "feed/", "feed/?minor=1", "on/", *(f"on/{day}/" for day in days)]
    for number in numbers:
        below += [f"versions/{number}/", f"versions/{number}/document.json", f"versions/{number}/changes/"]
        below += [f"versions/{number}/changes/{other}/" for other in numbers]
    for host in ("alpha.test", "beta.test"):
        client = Client(headers={"host": host})
        path = page.get_url(None) or ""
        root = "/" + path.split("/", 3)[-1] if path.startswith("http") else path
        addresses = [f"{root}{part}" for part in below]
        addresses += ["/privacy/", "/privacy/feed/", "/privacy/feed/?minor=1"]
        addresses += [f"/privacy-archive/{page.pk}/{part}" for part in below]
        for address in addresses:
            cache.clear()
            response = client.get(address)
            assert response.status_code < 500, address
            yield response.content.decode() + response.get("Location", "")


LIFTS = (lift_by_deleting, lift_by_moving)
RESTRICTIONS = [("login", "notice"), ("groups", "home")]
if IS_DEEP:
    RESTRICTIONS += [("password", "hub"), ("login", "hub"), ("password", "notice"), ("groups", "notice")]

CASES = [
    pytest.param(kind, place, way, lift, id=f"{kind}-{place}-{way.__name__}-{lift.__name__}")
    for turn, (way, lift) in enumerate(itertools.product(WAYS, LIFTS))
    # Every way; which lifting follows, and which of the restrictions stands on it, changes from one way to the next.
    if in_turn(turn + turn // len(LIFTS), len(LIFTS))
    for kind, place in one_of(RESTRICTIONS, turn + turn // len(LIFTS))
]


@pytest.mark.deep
@pytest.mark.parametrize(("kind", "place", "way", "lift"), CASES)
def test_a_version_that_was_never_public_is_served_nowhere(
    site_tree: Any, school_editor: Any, kind: str, place: str, way: Any, lift: Any
) -> None:
    hub = make_hub(site_tree.alpha_home)
    page = make_notice(hub)
    restricted = {"notice": page, "hub": hub, "home": site_tree.alpha_home}[place]
    restrict(restricted, kind)
    hidden = way(page, school_editor)
    if place == "notice" and way is by_addition:
        # A copy elsewhere is public from the beginning, and so is its text; an alias is as private as its source.
        return
    lifted = lift(hidden, restricted, site_tree)
    assert not any(SECRET in answer for answer in everything(lifted))
    fresh = type(lifted).objects.get(pk=lifted.pk)
    if not fresh.get_view_restrictions().exists():
        for version in NoticeVersion.objects.for_page(hidden.pk).filter(was_public=False):
            release_version(fresh, version.number)
        assert any(SECRET in answer for answer in everything(lifted)), "the test would see it"


def test_a_notice_that_awaits_its_release_shows_no_older_text(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    page = make_notice(hub)
    restrict(page, "login")
    draft_of(page).save_revision().publish()
    PageViewRestriction.objects.all().delete()
    client = Client(headers={"host": "alpha.test"})
    answer = client.get("/privacy/pupils/")
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "This notice is not public at the moment" in text and "We care." not in text
    assert ">Read the notice<" not in text, "the link would lead to the page that says this"
    assert client.get(f"/privacy/pupils/on/{timezone.localdate().isoformat()}/").status_code == 403
    assert "How we use pupil information" not in client.get("/privacy/").content.decode()
    assert client.get("/privacy/pupils/versions/1/").status_code == 200, "what was public stays so"


def test_a_later_restriction_hides_everything_below_the_notice(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    page = make_notice(hub)
    draft_of(page).save_revision().publish()
    restrict(page, "login")
    assert not any(SECRET in answer or "We care" in answer for answer in everything(page))


def test_a_deleted_notice_serves_no_restricted_version(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    page = make_notice(hub)
    restrict(page, "login")
    draft_of(page).save_revision().publish()
    PageViewRestriction.objects.all().delete()
    publish(page, "<p>For all.</p>")
    page_id = page.pk
    type(page).objects.get(pk=page_id).delete()
    client = Client(headers={"host": "alpha.test"})
    for path in ("", "versions/", "versions/1/", "versions/2/", "versions/3/", "versions/3/changes/", "feed/"):
        assert "opens the door" not in client.get(f"/privacy-archive/{page_id}/{path}").content.decode(), path
    assert client.get(f"/privacy-archive/{page_id}/versions/3/").status_code == 200


def test_those_who_pass_the_restriction_read_everything(site_tree: Any, school_editor: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    page = make_notice(hub)
    restrict(page, "login")
    draft_of(page).save_revision().publish()
    client = Client(headers={"host": "alpha.test"})
    client.force_login(school_editor)
    for path in ("", "versions/", "versions/2/", "versions/2/document.json", "versions/2/changes/", "feed/?minor=1"):
        assert SECRET in client.get(f"/privacy/pupils/{path}").content.decode(), path
    assert SECRET in client.get("/privacy/").content.decode()


def test_the_admin_lists_restricted_versions(site_tree: Any, school_editor: Any) -> None:
    page = make_notice(make_hub(site_tree.alpha_home))
    restrict(page, "login")
    draft_of(page).save_revision().publish()
    url = reverse("wagtail_privacy_admin:versions", args=[page.pk])
    assert SECRET in as_user(school_editor).get(url).content.decode()
