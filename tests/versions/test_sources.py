"""What a version was made from is kept with it, and goes with it."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.notice_factories import make_notice, section
from tests.versions.editing import publish
from tests.versions.resolving import resolve_source
from wagtail_privacy.documents.canonical import digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.models import NoticeVersion, VersionSource
from wagtail_privacy.versions.publishing.backfill import backfill
from wagtail_privacy.versions.publishing.services import (
    ReissueError,
    record_backdated_version,
    reissue_version,
)
from wagtail_privacy.versions.record.purges import purge_version
from wagtail_privacy.versions.record.sources import SourceMissingError, source_of

pytestmark = pytest.mark.django_db


def resolved_digest(page: Any, version: NoticeVersion) -> str:
    return digest(resolve_source(page, version).document)


def test_a_version_can_be_resolved_again_without_its_revision(hub: Any) -> None:
    page = make_notice(hub, section("text", heading="Hello {{ organisation.name }}", body="<p>We care.</p>"))
    publish(page, "<p>More.</p>")
    call_command("purge_revisions", verbosity=0)
    page.refresh_from_db()
    first, second = NoticeVersion.objects.order_by("number")
    assert resolved_digest(page, first) == first.digest
    assert resolved_digest(page, second) == second.digest
    assert "{{ organisation.name }}" in str(source_of(first).body), "tokens are kept as they were written"


def test_a_backdated_version_has_its_own_source(hub: Any) -> None:
    page = make_notice(hub)
    version = record_backdated_version(page, effective=PartialDate(2020))
    assert resolved_digest(page, version) == version.digest


def test_a_reissue_has_the_source_of_the_earlier_version(hub: Any) -> None:
    page = make_notice(hub)
    publish(page, "<p>More.</p>")
    again = reissue_version(page, 1, note="Too much.")
    assert resolved_digest(page, again) == again.digest == NoticeVersion.objects.get(number=1).digest


def test_a_backfilled_version_has_a_source(hub: Any) -> None:
    from tests.notice_factories import forget_versions  # noqa: PLC0415

    page = make_notice(hub)
    VersionSource.objects.all().delete()
    forget_versions()
    list(backfill())
    version = NoticeVersion.objects.get()
    assert resolved_digest(page, version) == version.digest


def test_without_a_source_only_a_reissue_is_refused(hub: Any) -> None:
    page = make_notice(hub)
    VersionSource.objects.all().delete()
    publish(page, "<p>More.</p>")
    client = Client(headers={"host": "alpha.test"})
    for address in ("", "versions/", "versions/1/", "versions/2/changes/", "feed/"):
        assert client.get(f"/privacy/pupils/{address}").status_code == 200
    with pytest.raises(ReissueError, match="Version 1 was made before this website kept"):
        reissue_version(page, 1, note="Back.")
    assert NoticeVersion.objects.count() == 2


def test_the_source_is_erased_with_the_version(hub: Any) -> None:
    version = publish(make_notice(hub), "<p>A name.</p>")
    purge_version(version, reason="By order")
    assert not VersionSource.objects.filter(version=version).exists()
    with pytest.raises(SourceMissingError, match="was erased"):
        source_of(NoticeVersion.objects.with_release().get(pk=version.pk))
