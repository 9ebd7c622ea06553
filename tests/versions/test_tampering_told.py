"""What hangs on a version and what the events tell vouch for each other, and digests kept elsewhere for both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db import models
from wagtail.models import PageViewRestriction

from tests.versions.tampering import (
    changed_value,
    erased,
    notice_with_versions,
    reseal,
    reseal_events,
    tamper,
    translated,
    undone,
)
from wagtail_privacy.versions.events import record_event
from wagtail_privacy.versions.models import (
    NoticeEvent,
    NoticeVersion,
    VersionBasis,
    VersionPurge,
    VersionReference,
    VersionRelease,
    VersionSource,
)
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.verification.reading import verify_stored
from wagtail_privacy.versions.record.verification.report import Fault
from wagtail_privacy.versions.visibility import release_version

pytestmark = pytest.mark.django_db

Kind = NoticeEvent.Kind


@dataclass(frozen=True)
class History:
    """A notice with an erased, a released and a plain version, and a translation of the latter two.

    Its events: published 1, 2 and 3, released 2, unpublished, published 3 again, erased 1, unpublished.
    """

    page_id: int
    translation_id: int

    def version(self, number: int) -> Any:
        return NoticeVersion.objects.get(page_id=self.page_id, number=number)

    def events(self, kind: Any) -> Any:
        return rows(NoticeEvent, page_id=self.page_id, kind=kind)

    @property
    def bases(self) -> Any:
        return rows(VersionBasis, version__page_id=self.translation_id)


@pytest.fixture
def history(hub: Any, beta_hub: Any) -> History:
    page = notice_with_versions(hub, 1)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    publish(page, "For us")
    restriction.delete()
    publish(page, "For all")
    release_version(page, 2)
    page.unpublish()
    publish(page, "For all")
    translation = notice_with_versions(beta_hub, 1, slug="tlumaczenie")
    for number in (1, 2):
        translated(translation, NoticeVersion.objects.get(page_id=page.pk, number=number))
    erased(page, 1)
    type(page).objects.get(pk=page.pk).unpublish()
    return History(page.pk, translation.pk)


def publish(page: Any, title: str) -> None:
    page.refresh_from_db()
    page.title = title
    page.save_revision().publish()
    page.refresh_from_db()


def rows(model: Any, **where: Any) -> Any:
    """Rows past every manager that refuses a change."""
    return models.QuerySet(model).filter(**where)


def remove(events: Any) -> None:
    events._raw_delete("default")


def swap_versions(history: History) -> None:
    for before, after in ((2, 99), (3, 2), (99, 3)):
        rows(NoticeVersion, page_id=history.page_id, number=before).update(number=after)


def remove_versions(history: History) -> None:
    where = {"version__page_id": history.page_id}
    for model in (VersionReference, VersionSource, VersionPurge, VersionRelease):
        remove(rows(model, pk__in=list(rows(model, **where).values_list("pk", flat=True))))
    remove(rows(NoticeVersion, page_id=history.page_id))


def put_back_content(history: History) -> None:
    """Of the erased version, with no word of the erasure left in its own notice."""
    other = history.version(3)
    rows(NoticeVersion, page_id=history.page_id, number=1).update(document=other.document, title="Forged")
    remove(rows(VersionPurge))
    remove(history.events(Kind.PURGED))
    reseal(history.page_id)


def put_event_in_the_middle(history: History) -> None:
    """An event that never happened, between two that did."""
    last = NoticeEvent.objects.for_page(history.page_id).first()
    record_event(history.page_id, Kind.MOVED, title="Moved", data={})
    moved = rows(NoticeEvent, page_id=history.page_id, kind=Kind.MOVED)
    rows(NoticeEvent, pk=last.pk).update(sequence=last.sequence + 99)
    moved.update(sequence=last.sequence)


def then_reseal(change: Callable[[History], Any], history: History) -> None:
    change(history)
    reseal_events(history.page_id)


Change = tuple[str, Callable[[History], Any], "Fault | None"]

CHANGES: tuple[Change, ...] = (
    ("the newest event removed, which tells of no version", lambda h: remove(last_event(h)), None),
    ("an event removed, and all resealed", partial(then_reseal, lambda h: remove(last_event(h, 2))), None),
    ("an event put in the middle, and all resealed", partial(then_reseal, put_event_in_the_middle), None),
    ("an event put in the middle", put_event_in_the_middle, Fault.EVENT),
    (
        "the event of a publication removed, and all resealed",
        partial(then_reseal, lambda h: remove(rows(NoticeEvent, page_id=h.page_id, number=2, kind=Kind.PUBLISHED))),
        Fault.NO_EVENT,
    ),
    ("every event of a notice removed", lambda h: remove(rows(NoticeEvent, page_id=h.page_id)), Fault.NOT_RECORDED),
    ("every version of a notice removed", remove_versions, Fault.MISSING),
    ("two versions swapped", swap_versions, Fault.RECORD),
    (
        "the text of a version changed, and all resealed",
        lambda h: rows(NoticeVersion, page_id=h.page_id, number=3).update(document={}) and reseal(h.page_id),
        None,
    ),
    ("a tombstone removed", lambda _h: remove(rows(VersionPurge)), Fault.NOT_RECORDED),
    (
        "the event of an erasure removed, and all resealed",
        partial(then_reseal, lambda h: remove(h.events(Kind.PURGED))),
        Fault.NOT_RECORDED,
    ),
    ("an erased version filled again, of which a translation was made", put_back_content, Fault.BASIS_MISSING),
    (
        "what an erased version was made from put back",
        lambda h: VersionSource.objects.create(version=h.version(1), title="A name"),
        Fault.NOT_EMPTIED,
    ),
    ("a release removed", lambda _h: remove(rows(VersionRelease)), Fault.EVENT_WITHOUT_RELEASE),
    (
        "the event of a release removed, and all resealed",
        partial(then_reseal, lambda h: remove(h.events(Kind.RELEASED))),
        Fault.RELEASE_WITHOUT_EVENT,
    ),
    ("a basis changed", lambda h: h.bases.update(document={"title": "Forged"}), Fault.BASIS),
    ("a basis removed", lambda h: h.bases.delete(), Fault.BASIS_MISSING),
    (
        "a basis put back whose source was erased",
        lambda h: VersionBasis.objects.create(version=translation_of(h, 1), document={}),
        Fault.BASIS_NOT_ERASED,
    ),
)


def last_event(history: History, before_last: int = 0) -> Any:
    newest = NoticeEvent.objects.for_page(history.page_id)[before_last]
    return rows(NoticeEvent, pk=newest.pk)


def translation_of(history: History, number: int) -> Any:
    return NoticeVersion.objects.get(page_id=history.translation_id, source_number=number)


def columns(history: History) -> Iterator[Change]:
    """A change of each column of each kind of row that vouches for something, beside versions themselves."""
    kept_rows = (
        NoticeEvent.objects.get(page_id=history.page_id, kind=Kind.RELEASED),
        VersionPurge.objects.get(),
        VersionRelease.objects.get(),
        VersionReference.objects.filter(version=history.version(3), role="trust").get(),
        VersionReference.objects.filter(version=history.version(3), model="recipient").get(),
    )
    for row in kept_rows:
        for field in row._meta.concrete_fields:
            if field.primary_key:
                continue
            # Beyond what other rows have, or the database would refuse it.
            place = {"page_id": 4000, "sequence": 40}.get(field.attname)
            new = getattr(row, field.attname) + place if place else changed_value(row, field)
            if field.attname == "version_id":
                new = NoticeVersion.objects.get(page_id=history.translation_id, number=1).pk
            statement = f'UPDATE "{row._meta.db_table}" SET "{field.column}" = %s WHERE id = %s'
            change = partial(lambda sql, value, pk, _history: tamper(sql, value, pk), statement, new, row.pk)
            yield f"{row._meta.verbose_name}: {field.verbose_name}", change, None


def test_every_change_gives_the_fault_listed_here(history: History) -> None:
    before = verify_stored()
    assert before.broken == []
    expected = {(digest.page_id, digest.chain): digest for digest in before.digests}
    table: list[tuple[str, str]] = []
    for name, change, fault in CHANGES:
        with undone():
            with triggers.suspended():
                change(history)
            report = verify_stored(expected=expected)
            faults = {link.fault for link in report.broken}
            assert (fault in faults) if fault is not None else not faults, (name, report.broken)
            assert fault is not None or report.unexpected, name
            table.append((name, "its own digests" if fault is not None else "--expect"))
    for name, change, _fault in columns(history):
        with undone():
            change(history)
            assert verify_stored().broken, name
            table.append((name, "its own digests"))
    # Shown by pytest -s.
    print(*(f"{name:<60} {found_by}" for name, found_by in table), sep="\n")  # noqa: T201


def test_a_basis_may_be_absent_where_its_source_was_erased(history: History) -> None:
    first = translation_of(history, 1)
    assert first.basis_digest and not VersionBasis.objects.filter(version=first).exists()
    assert VersionBasis.objects.filter(version=translation_of(history, 2)).exists()
    assert verify_stored().broken == []
