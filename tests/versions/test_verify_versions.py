"""The command that verifies what is stored."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.snapshots import replayed
from tests.versions.tampering import TABLE, erased, notice_with_versions, tamper
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return notice_with_versions(hub)


def test_the_command_succeeds_for_untouched_rows(page: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_versions")
    answer = capsys.readouterr()
    newest = NoticeVersion.objects.for_page(page.pk).first()
    event = NoticeEvent.objects.for_page(page.pk).first()
    assert answer.out.splitlines() == [
        "wagtail-privacy-chains 1",
        f"page {page.pk} versions 3 {newest.chained_digest}",
        f"page {page.pk} events 3 {event.chained_digest}",
        "# Versions: 3. Events: 3. Reviews: 0. Notices: 1. Erased: 0. Broken: 0.",
    ]
    assert answer.err == ""


def test_the_command_names_the_broken_link(page: Any, beta_hub: Any, capsys: pytest.CaptureFixture[str]) -> None:
    other = notice_with_versions(beta_hub, 2, slug="staff")
    erased(other, number=2)
    version = NoticeVersion.objects.get(page_id=page.pk, number=3)
    tamper(f'UPDATE "{TABLE}" SET document = %s WHERE id = %s', "{}", version.pk)
    expected = f"Version 3 of “Version 3” (page {page.pk}): the document is not the one that was published."
    with pytest.raises(CommandError) as refusal:
        call_command("verify_versions")
    assert str(refusal.value) == f"The first broken link: {expected}"
    assert refusal.value.returncode == 1
    answer = capsys.readouterr()
    assert expected in answer.err
    assert f"Version 2 (page {other.pk}): erased (County Court, 17/24)." in answer.out
    assert "Versions: 5. Events: 6. Reviews: 0. Notices: 2. Erased: 1. Broken: 1." in answer.out
    call_command("verify_versions", page=other.pk)
    assert "Versions: 2. Events: 3. Reviews: 0. Notices: 1. Erased: 1. Broken: 0." in capsys.readouterr().out


def test_the_command_warns_of_missing_triggers(page: Any, capsys: pytest.CaptureFixture[str]) -> None:
    table = NoticeEvent._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER wagtail_privacy_keep_delete_noticeevent")
        else:
            cursor.execute(f'DROP TRIGGER wagtail_privacy_keep ON "{table}"')
    call_command("verify_versions")
    assert capsys.readouterr().err == (
        f"Warning: nothing guards the table {table}. Run migrate to put its triggers back.\n"
    )


def test_a_page_without_versions_is_an_error(db: None) -> None:
    with pytest.raises(CommandError, match="No version was ever stored for page 4711"):
        call_command("verify_versions", page=4711)


def test_an_empty_site_verifies(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_versions")
    assert "Versions: 0." in capsys.readouterr().out
