"""A school that wants its own wording takes its own copy before the change applies; nothing else keeps a change out."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.propagation.test_impact import announce
from tests.propagation.test_overlay import draft_of, sharing_with
from wagtail_privacy.days import site_day, start_of
from wagtail_privacy.documents.diff import difference
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.moves import merge
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.propagation.applying import apply_due_changes
from wagtail_privacy.propagation.model_notices.services import make_model, mandate_sections, roll_out
from wagtail_privacy.propagation.models import ChangedNotice, SharedChange
from wagtail_privacy.propagation.own_copies import take_own_copy
from wagtail_privacy.propagation.questions import Answer, ChangeError
from wagtail_privacy.propagation.services import bring_up_to_date, publish_change
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

LOCKS = section("security", heading="Safe", measures="Locks.")


@pytest.fixture
def shared(site_tree: Any) -> Any:
    return RecipientFactory(name="Old name", owner=site_tree.trust, role="Teaches", published=True)


@pytest.fixture
def alpha(site_tree: Any, shared: Any) -> Any:
    return make_notice(make_hub(site_tree.alpha_home), sharing_with(shared), title="Alpha notice")


@pytest.fixture
def beta(site_tree: Any, shared: Any) -> Any:
    return make_notice(make_hub(site_tree.beta_home), sharing_with(shared), title="Beta notice")


def planned(item: Any, days: int = 7) -> SharedChange:
    draft_of(item, name="New name")
    return publish_change(item, Answer(day=site_day() + dt.timedelta(days=days)))


def on_its_day(change: SharedChange) -> None:
    with time_machine.travel(start_of(change.day) + dt.timedelta(hours=1), tick=False):
        call_command("publish_scheduled")
        apply_due_changes()


def newest(page: Any) -> NoticeVersion:
    return NoticeVersion.objects.filter(page_id=page.pk).order_by("number").last()


def test_the_notice_of_the_school_keeps_its_words_and_the_others_follow(
    site_tree: Any, shared: Any, alpha: Any, beta: Any
) -> None:
    change = planned(shared)
    copy = take_own_copy(change, site_tree.alpha)
    on_its_day(change)
    assert (copy.name, copy.owner, copy.role) == ("Old name", site_tree.alpha, "Teaches")
    assert "Old name" in str(newest(alpha).document)
    assert "New name" not in str(newest(alpha).document)
    assert "New name" in str(newest(beta).document)
    states = dict(change.notices.values_list("page_id", "state"))
    assert states == {alpha.pk: ChangedNotice.State.OWN_COPY, beta.pk: ChangedNotice.State.ISSUED}


def test_it_makes_a_version_that_says_the_same_and_why(site_tree: Any, shared: Any, alpha: Any) -> None:
    copy = take_own_copy(planned(shared), site_tree.alpha)
    first, second = NoticeVersion.objects.filter(page_id=alpha.pk).order_by("number")
    assert difference(first.as_document(), second.as_document()).is_unchanged_for_readers
    assert second.change_size == "minor"
    assert second.cause["copy"] == str(copy.translation_key)
    assert list(second.references.filter(model="recipient").values_list("object_id", flat=True)) == [copy.pk]
    assert not any("removed" in sentence or "added" in sentence for sentence in second.changes)


def test_what_is_announced_follows_on_its_own_day(site_tree: Any, shared: Any, alpha: Any) -> None:
    announce(alpha, sharing_with(shared), LOCKS)
    before = newest(alpha)
    copy = take_own_copy(planned(shared), site_tree.alpha)
    timeline = NoticeVersion.objects.current_timeline(alpha.pk)
    (announced,) = timeline.announced
    assert timeline.in_force.version.number == 3
    assert announced.version.effective_on == before.effective_on
    assert announced.version.change_key == before.change_key
    for version in (timeline.in_force.version, announced.version):
        assert version.references.filter(model="recipient").get().object_id == copy.pk


def test_page_and_draft_refer_to_the_copy_and_stay_what_they_are(site_tree: Any, shared: Any, alpha: Any) -> None:
    alpha.body = alpha.body.stream_block.to_python([sharing_with(shared), section("text", heading="Draft", body="x")])
    alpha.title = "A title that is not published"
    revision = alpha.save_revision()
    copy = take_own_copy(planned(shared), site_tree.alpha)
    page = type(alpha).objects.get(pk=alpha.pk)
    draft = page.get_latest_revision_as_object()
    assert page.latest_revision_id == revision.pk
    assert (page.title, draft.title) == ("Alpha notice", "A title that is not published")
    for notice in (page, draft):
        assert notice.body[0].value["recipients"][0]["recipient"].pk == copy.pk
    assert len(draft.body) == 2
    assert NoticeVersion.objects.filter(page_id=alpha.pk).count() == 2


def test_publishing_the_page_afterwards_brings_nothing_in(site_tree: Any, shared: Any, alpha: Any) -> None:
    change = planned(shared)
    take_own_copy(change, site_tree.alpha)
    on_its_day(change)
    page = type(alpha).objects.get(pk=alpha.pk)
    page.get_latest_revision().publish()
    assert "New name" not in str(newest(alpha).document)
    assert newest(alpha).number == 2


def test_it_is_too_late_once_the_change_is_published(site_tree: Any, shared: Any, alpha: Any) -> None:
    change = planned(shared)
    on_its_day(change)
    with pytest.raises(ChangeError, match="too late"):
        take_own_copy(change, site_tree.alpha)


def test_what_comes_by_way_of_another_item_is_named_and_nothing_is_stored(site_tree: Any, shared: Any) -> None:
    clause = Clause(name="Sharing", owner=site_tree.trust)
    clause.body = clause.body.stream_block.to_python([sharing_with(shared)])
    clause.save()
    clause.save_revision().publish()
    make_notice(make_hub(site_tree.alpha_home), {"type": "clause", "value": clause.pk}, title="Alpha notice")
    change = planned(shared)
    with pytest.raises(ChangeError, match="“Alpha notice” shows it by way of another shared item"):
        take_own_copy(change, site_tree.alpha)
    assert NoticeVersion.objects.count() == 1
    assert Recipient.objects.count() == 1


def test_what_else_has_changed_does_not_come_in_with_it(site_tree: Any, shared: Any) -> None:
    other = RecipientFactory(name="Other", published=True)
    both = section("recipients", heading="Who", recipients=entries({"recipient": shared.pk}, {"recipient": other.pk}))
    make_notice(make_hub(site_tree.alpha_home), both)
    change = planned(shared)
    Recipient.objects.filter(pk=other.pk).update(name="Other, renamed")
    with pytest.raises(ChangeError, match="Other things that version 1 shows have changed"):
        take_own_copy(change, site_tree.alpha)
    assert Recipient.objects.count() == 2


def test_it_is_for_those_who_act_for_the_school(site_tree: Any, shared: Any, alpha: Any, editor_of: Any) -> None:
    change = planned(shared)
    with pytest.raises(PermissionDenied):
        take_own_copy(change, site_tree.alpha, user=editor_of(site_tree.beta_home, username="beta"))
    take_own_copy(change, site_tree.alpha, user=editor_of(site_tree.alpha_home, username="alpha"))


def test_one_click_on_the_screen(client: Client, site_tree: Any, shared: Any, alpha: Any, editor_of: Any) -> None:
    change = planned(shared)
    client.force_login(editor_of(site_tree.alpha_home, username="alpha"))
    address = reverse("wagtail_privacy_propagation:change", args=[change.pk])
    assert "Take a copy for Alpha School" in client.get(address).content.decode()
    for forged in ("", "x", "999999", str(site_tree.beta.pk)):
        client.post(address, {"action": "own_copy", "organisation": forged})
    assert Recipient.objects.count() == 1
    page = client.post(address, {"action": "own_copy", "organisation": site_tree.alpha.pk}, follow=True)
    assert "The notices of Alpha School show a copy of their own now" in page.content.decode()
    assert Recipient.objects.get(owner=site_tree.alpha).live


def test_a_section_that_the_model_of_the_trust_sets_keeps_the_trusts_item(site_tree: Any, shared: Any) -> None:
    sharing = sharing_with(shared) | {"id": "sharing"}
    model = make_notice(make_hub(site_tree.trust_home), sharing, live=False, slug="model")
    make_model(model)
    mandate_sections(model, ["sharing"])
    type(model).objects.get(pk=model.pk).get_latest_revision().publish()
    make_hub(site_tree.alpha_home)
    notice = roll_out(type(model).objects.get(pk=model.pk), site_tree.alpha).specific
    notice.get_latest_revision().publish()
    with pytest.raises(ChangeError, match="the model of your trust sets “Who”"):
        take_own_copy(planned(shared), site_tree.alpha)
    assert Recipient.objects.count() == 1


def test_a_notice_that_still_holds_the_key_of_a_merged_item_gets_the_copy_too(site_tree: Any, shared: Any) -> None:
    double = RecipientFactory(name="Double", owner=site_tree.trust, published=True)
    page = make_notice(make_hub(site_tree.alpha_home), sharing_with(double))
    merge(double, shared)
    bring_up_to_date(Recipient.objects.get(pk=shared.pk))
    copy = take_own_copy(planned(Recipient.objects.get(pk=shared.pk)), site_tree.alpha)
    assert newest(page).references.get(model="recipient").object_id == copy.pk
