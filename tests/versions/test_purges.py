"""Erasing a version takes what it said and leaves a tombstone."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from tests.notice_factories import make_hub, make_notice, section
from tests.snapshots import replayed
from tests.trees import build_site_tree
from tests.versions.tampering import translated
from tests.versions.test_concurrency import at_once
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.signals import version_purged
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionBasis, VersionPurge, VersionSource
from wagtail_privacy.versions.publishing.services import reissue_version
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.purges import PurgeError, affected_versions, purge_version

pytestmark = pytest.mark.django_db

SECRET = "Grace Hopper of Form 4B"


def rewrite(page: Any, text: str, *, title: str = "Pupils", summary: str = "", note: str = "") -> None:
    page.refresh_from_db()
    page.title, page.summary = title, summary
    if note:
        page.describe_change(note=note, reason="correction")
    page.body = page._meta.get_field("body").stream_block.to_python([section("text", heading="Hello", body=text)])
    page.save_revision().publish()


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    """A notice whose second version names somebody in every field that can."""
    page = make_notice(hub, title="Pupils")
    named = {"title": f"On {SECRET}", "summary": f"About {SECRET}", "note": f"We name {SECRET}"}
    rewrite(page, f"<p>{SECRET}</p>", **named)
    rewrite(page, "<p>We care again.</p>")
    fields = ("title", "summary", "change_note", "document")
    second = NoticeVersion.objects.filter(page_id=page.pk, number=2).values(*fields).get()
    assert all(SECRET in json.dumps(value) for value in second.values())
    return page


def version_of(page: Any, number: int = 2) -> NoticeVersion:
    return NoticeVersion.objects.get(page_id=page.pk, number=number)


def test_an_erasure_empties_the_content_fields_only(page: Any) -> None:
    before = NoticeVersion.objects.filter(page_id=page.pk).values().get(number=2)
    purge = purge_version(version_of(page), reason=" Ordered by a court ", authority="County Court", reference="17/24")
    after = NoticeVersion.objects.filter(page_id=page.pk).values().get(number=2)
    assert after == before | dict(triggers.ERASED_VALUES)
    assert SECRET not in json.dumps(after, default=str)
    stored = VersionPurge.objects.get()
    assert stored == purge
    assert (stored.reason, stored.authority, stored.reference) == ("Ordered by a court", "County Court", "17/24")
    assert version_of(page).purge == stored


def test_an_erasure_deletes_source_and_bases(page: Any, beta_hub: Any) -> None:
    translation = make_notice(beta_hub, slug="tlumaczenie")
    second, third = (translated(translation, version_of(page, number)) for number in (2, 3))
    secret = json.dumps(list(VersionSource.objects.values()), default=str)
    assert SECRET in secret and SECRET in json.dumps(second.basis.document)
    purge_version(version_of(page), reason="Ordered")
    assert SECRET not in json.dumps(list(VersionSource.objects.values()), default=str)
    assert list(VersionBasis.objects.values_list("version_id", flat=True)) == [third.pk]
    assert VersionSource.objects.filter(version__page_id=page.pk).count() == 2
    call_command("verify_versions")


def test_an_erased_cause_and_override_reason_leave_the_chain_intact(page: Any) -> None:
    version = translated(page, version_of(page, 1))
    assert version.cause and version.override_reason
    purge_version(version, reason="Ordered")
    left = version_of(page, version.number)
    assert (left.cause, left.override_reason) == ({}, "")
    assert left.record_digest == version.record_digest and left.basis_digest == version.basis_digest
    assert VersionBasis.objects.filter(version=left).exists(), "it was not the source that had to go"
    call_command("verify_versions")


def test_a_version_without_source_or_basis_can_be_erased(page: Any) -> None:
    VersionSource.objects.all().delete()
    purge_version(version_of(page), reason="Ordered")
    assert version_of(page).title == ""
    call_command("verify_versions")


def test_translations_and_their_source_are_affected_versions(page: Any, beta_hub: Any) -> None:
    translation = make_notice(beta_hub, slug="tlumaczenie")
    version = translated(translation, version_of(page))
    assert version in affected_versions(version_of(page))
    assert version_of(page) in affected_versions(version)
    assert version not in affected_versions(version_of(page, 1))


def test_the_event_of_an_erasure_has_no_title(page: Any, school_editor: Any) -> None:
    version = version_of(page)
    school_editor.user_permissions.add(Permission.objects.get(codename="add_versionpurge"))
    purge_version(version, reason="Ordered", user=get_user_model().objects.get(pk=school_editor.pk))
    event = NoticeEvent.objects.get(kind=NoticeEvent.Kind.PURGED)
    assert (event.page_id, event.number, event.title, event.by) == (page.pk, 2, "", "school_editor")
    assert event.organisation_id == version.organisation_id
    assert VersionPurge.objects.get().purged_by == "school_editor"


def test_erasing_needs_the_permission(page: Any, site_tree: Any, editor_of: Any) -> None:
    user = editor_of(site_tree.alpha_home, models=["NoticeVersion"])
    with pytest.raises(PermissionDenied):
        purge_version(version_of(page), reason="Ordered", user=user)
    assert not VersionPurge.objects.exists()


def test_without_a_reason_nothing_is_erased(page: Any) -> None:
    with pytest.raises(PurgeError, match="Say why"):
        purge_version(version_of(page), reason="  ")
    assert version_of(page).title == f"On {SECRET}"


def test_a_second_erasure_is_refused(page: Any) -> None:
    purge_version(version_of(page), reason="Ordered")
    with pytest.raises(PurgeError, match=r"was erased on \d{4}-\d{2}-\d{2}"):
        purge_version(version_of(page), reason="Again")
    assert VersionPurge.objects.get().reason == "Ordered"
    assert NoticeEvent.objects.filter(kind=NoticeEvent.Kind.PURGED).count() == 1


def test_an_erased_version_has_no_document(page: Any) -> None:
    purge_version(version_of(page), reason="Ordered")
    with pytest.raises(UnreadableDocument):
        version_of(page).as_document()


def test_a_notice_can_be_published_after_an_erasure(page: Any) -> None:
    for number in (2, 3):
        purge_version(version_of(page, number), reason="Ordered")
    # With nothing to compare it with, all of it is new.
    rewrite(page, "<p>New words.</p>", note="Rewritten")
    assert NoticeVersion.objects.current(page.pk).number == 4
    call_command("verify_versions")


def test_a_version_of_a_deleted_page_can_be_erased(page: Any) -> None:
    version = version_of(page)
    page.delete()
    purge_version(version, reason="Ordered")
    assert NoticeVersion.objects.get(pk=version.pk).title == ""


def test_listeners_get_the_emptied_version(page: Any) -> None:
    heard = []

    def listen(version: NoticeVersion, **kwargs: Any) -> None:
        heard.append((version.number, version.title, version.document))

    version_purged.connect(listen)
    try:
        purge_version(version_of(page), reason="Ordered")
    finally:
        version_purged.disconnect(listen)
    assert heard == [(2, "", {"purged": True})]


def test_an_erased_version_is_not_served_from_the_cache(page: Any, settings: Any) -> None:
    settings.WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS = 3600
    reader = Client(headers={"host": "alpha.test"}, raise_request_exception=False)
    remainders = ["", "versions/2/", "versions/2/document.json", "versions/3/"]
    # The newest version says it again, so that the notice itself does.
    reissue_version(type(page).objects.get(pk=page.pk), 2, note="Again")
    warm = [reader.get(f"/privacy/pupils/{remainder}") for remainder in remainders]
    assert [SECRET in answer.content.decode() for answer in warm] == [True, True, True, False]
    for number in (2, 4):
        purge_version(version_of(page, number), reason="Ordered")
    for remainder in remainders:
        assert SECRET not in reader.get(f"/privacy/pupils/{remainder}").content.decode(), remainder


def test_neighbours_and_equal_documents_are_affected_versions(page: Any, beta_hub: Any) -> None:
    reissue_version(type(page).objects.get(pk=page.pk), 2, note="Again")
    rewrite(page, "<p>Other words.</p>")
    assert [version.number for version in affected_versions(version_of(page))] == [1, 3, 4]
    purge_version(version_of(page, 3), reason="Ordered")
    assert [version.number for version in affected_versions(version_of(page))] == [1, 4]


def run(page: Any, number: int = 2, **options: Any) -> None:
    call_command("purge_version", page.pk, number, **{"reason": "Ordered", **options})


def test_the_command_asks_and_lists_affected_versions(
    page: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = []

    def answer(question: str) -> str:
        questions.append(question)
        return "Yes"

    monkeypatch.setattr("builtins.input", answer)
    run(page, authority="County Court", reference="17/24")
    assert len(questions) == 1 and "version 2 of" in questions[0]
    told = capsys.readouterr()
    assert told.err == ""
    assert f"version 1 of “Pupils” (page {page.pk})" in told.out
    assert f"version 3 of “Pupils” (page {page.pk})" in told.out
    assert "revisions" in told.out
    assert VersionPurge.objects.get().authority == "County Court"


def test_the_command_erases_nothing_without_yes(
    page: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: "")
    run(page)
    assert capsys.readouterr().out == "Nothing was erased.\n"
    assert not VersionPurge.objects.exists()


def test_the_command_warns_when_the_version_is_current(page: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run(page, number=3, interactive=False)
    assert "Readers see this version now" in capsys.readouterr().err


def test_the_command_refuses_a_second_erasure(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run(page, interactive=False)
    monkeypatch.setattr("builtins.input", lambda _question: pytest.fail("asked for nothing"))
    with pytest.raises(CommandError, match="was erased on"):
        run(page, reason="Again")
    assert VersionPurge.objects.get().reason == "Ordered"


def test_the_command_refuses_an_unknown_version(page: Any) -> None:
    with pytest.raises(CommandError, match="has no version 9"):
        run(page, number=9)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_concurrent_erasures_make_one_tombstone() -> None:
    page = make_notice(make_hub(build_site_tree().alpha_home))
    version = NoticeVersion.objects.get(page_id=page.pk)
    errors = at_once([lambda: purge_version(version, reason="Ordered") for _ in range(8)])
    assert [type(error) for error in errors] == [PurgeError] * 7
    assert VersionPurge.objects.count() == 1
    assert connection.vendor == "postgresql"
