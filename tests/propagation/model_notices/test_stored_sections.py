"""Stored sections as scripts and editors write them: what is the same, and what only looks so."""

from typing import Any

import pytest

from tests.notice_factories import entries, make_hub, make_notice, recipient
from tests.propagation.model_notices.edits import draft_of, with_body
from wagtail_privacy.notices.followed import says_same_in, stored_sections
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.propagation.model_notices.bringing import bring_model_into, pending_merge
from wagtail_privacy.propagation.model_notices.services import make_model, roll_out

pytestmark = pytest.mark.django_db

Raw = dict[str, Any]


@pytest.fixture
def sparse(site_tree: Any) -> list[Raw]:
    """Sections as an importer writes them: only what is said."""
    chosen = entries({"recipient": recipient().pk, "uses": "count\r\nreport"})
    values: dict[str, Raw] = {
        "about": {"heading": "About"},
        "recipients": {"recipients": chosen},
        "text": {"body": "<p>Words</p>"},
        "governance": {"responsible": "The bursar"},
        "security": {"measures": "Locks"},
    }
    return [{"type": kind, "value": value, "id": kind} for kind, value in values.items()]


@pytest.fixture
def notice(sparse: list[Raw], site_tree: Any) -> NoticeMixin:
    model = make_notice(make_hub(site_tree.trust_home), *sparse, live=False, slug="model")
    make_model(model)
    model.get_latest_revision().publish()
    make_hub(site_tree.alpha_home)
    page: NoticeMixin = roll_out(type(model).objects.get(pk=model.pk), site_tree.alpha).specific
    return page


def written_again(page: Any) -> list[Raw]:
    """The sections as Wagtail stores them once somebody has opened every one of them."""
    body = draft_of(page).body
    return [
        {"type": child.block_type, "value": child.block.get_prep_value(child.value), "id": child.id} for child in body
    ]


def test_a_section_that_was_opened_and_saved_is_not_adapted(notice: Any, sparse: list[Raw]) -> None:
    again = written_again(notice)
    assert again != sparse
    with_body(notice, *again).save_revision(clean=False)
    pending = pending_merge(notice)
    assert pending is not None
    assert set(pending.merge.states.values()) == {"follows"}
    assert pending.merge.conflicts == ()
    before = notice.revisions.count()
    bring_model_into(notice)
    assert notice.revisions.count() == before


def test_a_box_that_is_ticked_by_default_and_was_cleared_is_an_edit(notice: Any, sparse: list[Raw]) -> None:
    same = says_same_in(notice.body)
    ticked = [dict(one) for one in written_again(notice)]
    by_default = {
        name: {**one, "value": {**one["value"], name: False}}
        for one in ticked
        for name, value in one["value"].items()
        if value is True
    }
    assert by_default
    for changed in by_default.values():
        stored = next(one for one in sparse if one["id"] == changed["id"])
        assert not same(changed, stored)
        assert same(stored, next(one for one in ticked if one["id"] == stored["id"]))


@pytest.mark.parametrize(
    "damaged", [None, "words", 3, {}, {"type": "text"}, {"type": "gone", "value": {"a": 1}, "id": "x"},
                {"type": "text", "value": ["no struct"], "id": "y"},
                {"type": "recipients", "value": {"recipients": {"no": "list"}}, "id": "z"}],
)  # fmt: skip
def test_damaged_data_is_kept_and_compared_as_it_is(notice: Any, damaged: Any) -> None:
    body = notice.body.stream_block.to_python([*stored_sections(notice.body), damaged])
    stored = stored_sections(body)[-1]
    same = says_same_in(body)
    assert same(stored, stored)
    assert not same(stored, {"type": "text", "value": {"body": "<p>Other</p>"}, "id": "other"})
    draft = draft_of(notice)
    draft.body = body
    draft.save_revision(clean=False)
    pending = pending_merge(notice)
    assert pending is not None
    assert len(pending.merge.body) == len(stored_sections(body))
