"""A publication resolves and compares a text once, from the form that judges it to the version that it makes."""

from typing import Any

import pytest
from django.urls import reverse

from tests.notice_factories import entries, make_notice, recipient, section
from tests.snapshots import replayed
from tests.versions.approving import make_workflow, submit
from tests.versions.editing import as_user, edit, rewritten
from wagtail_privacy.notices import publication
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing import pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often a text was resolved, and two texts were compared, since the start of the test."""
    counts = {"resolved": 0, "compared": 0}

    def counting(name: str, function: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            counts[name] += 1
            return function(*args, **kwargs)

        return call

    monkeypatch.setattr(publication, "resolve_draft", counting("resolved", publication.resolve_draft))
    monkeypatch.setattr(pending, "difference_between", counting("compared", pending.difference_between))
    return counts


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return make_notice(hub, section("text", heading="Hello", body="<p>We care.</p>"))


def test_the_form_carries_its_pending_version_to_the_save(
    page: Any, school_editor: Any, counted: dict[str, int]
) -> None:
    counted |= {"resolved": 0, "compared": 0}
    assert edit(as_user(school_editor), page, **{"action-publish": "1"}).status_code == 302
    assert NoticeVersion.objects.last_published(page.pk).number == 2
    assert counted == {"resolved": 1, "compared": 1}


def test_a_publication_by_a_script_resolves_once(page: Any, counted: dict[str, int]) -> None:
    draft = rewritten(page, section("text", heading="Hello", body="<p>More.</p>"))
    counted |= {"resolved": 0, "compared": 0}
    draft.save_revision().publish()
    assert counted == {"resolved": 1, "compared": 1}


def test_an_approval_in_the_admin_resolves_once(page: Any, hub: Any, settings: Any, counted: dict[str, int]) -> None:
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "workflow"
    _workflow, approver = make_workflow(hub)
    rewritten(page, section("text", heading="Hello", body="<p>More.</p>")).save_revision()
    page.refresh_from_db()
    submit(page, approver)
    state = type(page).objects.get(pk=page.pk).current_workflow_task_state
    counted |= {"resolved": 0, "compared": 0}
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert as_user(approver).post(url, {"comment": ""}).status_code in {200, 302}
    assert NoticeVersion.objects.last_published(page.pk).number == 2
    assert counted == {"resolved": 1, "compared": 1}


def test_the_next_request_resolves_anew(page: Any, school_editor: Any, counted: dict[str, int]) -> None:
    item = recipient("Meals Ltd")
    uses = section("recipients", heading="Who", recipients=entries({"recipient": item.pk}))
    with publication.request_cache():
        assert publication.resolve_cached(page) is publication.resolve_cached(page)
        publication.resolve_cached(rewritten(page, uses))
    item.name = "Meals and More Ltd"
    item.save_revision().publish()
    with publication.request_cache():
        assert "Meals and More Ltd" in str(publication.resolve_cached(rewritten(page, uses)).document)


def test_another_text_is_resolved_anew(page: Any) -> None:
    with publication.request_cache():
        first = publication.resolve_cached(page)
        other = rewritten(page, section("text", heading="Hello", body="<p>More.</p>"))
        assert publication.resolve_cached(other).document != first.document
