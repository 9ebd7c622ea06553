"""Why something is to be reviewed on its day, in words."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.reviews.models import EarlyReview, ReviewSchedule
from wagtail_privacy.reviews.timing.schedule import RuleOrigin

FACTS: dict[str, str | Promise] = {
    "reviewed": _("It was last reviewed on %(day)s."),
    "version": _("Version %(number)s is in force since %(day)s."),
    "checked": _("Its facts were last checked on %(day)s."),
    "approved": _("It was last approved on %(day)s."),
}
"""What a rule counts from."""


def when(schedule: ReviewSchedule) -> str:
    """The period as it was stated, else the day: "May 2027", "14 May 2027"; empty where nothing says when."""
    if schedule.stated:
        return PartialDate.parse(schedule.stated).written()
    return _written(schedule.due_on)


def why(schedule: ReviewSchedule) -> str:
    """One or two sentences: what the day follows from. No query; empty where nothing says when."""
    because = schedule.because
    if schedule.source == ReviewSchedule.Source.OUTCOME:
        return gettext("This was agreed at the review on %(day)s.") % {"day": _stored(because["day"])}
    if schedule.source == ReviewSchedule.Source.STATED:
        if because.get("number"):
            return gettext("Version %(number)s says so in its own text.") % {"number": because["number"]}
        return gettext("Its own text says so.")
    if schedule.source == ReviewSchedule.Source.EARLY:
        return gettext("Something that it names has changed.")
    if schedule.source != ReviewSchedule.Source.RULE or because.get("fact") not in FACTS:
        return ""
    return f"{_counted_from(schedule)} {_rule(schedule)}"


def _counted_from(schedule: ReviewSchedule) -> str:
    because = schedule.because
    return str(FACTS[because["fact"]]) % {"day": _stored(because["day"]), "number": because.get("number")}


def _rule(schedule: ReviewSchedule) -> str:
    months = schedule.because["months"]
    origin = schedule.because["origin"]
    if origin == RuleOrigin.OBJECT:
        text = ngettext(
            "It has a rule of its own: every month.", "It has a rule of its own: every %(months)s months.", months
        )
    elif origin == RuleOrigin.DEFAULT:
        text = ngettext(
            "Nobody has set a rule, so it is reviewed every month.",
            "Nobody has set a rule, so it is reviewed every %(months)s months.",
            months,
        )
    else:
        text = ngettext(
            "The rule of %(organisation)s is: every month.",
            "The rule of %(organisation)s is: every %(months)s months.",
            months,
        )
    return text % {"months": months, "organisation": schedule.because["organisation"]}


CAUSES: dict[str, str | Promise] = {
    EarlyReview.Kind.ENDED: _("“%(before)s” has ended."),
    EarlyReview.Kind.SUPERSEDED: _("“%(before)s” was superseded by “%(after)s”."),
    EarlyReview.Kind.RENAMED: _("“%(before)s” is now called “%(after)s”."),
    EarlyReview.Kind.SHARED_CHANGE: _("“%(after)s”, which it shares with other notices, has changed."),
}
"""Why a review was brought forward."""


def cause(kind: str, before: str, after: str) -> str:
    """One sentence: what brought a review forward; empty for a kind that this release does not know.

    What was superseded by nothing that has another name has ended.
    """
    names = {"before": before or after, "after": after or before}
    if kind == EarlyReview.Kind.SUPERSEDED and names["before"] == names["after"]:
        kind = EarlyReview.Kind.ENDED
    return str(CAUSES[kind]) % names if kind in CAUSES else ""


def why_early(early: EarlyReview) -> str:
    """As :func:`cause`, of a row."""
    return cause(early.kind, early.before, early.after)


def _stored(day: str) -> str:
    return PartialDate.parse(day).written()


def _written(day: dt.date | None) -> str:
    return PartialDate.of(day).written() if day is not None else ""
