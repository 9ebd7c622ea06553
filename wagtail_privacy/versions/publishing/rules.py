"""The rules that a notice has to keep before it is published, beyond that it can be resolved. Pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from pydantic import JsonValue

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import Difference, Reason, major_reasons
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.versions.record.digests import basis_digest

if TYPE_CHECKING:
    import uuid

    from wagtail_privacy.versions.models import NoticeVersion


@dataclass(frozen=True)
class Statement:
    """What the editor states about a change; empty where nothing is stated.

    ``meeting_digest`` is the digest of what readers see of the text that a meeting approved.
    """

    key: "uuid.UUID | None" = None
    note: str = ""
    reason: str = ""
    size: str = ""
    applies_from: dt.date | None = None
    committee: str = ""
    meeting_on: str = ""
    minutes: str = ""
    meeting_digest: str = ""

    @property
    def has_meeting(self) -> bool:
        """Whether any part of a decision of a meeting was recorded."""
        return bool(self.committee or self.meeting_on or self.minutes)


@dataclass(frozen=True)
class Approval:
    """Who approved a document, and when: ``by`` is a user name, ``role`` what the public reads."""

    role: str
    on: str
    by: str = ""
    at: dt.datetime | None = None
    minutes: str = ""


@dataclass(frozen=True)
class TranslationBasis:
    """What a translation was translated from.

    ``source_page_id`` is the key of the source, ``source_number`` the version of it that reads like ``document``, where
    there is one. ``document``, as plain data, is ``None`` where nothing is known; ``kept`` are the hashes of its
    passages that read the same in the translation on purpose.
    """

    source_page_id: int
    source_number: int | None = None
    document: Mapping[str, JsonValue] | None = None
    kept: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What the version seals; empty without a document."""
        return basis_digest(self.document, self.kept) if self.document is not None else ""

    def is_that_of(self, version: "NoticeVersion") -> bool:
        """Whether ``version`` was translated from the same."""
        of_version = version.source_page_id, version.source_number, version.basis_digest
        return of_version == (self.source_page_id, self.source_number, self.digest)

    def renders_as(self, version: "NoticeVersion") -> bool:
        """Whether both say the same version of the source, whatever they leave in its words."""
        return self.source_number is not None and version.source_number == self.source_number


