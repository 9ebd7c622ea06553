"""Two loads of the demo at once build it once."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from example_site.demo import loading, sharing
from example_site.demo.management.commands import load_demo as command
from tests.concurrency import at_once
from tests.trees import build_wagtail_tree
from wagtail_privacy.propagation.model_notices.models import RollOut
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.versions.models import NoticeVersion


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_second_one_waits_and_finds_everything_there() -> None:
    build_wagtail_tree()
    reports: list[loading.DemoReport] = []
    assert at_once([lambda: reports.append(loading.load_demo())] * 2) == []
    assert len(reports) == 2
    assert sorted(len(report.published) for report in reports) in ([0, 6], [1, 5], [2, 4], [3, 3])
    notices, translations = 5 + len(sharing.SCHOOLS) + 1, 3 + 1
    assert NoticeVersion.objects.values("page_id").distinct().count() == notices + translations
    assert SharedChange.objects.count() == 2
    assert RollOut.objects.count() == 1


def test_a_database_that_is_locked_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(**options: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(command, "load_demo", locked)
    with pytest.raises(CommandError, match="Wait until it has finished"):
        call_command(command.Command())
