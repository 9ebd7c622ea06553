"""Every part of a document knows the block that it came from, through clauses and appendices."""

from typing import Any

import pytest

from tests.notice_factories import category, entries, make_notice, published, recipient, section
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.versions.models import VersionSource

pytestmark = pytest.mark.django_db


def ids(page: Any) -> list[str]:
    return [child["id"] for child in page.body.raw_data]


def test_sections_and_their_entries_lead_to_their_blocks(hub: Any) -> None:
    data = entries({"category": category().pk})
    uses = entries({"recipient": recipient("A").pk, "data": data}, {"recipient": recipient("B").pk})
    page = make_notice(
        hub,
        section("text", heading="Hello", body="<p>We care.</p>"),
        section("recipients", heading="Who", recipients=uses),
    )
    page = type(page).objects.get(pk=page.pk)
    places = resolve_draft(page).places
    text, who = ids(page)
    assert places == {
        "sections/0": [text],
        "sections/1": [who],
        "sections/1/recipients/0": [who, uses[0]["id"]],
        "sections/1/recipients/0/data/0": [who, uses[0]["id"], data[0]["id"]],
        "sections/1/recipients/1": [who, uses[1]["id"]],
    }
    assert VersionSource.objects.get(version__page_id=page.pk).places == places


def test_what_comes_through_a_clause_leads_to_the_block_that_chooses_it(hub: Any) -> None:
    uses = entries({"recipient": recipient("A").pk})
    clause = published(
        Clause(
            name="Shared",
            body=[section("text", heading="One", body="<p>1</p>"), section("recipients", recipients=uses)],
        )
    )
    inside = [child["id"] for child in Clause.objects.get(pk=clause.pk).body.raw_data]
    page = make_notice(
        hub, {"type": "clause", "value": clause.pk}, section("text", heading="After", body="<p>3</p>"), live=False
    )
    page = page.get_latest_revision_as_object()
    chooser, after = ids(page)
    places = resolve_draft(page).places
    assert places["sections/0"] == [chooser, inside[0]]
    assert places["sections/1"] == [chooser, inside[1]]
    assert places["sections/1/recipients/0"] == [chooser, inside[1], uses[0]["id"]]
    assert places["sections/2"] == [after]


def test_sections_of_an_appendix_lead_through_it(hub: Any) -> None:
    inner = [{**section("text", heading="Detail", body="<p>1</p>"), "id": "inner"}]
    appendix = {"type": "appendix", "value": {"label": "A", "heading": "More", "sections": inner}, "id": "outer"}
    page = make_notice(hub, appendix, live=False)
    assert resolve_draft(page).places == {"sections/0": ["outer"], "sections/0/sections/0": ["outer", "inner"]}


def test_a_section_that_is_left_out_moves_nobody_else(hub: Any) -> None:
    page = make_notice(
        hub,
        section("text", heading="Empty", body=""),
        section("text", heading="Full", body="<p>We care.</p>"),
        live=False,
    )
    page = page.get_latest_revision_as_object()
    assert resolve_draft(page).places == {"sections/0": [ids(page)[1]]}
