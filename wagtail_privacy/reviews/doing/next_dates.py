"""The date that is offered for the next review: after as many months as the rule says."""

import datetime as dt

from wagtail_privacy.documents.dates import PartialDate, latest_day
from wagtail_privacy.reviews.timing.schedule import Rule, add_months


def offered_date(rule: Rule, today: dt.date) -> PartialDate:
    """The month in which so many months are over, as far ahead as a date may be given."""
    day = min(add_months(today, rule.months), latest_day(today))
    return PartialDate(day.year, day.month)
