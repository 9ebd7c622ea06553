"""Every change to what is kept is found: by its own digests, or by those that were kept elsewhere."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models

from tests.snapshots import replayed
from tests.versions.tampering import notice_with_versions, reseal_events, reseal_versions
from wagtail_privacy.versions.models import (
    NoticeEvent,
    NoticeVersion,
    VersionBasis,
    VersionReference,
    VersionRelease,
)
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.purges import purge_version

pytestmark = pytest.mark.django_db


def rows(model: Any, **where: Any) -> Any:
    """Rows past every manager that refuses a change."""
    return models.QuerySet(model).filter(**where)


def drop_version(page_id: int, number: int) -> None:
    """Remove a version with all that hangs on it."""
    version = NoticeVersion.objects.get(page_id=page_id, number=number)
    rows(VersionReference, version_id=version.pk)._raw_delete("default")
    version.source.delete()
    rows(NoticeVersion, pk=version.pk)._raw_delete("default")


def drop_event(page_id: int, sequence: int) -> None:
    rows(NoticeEvent, page_id=page_id, sequence=sequence)._raw_delete("default")


def trust_references(page_id: int) -> Any:
    return rows(VersionReference, version__page_id=page_id, role="trust")


def change_version(**fields: Any) -> Callable[[int], None]:
    return lambda page_id: rows(NoticeVersion, page_id=page_id, number=2).update(**fields) and None


def change_event(**fields: Any) -> Callable[[int], None]:
    return lambda page_id: rows(NoticeEvent, page_id=page_id, sequence=2).update(**fields) and None


def then(*steps: Callable[[int], Any]) -> Callable[[int], None]:
    def change(page_id: int) -> None:
        for step in steps:
            step(page_id)

    return change


def swap_events(page_id: int) -> None:
    first, second = NoticeEvent.objects.filter(page_id=page_id).order_by("sequence")[:2]
    rows(NoticeEvent, pk=first.pk).update(sequence=999)
    rows(NoticeEvent, pk=second.pk).update(sequence=first.sequence)
    rows(NoticeEvent, pk=first.pk).update(sequence=second.sequence)


def add_event(page_id: int) -> None:
    last = NoticeEvent.objects.for_page(page_id).first()
    NoticeEvent.objects.create(
        page_id=page_id, sequence=last.sequence + 1, kind="moved", at=last.at, digest="0" * 64, chained_digest="0" * 64
    )


def release_in_secret(page_id: int) -> None:
    version = NoticeVersion.objects.get(page_id=page_id, number=2)
    VersionRelease.objects.create(version=version, released_at=version.published_at)


def drop_newest(page_id: int) -> None:
    drop_version(page_id, 3)
    drop_event(page_id, 3)


def drop_all(page_id: int) -> None:
    for number in (1, 2, 3):
        drop_version(page_id, number)
        drop_event(page_id, number)


STORED, EXPECT = "its own digests", "--expect"

CHANGES: dict[str, tuple[Callable[[int], None], str]] = {
    "kind of an event": (change_event(kind="moved"), STORED),
    "moment of an event": (change_event(at="2020-01-01T00:00:00Z"), STORED),
    "actor of an event": (change_event(by="somebody"), STORED),
    "version of an event": (change_event(number=7), STORED),
    "organisation of an event": (change_event(organisation_id=77), STORED),
    "title of an event": (change_event(title="Another"), STORED),
    "publicity of an event": (change_event(was_public=True), STORED),
    "details of an event": (change_event(data={"a": 1}), STORED),
    "digest of an event": (change_event(digest="0" * 64), STORED),
    "chained digest of an event": (change_event(chained_digest="0" * 64), STORED),
    "page of an event": (change_event(page_id=424242), STORED),
    "an event removed from the middle": (lambda page_id: drop_event(page_id, 2), STORED),
    "the newest event removed": (lambda page_id: drop_event(page_id, 3), STORED),
    "two events swapped": (swap_events, STORED),
    "an event added": (add_event, STORED),
    "an event changed and resealed": (then(change_event(by="somebody"), reseal_events), EXPECT),
    "date of a version": (change_version(effective_on="2020"), STORED),
    "public when published": (change_version(was_public=False), STORED),
    "cause of a version": (change_version(cause={"model": "recipient"}), STORED),
    "basis of a version": (change_version(basis_digest="0" * 64), STORED),
    "digest of the wording": (change_version(wording_digest="0" * 64), STORED),
    "day of the review": (change_version(review_due_day="2020-01-01"), STORED),
    "role of a reference": (
        lambda page_id: (
            rows(VersionReference, version__page_id=page_id, role="trust").update(role="publisher") and None
        ),
        STORED,
    ),
    "a release that no event tells of": (release_in_secret, STORED),
    "a basis that was not recorded": (
        lambda page_id: (
            VersionBasis.objects.create(version=NoticeVersion.objects.get(page_id=page_id, number=2), document={"a": 1})
            and None
        ),
        STORED,
    ),
    "a version removed from the middle": (lambda page_id: drop_version(page_id, 2), STORED),
    "the newest version removed": (lambda page_id: drop_version(page_id, 3), STORED),
    "the newest version and its event removed": (drop_newest, EXPECT),
    "a version changed and resealed": (then(change_version(effective_on="2020"), reseal_versions), EXPECT),
    "a whole notice removed": (drop_all, EXPECT),
}


def verify(*arguments: str) -> str:
    """What the command prints; an empty text in front of a refusal."""
    out = StringIO()
    try:
        call_command("verify_versions", *arguments, stdout=out, stderr=out)
    except CommandError as error:
        return f"REFUSED {error}"
    return out.getvalue()


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return notice_with_versions(hub)


@pytest.fixture
def digest_file(page: Any, tmp_path: Path) -> Path:
    """What the command printed before anybody changed anything."""
    file = tmp_path / "digests.txt"
    file.write_text(verify())
    return file


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_contradicts_the_expected_digests(page: Any, digest_file: Path, name: str) -> None:
    change, found_by = CHANGES[name]
    with triggers.suspended():
        change(page.pk)
    assert verify().startswith("REFUSED") == (found_by == STORED), "contradicts the stored digests"
    assert verify("--expect", str(digest_file)).startswith("REFUSED"), "contradicts the digests kept elsewhere"


def test_a_longer_chain_matches_the_expected_digests(page: Any, digest_file: Path) -> None:
    page.title = "One more"
    page.save_revision().publish()
    page.unpublish()
    answer = verify("--expect", str(digest_file))
    assert not answer.startswith("REFUSED")
    assert f"page {page.pk} versions 4 " in answer and f"page {page.pk} events 5 " in answer


def test_an_erasure_matches_the_expected_digests(page: Any, digest_file: Path) -> None:
    purge_version(NoticeVersion.objects.get(page_id=page.pk, number=2), reason="By order")
    assert not verify("--expect", str(digest_file)).startswith("REFUSED")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("hello\n", "does not begin with"),
        ("wagtail-privacy-chains 2\n", "this release reads"),
        ("wagtail-privacy-chains 1\n", "holds no digest"),
        ("wagtail-privacy-chains 1\npage one versions 1 x\n", "line 2"),
        ("wagtail-privacy-chains 1\n" + f"page 1 versions 1 {'0' * 64}\n" * 2, "stand in line 2 already"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
    ],
)
def test_a_file_that_holds_no_digests_is_refused_by_name_and_line(tmp_path: Path, content: Any, message: str) -> None:
    file = tmp_path / "kept.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    answer = verify("--expect", str(file))
    assert answer.startswith("REFUSED") and str(file) in answer and message in answer


def test_a_missing_digest_file_is_named(tmp_path: Path) -> None:
    assert "cannot be read" in verify("--expect", str(tmp_path / "missing.txt"))
