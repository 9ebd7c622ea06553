"""A notice that contradicts itself is not published, and its editor is told where and how to mend it."""

from typing import Any

import pytest

from tests.notice_factories import make_hub, make_notice, section
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve, resolve_draft
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def test_it_is_refused_at_the_section_and_nothing_is_lost(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    held = section("text", heading="Words", body="<p>fine</p>")
    computers = section("automated_decisions", heading="Computers", takes_place=False, decisions="Meals are blocked.")
    page = make_notice(hub, held, computers, live=False)
    (problem,) = resolve_draft(page).problems
    assert (problem.code, problem.section, problem.position) == ("contradiction", "Computers", 1)
    with pytest.raises(ResolutionError, match="lists decisions"):
        page.save_revision().publish()
    assert not NoticeVersion.objects.exists()
    page.refresh_from_db()
    assert page.body[1].value["decisions"] == "Meals are blocked."


def test_the_other_statement_is_named(site_tree: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    never = section("consent", heading="Never", not_done=["automated_decisions"])
    page = make_notice(hub, never, section("automated_decisions", heading="Computers", takes_place=True), live=False)
    (problem,) = resolve_draft(page).problems
    assert "“Never” says" in str(problem)
    page.body.pop(0)
    assert resolve(page).document.sections[0].takes_place
