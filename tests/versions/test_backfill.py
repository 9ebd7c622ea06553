"""First versions for notices that were published before installation."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.notice_factories import entries, forget_versions, make_notice, recipient, section
from tests.snapshots import replayed
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.page_types import page_types
from wagtail_privacy.pages.models import (
    NOTICE_PAGES,
    DataProtectionPolicyPage,
    DataSharingPolicyPage,
    PrivacyNoticePage,
)
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.versions.publishing import backfill
from wagtail_privacy.versions.publishing.services import backfill_version, record_backdated_version

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2024, 9, 2, 12, tzinfo=dt.UTC)


def run(**options: Any) -> tuple[str, str, bool]:
    """Standard output, standard error, and whether the command ended well."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("backfill_notice_versions", stdout=out, stderr=errors, **options)
    except CommandError as error:
        return out.getvalue(), f"{errors.getvalue()}{error}", error.returncode != 1
    return out.getvalue(), errors.getvalue(), True


@pytest.fixture
@replayed
def pages(hub: Any) -> list[Any]:
    """Three live notices of different types from before installation, and a draft."""
    models = (PrivacyNoticePage, DataSharingPolicyPage, DataProtectionPolicyPage)
    made = [make_notice(hub, model=model, slug=f"notice-{number}") for number, model in enumerate(models)]
    make_notice(hub, slug="draft", live=False)
    forget_versions()
    for page in made:
        type(page).objects.filter(pk=page.pk).update(last_published_at=LONG_AGO)
    return made


def test_every_live_notice_gets_a_version(pages: list[Any]) -> None:
    out, errors, ended_well = run()
    assert ended_well
    assert errors == ""
    assert sorted(NoticeVersion.objects.values_list("page_id", "number")) == [(page.pk, 1) for page in pages]
    assert "Frozen: 3. Not possible: 0." in out
    for page in pages:
        version = NoticeVersion.objects.current(page.pk)
        assert (version.effective_on, version.revision_id) == ("2024-09-02", page.live_revision_id)


def test_the_date_of_the_notice_itself_is_used(hub: Any) -> None:
    page = make_notice(hub, section("governance", heading="About", effective="2023-09"))
    forget_versions()
    run()
    assert NoticeVersion.objects.current(page.pk).effective_on == "2023-09"


def test_a_live_page_without_a_date_is_in_force_from_today(hub: Any) -> None:
    page = make_notice(hub)
    type(page).objects.update(last_published_at=None, first_published_at=None)
    forget_versions()
    run()
    assert NoticeVersion.objects.get().effective_day == timezone.localdate()


def test_a_second_run_does_nothing(pages: list[Any]) -> None:
    run()
    out, _errors, ended_well = run()
    assert ended_well
    assert "Frozen: 0. Not possible: 0." in out
    assert NoticeVersion.objects.count() == 3


def test_a_backdated_version_is_no_published_version(pages: list[Any]) -> None:
    record_backdated_version(pages[0], effective=PartialDate(2001))
    run()
    assert NoticeVersion.objects.current(pages[0].pk).number == 2


def test_a_dry_run_writes_nothing(pages: list[Any]) -> None:
    out, _errors, ended_well = run(dry_run=True)
    assert ended_well
    assert "Would freeze: 3." in out
    assert not NoticeVersion.objects.exists()
    assert not VersionReference.objects.exists()


@pytest.mark.parametrize("batch_size", [1, 2, 100])
def test_one_failure_does_not_stop_the_rest(hub: Any, pages: list[Any], batch_size: int) -> None:
    item = recipient("Learning and Skills Council")
    sharing = section("recipients", heading="Who we share with", recipients=entries({"recipient": item.pk}))
    blocked = make_notice(hub, sharing, slug="blocked", title="Blocked notice")
    after = make_notice(hub, slug="after")
    forget_versions()
    item.unpublish()
    for options in ({"dry_run": True}, {}):
        out, errors, ended_well = run(batch_size=batch_size, **options)
        assert not ended_well
        assert "4. Not possible: 1." in out
        for expected in (f"Blocked notice (page {blocked.pk})", "Who we share with", "Learning and Skills Council"):
            assert expected in errors
    assert NoticeVersion.objects.current(blocked.pk) is None
    assert NoticeVersion.objects.current(after.pk) is not None
    item.save_revision().publish()
    assert run()[2]
    assert NoticeVersion.objects.count() == 5


def test_an_unexpected_error_does_not_stop_the_rest(
    pages: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def freeze(page_id: int, model: Any) -> Any:
        if page_id == pages[1].pk:
            raise KeyError("broken")
        return backfill_version(page_id, model)

    monkeypatch.setattr(backfill, "backfill_version", freeze)
    _out, errors, ended_well = run()
    assert not ended_well
    assert "KeyError: 'broken'" in errors
    assert "Traceback" in caplog.text
    assert NoticeVersion.objects.count() == 2


def test_an_interrupted_run_is_continued(pages: list[Any]) -> None:
    outcomes = backfill.backfill(batch_size=2)
    assert next(outcomes).number == 1
    outcomes.close()
    assert NoticeVersion.objects.count() == 1
    assert "Frozen: 2." in run()[0]


def test_a_notice_done_by_another_run_is_skipped(pages: list[Any]) -> None:
    outcomes = backfill.backfill()
    next(outcomes)
    run()
    assert [outcome.number for outcome in outcomes] == [None, None]
    assert NoticeVersion.objects.count() == 3


def test_a_page_that_is_deleted_or_not_live_is_skipped(hub: Any, pages: list[Any]) -> None:
    gone, unpublished, _live = pages
    key = gone.pk
    gone.delete()
    unpublished.unpublish()
    assert backfill_version(key, PrivacyNoticePage) is None
    assert backfill_version(unpublished.pk, type(unpublished)) is None
    out, _errors, _ended_well = run()
    assert "Frozen: 1." in out


def test_the_batch_size_is_checked(db: None) -> None:
    with pytest.raises(CommandError, match="batch-size"):
        call_command("backfill_notice_versions", batch_size=0)


def test_every_page_type_with_the_mixin_is_included() -> None:
    assert set(page_types(NoticeMixin)) == set(NOTICE_PAGES.values())
    assert NOTICE_PAGES.keys() == set(NoticeKind)
