"""The date that is offered for the next review: after as many months as the rule says."""

import datetime as dt

from wagtail_privacy.documents.dates import PartialDate, latest_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import ReviewRule
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.schedule import Rule, add_months, choose_rule


def rule_for(schedule: ReviewSchedule, organisation: Organisation | None) -> Rule:
    """How often the object is reviewed. One query, none where it has a rule of its own.

    ``organisation`` comes from ``Organisation.objects.with_chain()``.
    """
    chain = organisation.chain() if organisation is not None and schedule.months is None else ()
    rules: dict[int, dict[str, int]] = {above.pk: {} for above in chain}
    if rules:
        for key, kind, months in ReviewRule.objects.filter(organisation__in=rules).values_list(
            "organisation", "kind", "months"
        ):
            rules[key][kind] = months
    return choose_rule(schedule.months, [(above.name, rules[above.pk]) for above in chain], schedule.kind)


def offered_date(rule: Rule, today: dt.date) -> PartialDate:
    """The month in which so many months are over, as far ahead as a date may be given."""
    day = min(add_months(today, rule.months), latest_day(today))
    return PartialDate(day.year, day.month)
