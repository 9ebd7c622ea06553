"""A new version of a model comes into the drafts of its schools; what both have changed is for the school to decide."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import RecipientFactory
from tests.notice_factories import entries, section
from tests.propagation.model_notices.edits import draft_of, publish, raw_section, texts, write
from tests.queries import query_count
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.model_notices.bringing import bring_model_into, decide, pending_merge
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.model_notices.services import mandate_sections
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def standing(page: Any) -> Any:
    return RollOut.objects.standings([page.pk])[page.pk]


@pytest.fixture
def conflicting(notice: Any, model: Any) -> Any:
    """The trust has new rules, locks and keys and a new section; the school has changed the locks and added its own."""
    write(notice, raw_section("own"), raw_section("rules"), raw_section("locks", "Ours."), raw_section("keys"))
    new = [raw_section(name, "New.") for name in ("rules", "locks", "keys", "alarm")]
    write(model, *new)
    publish(model)
    return notice


def test_a_notice_is_behind_once_the_model_is_published(notice: Any, model: Any) -> None:
    assert (standing(notice).is_behind, standing(notice).differs) == (False, False)
    write(model, raw_section("rules", "New."))
    assert not standing(notice).is_behind
    publish(model)
    assert standing(notice).is_behind
    bring_model_into(notice)
    assert not standing(notice).is_behind


def test_one_sided_changes_follow_and_the_rest_is_left_to_decide(conflicting: Any) -> None:
    pending = bring_model_into(conflicting)
    assert texts(conflicting) == {"own": "Locks.", "rules": "New.", "locks": "Ours.", "keys": "New.", "alarm": "New."}
    assert pending.merge.undecided == ["locks"]
    assert (standing(conflicting).undecided, standing(conflicting).differs) == (1, True)
    assert not NoticeVersion.objects.exists()
    assert not type(conflicting).objects.get(pk=conflicting.pk).live


def test_bringing_it_in_again_writes_nothing(conflicting: Any) -> None:
    bring_model_into(conflicting)
    revisions, row = conflicting.revisions.count(), RollOut.objects.values().get()
    bring_model_into(conflicting)
    assert (conflicting.revisions.count(), RollOut.objects.values().get()) == (revisions, row)


@pytest.mark.parametrize("takes_theirs", [True, False])
@pytest.mark.parametrize("is_brought", [True, False])
def test_a_decision_is_a_draft_and_holds(conflicting: Any, model: Any, takes_theirs: bool, is_brought: bool) -> None:
    if is_brought:
        bring_model_into(conflicting)
    pending = pending_merge(conflicting)
    assert pending is not None
    decide(conflicting, "locks", pending.stamp, takes_theirs=takes_theirs)
    expected = "New." if takes_theirs else "Ours."
    assert texts(conflicting)["locks"] == expected
    assert texts(conflicting)["keys"] == "New."
    assert (standing(conflicting).undecided, standing(conflicting).is_behind) == (0, False)
    # Another version of the model, which leaves the section alone, does not ask again.
    write(model, *(raw_section(name, "New.") for name in ("rules", "locks")), raw_section("keys", "Newer."))
    publish(model)
    assert bring_model_into(conflicting).merge.conflicts == ()
    assert texts(conflicting)["locks"] == expected


def test_a_section_that_the_trust_took_out_and_the_school_changed_is_kept_or_goes(conflicting: Any, model: Any) -> None:
    write(model, raw_section("rules"), raw_section("keys"))
    publish(model)
    bring_model_into(conflicting)
    assert texts(conflicting)["locks"] == "Ours."
    pending = pending_merge(conflicting)
    assert pending is not None
    (conflict,) = pending.merge.conflicts
    assert (conflict.theirs, conflict.before["value"]["body"]) == (None, "<p>Locks.</p>")
    decide(conflicting, "locks", pending.stamp, takes_theirs=True)
    assert "locks" not in texts(conflicting)


def test_a_decision_on_what_has_changed_since_or_is_decided_is_refused(conflicting: Any) -> None:
    pending = pending_merge(conflicting)
    assert pending is not None
    draft = draft_of(conflicting)
    write(draft, raw_section("rules"), raw_section("locks", "Ours, mended."))
    with pytest.raises(ModelNoticeError, match="since you opened this screen"):
        decide(conflicting, "locks", pending.stamp, takes_theirs=True)
    again = pending_merge(conflicting)
    assert again is not None
    with pytest.raises(ModelNoticeError, match="decided already"):
        decide(conflicting, "keys and more", again.stamp, takes_theirs=True)
    assert texts(conflicting)["locks"] == "Ours, mended."


def test_a_run_that_breaks_off_leaves_row_and_draft_as_they_were(
    conflicting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (texts(conflicting), RollOut.objects.values().get())

    def broken(self: Any, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(type(conflicting), "save_revision", broken)
        with pytest.raises(RuntimeError):
            bring_model_into(conflicting)
    assert (texts(conflicting), RollOut.objects.values().get()) == before
    bring_model_into(conflicting)
    assert texts(conflicting)["keys"] == "New."


def test_a_section_that_is_mandated_now_replaces_what_the_school_had(conflicting: Any, model: Any) -> None:
    mandate_sections(model, ["rules", "locks"])
    publish(model)
    pending = bring_model_into(conflicting)
    assert [one.block_id for one in pending.merge.replaced] == ["locks"]
    assert pending.merge.conflicts == ()
    assert texts(conflicting)["locks"] == "New."


def test_it_needs_the_permission_to_edit_and_an_unlocked_notice(
    conflicting: Any, school_editor: Any, other_school_editor: Any
) -> None:
    with pytest.raises(PermissionDenied):
        bring_model_into(conflicting, other_school_editor)
    type(conflicting).objects.filter(pk=conflicting.pk).update(locked=True)
    with pytest.raises(ModelNoticeError, match="is locked"):
        bring_model_into(type(conflicting).objects.get(pk=conflicting.pk), school_editor)
    type(conflicting).objects.filter(pk=conflicting.pk).update(locked=False)
    bring_model_into(type(conflicting).objects.get(pk=conflicting.pk), school_editor)
    assert draft_of(conflicting).latest_revision.user == school_editor


def test_a_model_with_what_the_school_may_not_use_is_refused(conflicting: Any, model: Any, site_tree: Any) -> None:
    item = RecipientFactory(published=True, name="Beta Meals", owner=site_tree.trust)
    write(model, section("recipients", heading="Who", recipients=entries({"recipient": item.pk})))
    publish(model)
    type(item).objects.filter(pk=item.pk).update(owner=site_tree.beta)
    with pytest.raises(ModelNoticeError, match="Beta Meals"):
        bring_model_into(conflicting)
    assert texts(conflicting)["keys"] == "Locks."


@pytest.mark.parametrize("event", ["model deleted", "school moved"])
def test_without_the_model_of_its_trust_there_is_nothing_to_bring(
    conflicting: Any, model: Any, site_tree: Any, event: str
) -> None:
    if event == "model deleted":
        model.delete()
        assert RollOut.objects.standings([conflicting.pk]) == {}
    else:
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(parent=None)
    with pytest.raises(ModelNoticeError, match="follows no model"):
        bring_model_into(conflicting)
    assert pending_merge(conflicting) is None


def test_a_model_that_is_unpublished_brings_nothing_new(conflicting: Any, model: Any) -> None:
    type(model).objects.get(pk=model.pk).unpublish()
    assert not standing(conflicting).is_behind
    bring_model_into(conflicting)
    assert texts(conflicting)["keys"] == "Locks."


def test_the_standing_of_many_notices_is_one_query(notice: Any, model: Any) -> None:
    for number in range(20):
        RollOut.objects.create(page_id=10_000 + number, model_id=model.pk, brought_at="2026-01-01T00:00Z")
    keys = [notice.pk, *range(10_000, 10_020), 99_999]
    assert query_count(lambda: RollOut.objects.standings(keys)) == 1
    assert len(RollOut.objects.standings(keys)) == 21


def test_whether_a_draft_differs_is_known_from_the_moment_it_is_saved(notice: Any) -> None:
    write(notice, raw_section("rules"), raw_section("locks", "Ours."), raw_section("keys"))
    assert standing(notice).differs
    write(notice, raw_section("rules"), raw_section("locks"), raw_section("keys"))
    assert not standing(notice).differs
    write(notice, raw_section("rules"), raw_section("locks"))
    assert standing(notice).differs
