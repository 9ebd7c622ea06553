"""What became of a version, in words: the same in the admin and for readers."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.versions.timeline import EndReason, Period, Timeline, VersionState

if TYPE_CHECKING:
    from wagtail_privacy.versions.models import NoticeVersion

STATE_LABELS = {
    VersionState.ANNOUNCED: _("Announced"),
    VersionState.IN_FORCE: _("In force"),
    VersionState.ENDED: _("Ended"),
    VersionState.SUPERSEDED: _("Superseded"),
    VersionState.POSTPONED: _("Postponed"),
}


def first_date(version: "NoticeVersion") -> PartialDate:
    """From when ``version`` is in force, as precisely as it is known; a damaged row must not break a page."""
    try:
        return PartialDate.parse(version.effective_on)
    except ValueError:
        return PartialDate.of(version.effective_day)


def last_date(period: Period[Any], timeline: Timeline[Any]) -> PartialDate | None:
    """The last day of a period; only its month or year where no more is known. ``None`` where no end is known."""
    if period.last_day is None:
        return None
    successor = timeline.get(period.successor)
    if successor is not None and period.is_in_turn:
        begins = first_date(successor.version)
        if not begins.day:
            return begins
    return PartialDate.of(period.last_day)


def life_sentence(period: Period[Any], timeline: Timeline[Any]) -> str:
    """What became of a version and when, as one sentence in the active language."""
    last = last_date(period, timeline)
    values = {
        "since": first_date(period.version).written(),
        "until": last.written() if last is not None else "",
        "number": period.successor,
    }
    return _sentence(period, is_open=last is None) % values


def _sentence(period: Period[Any], *, is_open: bool) -> str:
    if period.state == VersionState.SUPERSEDED and period.version.is_backdated:
        return gettext("Recorded for the time from %(since)s. Version %(number)s speaks for it.")
    if is_open and period.state in _OPEN:
        return str(_OPEN[period.state])
    return str(_REASONS.get((period.state, period.reason), _STATES[period.state]))


_OPEN = {
    VersionState.IN_FORCE: _("In force since %(since)s."),
    VersionState.ANNOUNCED: _("Announced: in force from %(since)s."),
}
_STATES = {
    VersionState.IN_FORCE: _("In force from %(since)s until %(until)s."),
    VersionState.ANNOUNCED: _("Announced: in force from %(since)s until %(until)s."),
    VersionState.ENDED: _("In force from %(since)s until %(until)s."),
    VersionState.SUPERSEDED: _("Announced for %(since)s. Version %(number)s took its place before that day."),
    VersionState.POSTPONED: _(
        "Announced for %(since)s and postponed before that day: version %(number)s gives it another day."
    ),
}
_REASONS: dict[tuple[VersionState, EndReason | None], Any] = {
    (VersionState.ENDED, EndReason.SAME_DAY): _(
        "In force for a part of %(since)s, until version %(number)s took over on the same day."
    ),
    (VersionState.SUPERSEDED, EndReason.SAME_DAY): _(
        "Announced for %(since)s. Version %(number)s took its place for the same day."
    ),
}
