"""Nobody sees what other schools have to do: every persona over list, spreadsheet, panel and number in the menu."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from tests.notice_factories import make_hub, make_notice
from tests.permissions.conftest import cells, world
from tests.permissions.declared import OVERSEES, WORK_VIEWS
from tests.permissions.requests import Cells, is_denied
from tests.permissions.world import OWNERS, PERSONAS
from tests.worklist.things import failed_digest, forget_missing, schedule
from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.worklist.models import Correspondent

__all__ = ["cells", "world"]

pytestmark = pytest.mark.django_db

OF_EVERYONE = frozenset({"everyone"})


@pytest.fixture
def work(cells: Cells) -> Cells:
    """At each organisation, and for everyone, something of several kinds, each with the name of its owner."""
    forget_missing()
    overdue = site_day() - dt.timedelta(days=3)
    for owner in OWNERS:
        organisation = cells.world.organisations[owner]
        page = None
        if organisation is not None:
            Organisation.objects.filter(pk=organisation.pk).update(
                responsible_mailbox=f"zq-{owner}@named.example", email=""
            )
            home = organisation.site.root_page
            hub = home.get_children().filter(slug="privacy").first()
            hub = hub.specific if hub is not None else make_hub(home)
            page = make_notice(hub, title=f"Zq notice of {owner} qZ")
            draft = make_notice(hub, title=f"Zq draft of {owner} qZ", slug="draft", live=False)
            draft.latest_revision_created_at = f"{site_day() - dt.timedelta(days=90)}T12:00:00Z"
            draft.save(update_fields=["latest_revision_created_at"])
        fields: dict[str, Any] = {} if page is not None else {"title": f"Zq notice of {owner} qZ"}
        made = schedule(page, organisation, due_on=overdue, object_id=str(page.pk if page else 0), **fields)
        failed_digest(made, key=f"mail:zq-{owner}@failed.example")
    assert Correspondent.objects.count() == len(OWNERS)
    return cells


def seen_by(persona: str) -> frozenset[str]:
    overseen = OVERSEES.get(persona, frozenset())
    return overseen | OF_EVERYONE if persona == "central" else overseen


@pytest.mark.parametrize("name", WORK_VIEWS)
@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx", "?whose=mail:zq-other@named.example", "?q=Zq"])
def test_the_list_shows_what_the_table_names(work: Cells, name: str, query: str) -> None:
    url = reverse(f"wagtail_privacy_work:{name}")
    for persona in PERSONAS:
        response = work.send(persona, "get", f"{url}{query}")
        assert is_denied(response) == (persona not in OVERSEES), (persona, response.status_code)
        if query == "?export=xlsx" or "whose" in query:
            continue
        seen = seen_by(persona)
        shown = {owner for owner in OWNERS if f"Zq notice of {owner} qZ" in response.shown}
        assert shown == seen, (persona, shown)
        failed = {owner for owner in OWNERS if f"zq-{owner}@failed.example" in response.shown}
        assert failed <= seen, (persona, failed)
        named = {owner for owner in OWNERS if f"zq-{owner}@named.example" in response.shown}
        assert named <= seen, (persona, named)


def test_a_filter_shows_nothing_of_others(work: Cells) -> None:
    url = reverse("wagtail_privacy_work:list")
    other = work.world.organisations["other"]
    assert other is not None
    for persona in PERSONAS:
        for query in (f"organisation={other.pk}", "whose=mail:zq-other@named.example", "organisation=everyone"):
            response = work.send(persona, "get", f"{url}?export=csv&{query}")
            shown = {owner for owner in OWNERS if f"Zq notice of {owner} qZ" in response.shown}
            assert shown <= seen_by(persona), (persona, query, shown)


def test_who_may_not_open_a_draft_reads_no_title_of_one(work: Cells) -> None:
    may_open = {"central", "school", "moderator", "author", "other_school", "other_trust", "trust", "approver"}
    for persona in PERSONAS:
        response = work.send(persona, "get", reverse("wagtail_privacy_work:list"))
        drafts = {owner for owner in OWNERS if f"Zq draft of {owner} qZ" in response.shown}
        assert drafts <= seen_by(persona), (persona, drafts)
        if persona == "trust":
            # Acting for a trust opens no draft of its schools.
            assert drafts == {"trust"}
        if persona not in may_open:
            assert not drafts


def test_panel_and_menu_say_no_more_than_the_list(work: Cells) -> None:
    for persona in PERSONAS:
        response = work.send(persona, "get", reverse("wagtailadmin_home"))
        if persona not in OVERSEES:
            assert "What needs you" not in response.shown, persona
            continue
        # Of each organisation a review, a reminder and a draft; of everyone a review and a reminder.
        seen = seen_by(persona)
        count = 3 * len(seen - OF_EVERYONE) + 2 * len(seen & OF_EVERYONE)
        assert f"What needs you ({count})" in response.shown, persona
        assert f"{count} things need somebody." in response.shown, persona
        hidden = [owner for owner in OWNERS if owner not in seen and f"zq-{owner}@" in response.shown]
        assert hidden == [], persona
