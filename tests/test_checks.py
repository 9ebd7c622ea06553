"""System checks tell a host what it has to set up."""

from typing import Any

import pytest
from django.core.checks import run_checks


@pytest.mark.parametrize(("limit", "found"), [(1000, ["wagtail_privacy.W001"]), (10_000, []), (None, [])])
def test_too_few_upload_fields_are_warned_of(settings: Any, limit: int | None, found: list[str]) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = limit
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == found


def test_missing_middleware_is_warned_of(settings: Any) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "PublicationRefusal" not in path]
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == ["wagtail_privacy.W002"]