@dataclass(frozen=True)
class PendingVersion:
    """A version that would be stored now, with the versions that readers see and that are announced.

    ``newest`` is the version published last, in force or announced; ``baseline`` the one that readers see until this
    one begins, with which it is compared; ``in_force`` the one that they see today; each is ``None`` where there is
    none. ``difference`` is what changes for readers since the baseline, ``since_announced`` what changes since the
    announcement that this one corrects (else the same); each is ``None`` where nothing changes or nothing can be
    compared. ``effective`` is from when it is in force, see :func:`effective_date`; ``postpones_from`` the number from
    which on announcements are void, where it only gives an announced text another day. ``payload`` is the document as
    plain data. ``basis`` is what a translation was translated from.
    """

    document: Document
    payload: Mapping[str, JsonValue]
    digest: str
    wording_digest: str
    statement: Statement
    today: dt.date
    effective: PartialDate
    newest: "NoticeVersion | None" = None
    baseline: "NoticeVersion | None" = None
    in_force: "NoticeVersion | None" = None
    difference: Difference | None = None
    since_announced: Difference | None = None
    approval: Approval | None = None
    postpones_from: int | None = None
    basis: TranslationBasis | None = None

    @property
    def is_first(self) -> bool:
        """Whether nothing was published here before."""
        return self.newest is None

    @property
    def is_same_text(self) -> bool:
        """Whether readers would read the same text as in the version published last."""
        return self.newest is not None and bool(self.newest.wording_digest == self.wording_digest)

    @property
    def is_same_as_baseline(self) -> bool:
        """Whether readers would read the same text as in the baseline."""
        return self.baseline is not None and bool(self.baseline.wording_digest == self.wording_digest)

    @property
    def is_after_announcement(self) -> bool:
        """Whether what was published last has still to come into force."""
        return self.newest is not None and bool(self.newest.effective_day > self.today)

    @property
    def is_unchanged_for_readers(self) -> bool:
        """Whether publishing would change nothing for readers: then no version is made.

        Another day is a change for an announced text, and none for a text in force. That a translation was brought up
        to another version of its source is a change: readers are told which one it renders.
        """
        if self.newest is None or not self.is_same_text or self.has_other_basis:
            return False
        return not self.is_after_announcement or self.effective.first_day == self.newest.effective_day

    @property
    def has_other_basis(self) -> bool:
        """Whether a translation was made from something else than the version published last."""
        return self.basis is not None and self.newest is not None and not self.basis.is_that_of(self.newest)

    @property
    def is_postponement(self) -> bool:
        """Whether it only gives an announced text another day."""
        is_as_announced = self.is_same_text and self.is_after_announcement and not self.has_other_basis
        return is_as_announced and not self.is_unchanged_for_readers

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the change is major; empty where it may be minor."""
        return major_reasons(self.difference) if self.difference is not None else ()

    @property
    def size(self) -> ChangeSize:
        """As the editor stated; else major where there is a reason for it, and for a first version."""
        if self.statement.size:
            return ChangeSize(self.statement.size)
        # Where nothing can be compared, everything may have changed.
        is_unknown = self.baseline is None or (self.difference is None and not self.is_same_as_baseline)
        return ChangeSize.MAJOR if is_unknown or self.reasons else ChangeSize.MINOR

    @property
    def review_due(self) -> str:
        """When the notice is to be reviewed next; a minor change is no review and leaves the date alone."""
        stated = stated_review_due(self.document)
        if not stated and self.baseline is not None and self.size == ChangeSize.MINOR:
            return str(self.baseline.review_due)
        return stated


def stated_review_due(document: Document) -> str:
    """When the notice itself says that it is reviewed next, as a partial date; empty where it does not."""
    return document.governance.review_due if document.governance is not None else ""


def effective_date(
    document: Document,
    statement: Statement,
    *,
    today: dt.date,
    newest: "NoticeVersion | None",
    in_force: "NoticeVersion | None",
) -> PartialDate:
    """From when a version published ``today`` is in force.

    The day that the editor gave; else, while a version is announced, the day of that version, whose text is corrected;
    else the date that the notice itself gives; else today.

    Only the first version may begin before today, and only after what is recorded for the days before it: what readers
    were told on a past day does not change when something is published later.
    """
    governance = document.governance
    stated = PartialDate.parse(governance.effective) if governance and governance.effective else None
    if statement.applies_from is not None:
        stated = PartialDate.of(statement.applies_from)
    elif newest is not None and newest.effective_day > today:
        stated = PartialDate.parse(newest.effective_on)
    if stated is None:
        return PartialDate.of(today)
    earliest = today
    if newest is None:
        earliest = in_force.effective_day + dt.timedelta(days=1) if in_force is not None else dt.date.min
    return stated if stated.first_day >= earliest else PartialDate.of(today)


def problems(pending: PendingVersion, *, lead_days: int, required_approval: str) -> Iterator[Problem]:
    """Everything that keeps the version from being published; the messages say what to do.

    ``lead_days`` is how long before it applies a new purpose has to be announced; ``required_approval`` is empty,
    ``"workflow"`` or ``"any"``. A translation changes nothing by itself: what changed, why and from when is said with
    its source.
    """
    if pending.basis is not None and pending.basis.document is None:
        yield Problem(
            "source_unpublished",
            gettext(
                "The notice that this is a translation of has not been published, so readers could not be told which "
                "version of it they read. Publish that notice first."
            ),
        )
    yield from _meeting_problems(pending)
    if required_approval and (
        pending.approval is None or (required_approval == "workflow" and not pending.approval.by)
    ):
        yield _missing_approval(required_approval)
    if pending.is_first:
        return
    if pending.basis is None:
        yield from _size_problems(pending)
    yield from _date_problems(pending, lead_days if pending.basis is None else 0)


def _meeting_problems(pending: PendingVersion) -> Iterator[Problem]:
    statement = pending.statement
    if not statement.has_meeting:
        return
    if not statement.committee:
        yield Problem(
            "meeting", gettext("Say which committee or board approved the notice."), field="meeting_committee"
        )
    if not statement.meeting_on:
        yield Problem("meeting", gettext("Say when the meeting took place."), field="meeting_on")
    elif PartialDate.parse(statement.meeting_on).first_day > pending.today:
        yield Problem("meeting", gettext("This date is not in the past."), field="meeting_on")
    if statement.meeting_digest != pending.wording_digest:
        yield Problem(
            "meeting",
            gettext(
                "The text is not known to be the one that the meeting approved. If it is, tick “The meeting approved "
                "exactly this text”; otherwise leave the fields about the meeting empty, or have the text approved."
            ),
            field="meeting_confirmed",
        )


def _missing_approval(required_approval: str) -> Problem:
    if required_approval == "workflow":
        message = gettext(
            "This text has not been approved. Submit it to a workflow: it goes live when it is approved there. A "
            "change after an approval needs a new one."
        )
    else:
        message = gettext(
            "This text has not been approved. Submit it to a workflow, or record the meeting that approved it. A "
            "change after an approval needs a new one."
        )
    return Problem("approval", message)


def _size_problems(pending: PendingVersion) -> Iterator[Problem]:
    reasons = " ".join(reason.message for reason in pending.reasons)
    if pending.size == ChangeSize.MINOR:
        if reasons:
            message = gettext("This change is major. %(reasons)s") % {"reasons": reasons}
            yield Problem("change_size", message, field="change_size")
        return
    because = f" {reasons}" if reasons else ""
    if not pending.statement.note.strip():
        message = gettext("Say for readers what changed: a major change needs a note.") + because
        yield Problem("change_note", message, field="change_note")
    if not pending.statement.reason:
        yield Problem("change_reason", gettext("Say why: a major change needs a reason."), field="change_reason")


def _date_problems(pending: PendingVersion, lead_days: int) -> Iterator[Problem]:
    first_day = pending.effective.first_day
    in_force = pending.in_force
    if in_force is not None and first_day < in_force.effective_day:
        yield Problem(
            "applies_from",
            gettext("Version %(number)s has been in force since %(date)s. A later version cannot begin before it.")
            % {"number": in_force.number, "date": PartialDate.parse(in_force.effective_on).written()},
            field="applies_from",
        )
    earliest = pending.today + dt.timedelta(days=lead_days)
    if lead_days > 0 and first_day < earliest and _has_new_purpose(pending):
        yield Problem(
            "applies_from",
            gettext("A new purpose has to be announced %(days)s days before it applies: on %(date)s at the earliest.")
            % {"days": lead_days, "date": PartialDate.of(earliest).written()},
            field="applies_from",
        )


def _has_new_purpose(pending: PendingVersion) -> bool:
    """Whether the version adds a purpose that no announcement has told readers of."""
    difference = pending.since_announced
    return difference is not None and any(reason.code == "new_purpose" for reason in major_reasons(difference))
