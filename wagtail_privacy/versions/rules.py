"""What has to be true before a notice is published, beyond that it can be resolved. Pure but for the lazy document."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import Difference, Reason, major_reasons
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.vocabulary import ChangeSize
from wagtail_privacy.notices.problems import Problem


@dataclass(frozen=True)
class Statement:
    """What the editor said about a change; empty where nothing was said about this one.

    ``meeting_digest`` is the digest of the document that a meeting approved.
    """

    key: Any = None
    note: str = ""
    reason: str = ""
    size: str = ""
    applies_from: dt.date | None = None
    committee: str = ""
    meeting_on: str = ""
    minutes: str = ""
    meeting_digest: str = ""

    @property
    def is_meeting(self) -> bool:
        """Whether a decision of a meeting was recorded, be it in part."""
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
class Proposal:
    """A version that is about to be stored, beside the one before it.

    ``before`` is the version last published, ``in_force`` the one that readers see, ``difference`` what changes;
    all three are ``None`` for a first version, the last also where nothing changes or nothing can be compared.
    """

    document: Document
    digest: str
    statement: Statement
    today: dt.date
    before: Any = None
    in_force: Any = None
    difference: Difference | None = None
    approval: Approval | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the change is major; empty where it may be minor."""
        return major_reasons(self.difference) if self.difference is not None else ()

    @property
    def size(self) -> ChangeSize:
        """As the editor said; else major where there is a reason for it, and for a first version."""
        if self.statement.size:
            return ChangeSize(self.statement.size)
        # What cannot be compared may have changed altogether.
        is_unknown = self.before is None or (self.difference is None and self.before.digest != self.digest)
        return ChangeSize.MAJOR if is_unknown or self.reasons else ChangeSize.MINOR

    @property
    def effective(self) -> PartialDate:
        """From when the version is in force.

        The day that the editor gave. Else, while a version is announced, the day of that one: its text is what was
        corrected. Else the date that the notice itself gives, unless it is one that the version before began with or
        an older one: such a date was left standing, and the change cannot have been in force since then. Else today.
        """
        if self.statement.applies_from is not None:
            return PartialDate.of(self.statement.applies_from)
        if self.before is not None and self.before.effective_day > self.today:
            return PartialDate.parse(self.before.effective_on)
        governance = self.document.governance
        stated = PartialDate.parse(governance.effective) if governance and governance.effective else None
        if stated is None or (self.before is not None and stated.first_day <= self.before.effective_day):
            return PartialDate.of(self.today)
        return stated

    @property
    def review_due(self) -> str:
        """When the notice is to be reviewed next; a minor change is no review and leaves the date alone."""
        stated = self.document.governance.review_due if self.document.governance is not None else ""
        if not stated and self.before is not None and self.size == ChangeSize.MINOR:
            return str(self.before.review_due)
        return stated


def problems(proposal: Proposal, *, lead_days: int, required_approval: str) -> Iterator[Problem]:
    """Everything that keeps the proposal from being published; the messages say how to mend it.

    ``lead_days`` is how long before it applies a new purpose has to be announced; ``required_approval`` is empty,
    ``"workflow"`` or ``"any"``.
    """
    yield from _of_the_meeting(proposal)
    if required_approval and (
        proposal.approval is None or (required_approval == "workflow" and not proposal.approval.by)
    ):
        yield _missing_approval(required_approval)
    if proposal.before is None:
        return
    yield from _of_the_size(proposal)
    yield from _of_the_date(proposal, lead_days)


def _of_the_meeting(proposal: Proposal) -> Iterator[Problem]:
    statement = proposal.statement
    if not statement.is_meeting:
        return
    if not statement.committee:
        yield Problem(
            "meeting", gettext("Say which committee or board approved the notice."), field="meeting_committee"
        )
    if not statement.meeting_on:
        yield Problem("meeting", gettext("Say when the meeting took place."), field="meeting_on")
    elif PartialDate.parse(statement.meeting_on).first_day > proposal.today:
        yield Problem("meeting", gettext("This date is not in the past."), field="meeting_on")
    if statement.meeting_digest != proposal.digest:
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


def _of_the_size(proposal: Proposal) -> Iterator[Problem]:
    reasons = " ".join(reason.message for reason in proposal.reasons)
    if proposal.size == ChangeSize.MINOR:
        if reasons:
            message = gettext("This change is major. %(reasons)s") % {"reasons": reasons}
            yield Problem("change_size", message, field="change_size")
        return
    because = f" {reasons}" if reasons else ""
    if not proposal.statement.note.strip():
        message = gettext("Say for readers what changed: a major change needs a note.") + because
        yield Problem("change_note", message, field="change_note")
    if not proposal.statement.reason:
        yield Problem("change_reason", gettext("Say why: a major change needs a reason."), field="change_reason")


def _of_the_date(proposal: Proposal, lead_days: int) -> Iterator[Problem]:
    first_day = proposal.effective.first_day
    in_force = proposal.in_force
    if in_force is not None and first_day < in_force.effective_day:
        yield Problem(
            "applies_from",
            gettext("Version %(number)s has been in force since %(date)s. A later version cannot begin before it.")
            % {"number": in_force.number, "date": PartialDate.parse(in_force.effective_on).written()},
            field="applies_from",
        )
    earliest = proposal.today + dt.timedelta(days=lead_days)
    if lead_days > 0 and first_day < earliest and any(reason.code == "new_purpose" for reason in proposal.reasons):
        yield Problem(
            "applies_from",
            gettext("A new purpose has to be announced %(days)s days before it applies: on %(date)s at the earliest.")
            % {"days": lead_days, "date": PartialDate.of(earliest).written()},
            field="applies_from",
        )
