"""System checks tell a host what it has to set up."""

from typing import Any

import pytest
from django.core.checks import run_checks

from wagtail_privacy.versions import triggers


@pytest.mark.parametrize(("limit", "found"), [(1000, ["wagtail_privacy.W001"]), (10_000, []), (None, [])])
def test_too_few_upload_fields_are_warned_of(settings: Any, limit: int | None, found: list[str]) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = limit
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PublicationMiddleware", "wagtail_privacy.W002"),
        ("NoticeAddress", "wagtail_privacy.W004"),
        ("DeletionRefusal", "wagtail_privacy.W006"),
    ],
)
def test_missing_middleware_is_warned_of(settings: Any, name: str, found: str) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if name not in path]
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == [found]


@pytest.mark.parametrize(
    ("required", "reapproved", "found"),
    [
        (None, False, []),
        ("workflow", False, ["wagtail_privacy.W005"]),
        ("any", False, ["wagtail_privacy.W005"]),
        ("workflow", True, []),
    ],
)
def test_approvals_that_an_edit_would_void_are_warned_of(
    settings: Any, required: str | None, reapproved: bool, found: list[str]
) -> None:
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = required
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = reapproved
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == found


def test_a_database_that_gets_no_triggers_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids_for(["default"]) == []
    monkeypatch.setattr(triggers, "VENDORS", frozenset())
    assert ids_for(["default"]) == ["wagtail_privacy.W003"]
    assert ids_for([]) == []


def ids_for(databases: list[str]) -> list[str | None]:
    return [
        message.id for message in run_checks(tags=["database"], databases=databases) if "privacy" in str(message.id)
    ]
