"""The version that a notice would publish now. Reads the database and writes nothing."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from wagtail_privacy import conf
from wagtail_privacy.documents.canonical import payload_digest, payload_wording_digest, plain
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import Difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.resolve import Resolution
from wagtail_privacy.versions.comparing import difference_between
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing import rules
from wagtail_privacy.versions.publishing.approvals import approval_of
from wagtail_privacy.versions.publishing.rules import Approval, PendingVersion, Statement
from wagtail_privacy.versions.publishing.translating import translation_basis
from wagtail_privacy.versions.timeline import Period, Timeline

if TYPE_CHECKING:
    from wagtail.models import Page

_in_force_since: ContextVar[PartialDate | None] = ContextVar("wagtail_privacy_in_force_since", default=None)


@contextmanager
def in_force_from(date: PartialDate) -> Iterator[None]:
    """Versions frozen inside the block are in force from ``date``: for a notice that is older than its page."""
    token = _in_force_since.set(date)
    try:
        yield
    finally:
        _in_force_since.reset(token)


def has_statement(page: "Page") -> bool:
    """Whether ``page`` carries a statement about its next version. A statement applies to one version only."""
    # Without a key it is not known for which version the statement was made.
    return page.change_key is not None and not statement_is_used(page)


def statement_is_used(page: "Page") -> bool:
    """Whether a version of ``page`` has been published with the statement of the change that it carries."""
    return bool(
        page.pk
        and page.change_key
        and NoticeVersion.objects.filter(page_id=page.pk, change_key=page.change_key).exists()
    )


def pending_version(page: "Page", resolution: Resolution, *, today: dt.date) -> PendingVersion:
    """What ``page``, which resolves to ``resolution``, would publish on ``today``, without an approval."""
    statement = _statement(page) if has_statement(page) else Statement()
    return pending_from_document(page, resolution.document, statement=statement, today=today)


def pending_from_document(
    page: "Page",
    document: Document,
    *,
    statement: Statement,
    today: dt.date,
    approval: Approval | None = None,
    timeline: Timeline[Any] | None = None,
) -> PendingVersion:
    """The pending version of ``page`` that would hold ``document``; ``timeline``, if read already, is that of today."""
    payload = plain(document)
    timeline = timeline or _timeline(page, today)
    newest, in_force = _version(timeline.newest), _version(timeline.in_force)
    if newest is not None and newest.effective_day > today and not (statement.note or statement.reason):
        # To readers, an announcement and its correction are one change with one note.
        statement = replace(statement, note=newest.change_note, reason=newest.change_reason)
    effective = _in_force_since.get() or rules.effective_date(
        document, statement, today=today, newest=newest, in_force=in_force
    )
    baseline = _version(timeline.baseline(effective.first_day))
    wording_digest = payload_wording_digest(payload)
    since_baseline = difference_since(baseline, document, wording_digest)
    is_correction = newest is not None and newest is not baseline and newest.effective_day <= effective.first_day
    pending = PendingVersion(
        document=document,
        payload=payload,
        digest=payload_digest(payload),
        wording_digest=wording_digest,
        statement=statement,
        today=today,
        effective=effective,
        newest=newest,
        baseline=baseline,
        in_force=in_force,
        difference=since_baseline,
        since_announced=difference_since(newest, document, wording_digest) if is_correction else since_baseline,
        approval=approval,
        basis=translation_basis(page, document),
    )
    if newest is None or not pending.is_postponement:
        return pending
    return replace(pending, postpones_from=timeline.postponing(newest.number))


def with_approval(pending: PendingVersion, page: "Page") -> PendingVersion:
    """The same with the approval that ``page`` has for exactly this text."""
    return replace(pending, approval=approval_of(page, pending.statement, pending.wording_digest))


def problems_of(pending: PendingVersion, *, approved: bool, is_announced: bool = False) -> Iterator[Problem]:
    """What keeps the version from being published on this site; ``approved`` asks for an approval where one is due.

    ``is_announced`` says that readers have been told of it, so that a new purpose needs no further days.
    """
    is_asked = approved and (pending.basis is None or conf.approves_translations())
    return rules.problems(
        pending,
        lead_days=0 if is_announced else conf.new_purpose_lead_days(),
        required_approval=conf.required_approval() if is_asked else "",
    )


def all_problems(
    page: "Page", resolution: Resolution, pending: PendingVersion, *, approved: bool, is_announced: bool = False
) -> tuple[Problem, ...]:
    """As :func:`problems_of`, and what the guards say of what ``page`` resolves to."""
    return (
        *problems_of(pending, approved=approved, is_announced=is_announced),
        *publication.guard_problems(page, resolution, pending.baseline),
    )


def _timeline(page: "Page", today: dt.date) -> Timeline[Any]:
    if page.pk is None:
        return Timeline.of([], today)
    return NoticeVersion.objects.current_timeline(page.pk, today)


def _version(period: Period[Any] | None) -> NoticeVersion | None:
    return period.version if period is not None else None


def difference_since(before: NoticeVersion | None, document: Document, wording_digest: str) -> Difference | None:
    """What ``document``, whose digest of what readers see is given, says that ``before`` does not.

    ``None`` where readers would read the same, and where there is nothing that can be compared with.
    """
    if before is None or before.wording_digest == wording_digest:
        return None

    def compare() -> Difference | None:
        # A version that was damaged or erased cannot be compared with.
        try:
            return difference_between(before.as_document(), document)
        except UnreadableDocument:
            return None

    return publication.cached(("difference", before.pk, wording_digest), compare)


def _statement(page: "Page") -> Statement:
    return Statement(
        key=page.change_key,
        note=page.change_note,
        reason=page.change_reason,
        size=page.change_size,
        applies_from=page.applies_from,
        committee=page.meeting_committee,
        meeting_on=page.meeting_on,
        minutes=page.meeting_minutes,
        meeting_digest=page.meeting_digest,
    )
