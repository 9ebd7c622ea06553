"""Reviews: one overdue, one due soon, one just done, and somebody without an account who is reminded.

Which is which follows from the documents, whose dates have passed, and from the day on which the demo is loaded.
"""

from collections.abc import Iterable
from typing import Any

import swapper
from django.contrib.auth import get_user_model

from example_site.demo.organisations import Place
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.closures import Closure
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.review_rules import ReviewRule
from wagtail_privacy.reviews.doing.questions import Answer, Reply, questions_for
from wagtail_privacy.reviews.doing.reviewing import record_review
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.reviews.planning.services import plan_review
from wagtail_privacy.reviews.timing.schedule import add_months
from wagtail_privacy.reviews.timing.scheduling import schedule_of
from wagtail_privacy.worklist.models import Correspondent

REVIEWED = ("oakstone", "pupils")
"""The school and slug of the notice that was reviewed when the demo was loaded."""

WITHOUT_ACCOUNT = "hawthorn"
"""The school whose reviews nobody with an account sees to: its office is reminded."""

OVERDUE = ("meadway", "data-protection")
"""The school and slug of the notice that is overdue: its rule has been a quarter of a year. Readers are told there."""

OVERDUE_MONTHS = 3

MONTHS = 12
ROLE = "the Data Protection Lead"


def load_reviews(trust: Place, schools: Iterable[Place]) -> None:
    """Set the rule of the trust, its holidays and who is reminded, and record a review; nothing where there is one."""
    places = {place.member.key: place for place in schools}
    reviewed, overdue = _notice(places, *REVIEWED), _notice(places, *OVERDUE)
    if reviewed is None or overdue is None or WITHOUT_ACCOUNT not in places or Review.objects.exists():
        return
    ReviewRule.objects.get_or_create(organisation=trust.organisation, kind="", defaults={"months": MONTHS})
    year = site_day().year + 1
    Closure.objects.get_or_create(
        organisation=trust.organisation,
        first_day=f"{year}-07-22",
        last_day=f"{year}-08-31",
        defaults={"name": "Summer holidays"},
    )
    Organisation.objects.filter(pk=trust.organisation.pk).update(responsible_role=ROLE)
    office = f"office@{places[WITHOUT_ACCOUNT].member.mail_domain}"
    Organisation.objects.filter(pk=places[WITHOUT_ACCOUNT].organisation.pk).update(responsible_mailbox=office)
    _write_daily(f"mail:{office}", address=office)
    Organisation.objects.filter(pk=places[OVERDUE[0]].organisation.pk).update(tells_overdue=True)
    schedule = schedule_of(overdue)
    if schedule is not None:
        schedule.months = OVERDUE_MONTHS
        plan_review(schedule, user=None, today=site_day())
    _review(reviewed)


def name_reviewers(places: Iterable[Place]) -> None:
    """Name the account of each school and trust as the one who sees to its reviews, where nobody is named yet."""
    for place in places:
        unnamed = {"responsible_user": None, "responsible_mailbox": ""}
        organisation = Organisation.objects.filter(pk=place.organisation.pk, **unnamed)
        account = "trust" if place.member.key == "trust" else "editor"
        user = get_user_model()._default_manager.filter(username=f"{account}@{place.member.mail_domain}").first()
        if user is not None and organisation.update(responsible_user=user):
            _write_daily(f"user:{user.pk}", user=user)


def _write_daily(key: str, **who: Any) -> None:
    """Once a week, which is usual, might be in six days."""
    defaults = {**who, "since": site_day(), "rhythm": Correspondent.Rhythm.DAILY}
    Correspondent.objects.get_or_create(key=key, defaults=defaults)


def _notice(places: dict[str, Place], school: str, slug: str) -> Any | None:
    """The published notice of a school; ``None`` where there is no such school or notice."""
    page = swapper.load_model("wagtailcore", "Page")
    found = page.objects.child_of(places[school].hub).filter(slug=slug, live=True).first() if school in places else None
    return found.specific if found is not None else None


def _review(notice: Any) -> None:
    schedule = schedule_of(notice)
    if schedule is None:
        return
    today = site_day()
    following = add_months(today, MONTHS)
    record_review(
        schedule,
        Review.Outcome.STILL_RIGHT,
        user=None,
        today=today,
        answers=[Answer(question.key, str(question.text), Reply.YES) for question in questions_for(schedule.kind)],
        role=ROLE,
        next_due=PartialDate(following.year, following.month),
        override_reason="The demo tells the document as it was published, mistakes included.",
    )
