"""Notices with a schedule, and reviews of them."""

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from tests.trees import SiteTree
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.doing.reviewing import record_review
from wagtail_privacy.reviews.models import Review, ReviewSchedule
from wagtail_privacy.versions.models import NoticeVersion

TODAY = dt.date(2026, 11, 3)
NEXT = "2027-11"


def make_reviewed_notice(tree: SiteTree, *sections: dict[str, Any], slug: str = "pupils", **fields: Any) -> Any:
    """A published notice of Alpha School, below its hub."""
    found = tree.alpha_home.get_children().filter(slug="privacy").first()
    hub = found.specific if found is not None else make_hub(tree.alpha_home)
    return make_notice(hub, *sections, slug=slug, **fields)


def governance(**fields: Any) -> dict[str, Any]:
    """Document control that states the next review."""
    return section(
        "governance", heading="Document control", **{"review_due": "2026-09", "reviewed": "2025-09"} | fields
    )


def recipients(name: str = "Department for Education") -> dict[str, Any]:
    """A section that uses an item of the library."""
    return section("recipients", heading="Sharing", recipients=entries({"recipient": recipient(name).pk}))


def schedule_for(obj: Any, **fields: Any) -> ReviewSchedule:
    """The schedule of ``obj`` with these fields, made where there is none yet."""
    base = getattr(obj, "get_base_content_type", None)
    content_type = base() if base is not None else ContentType.objects.get_for_model(obj)
    if hasattr(obj, "notice_kind"):
        organisation = Organisation.objects.for_page(obj)
        defaults = {"organisation": organisation, "kind": str(obj.notice_kind), "title": obj.title}
    else:
        defaults = {"organisation": getattr(obj, "owner", None), "kind": "library_item", "title": str(obj)}
    schedule, _ = ReviewSchedule.objects.update_or_create(
        content_type=content_type, object_id=str(obj.pk), defaults=defaults | fields
    )
    return schedule


def overdue(obj: Any, due_on: dt.date = dt.date(2026, 9, 30)) -> ReviewSchedule:
    """The schedule of ``obj``, due until ``due_on``."""
    return schedule_for(
        obj, due_from=due_on.replace(day=1), due_on=due_on, remind_on=due_on, is_active=True, source="rule", stated=""
    )


def review(obj: Any, outcome: str = Review.Outcome.STILL_RIGHT, *, today: dt.date = TODAY, **given: Any) -> Review:
    """Record a review of ``obj`` as a script does."""
    schedule = given.pop("schedule", None) or schedule_for(obj)
    return record_review(schedule, outcome, **{"user": None, "today": today, **given})


def version_of(page: Any) -> NoticeVersion:
    """The version of a notice that was published last."""
    version: NoticeVersion = NoticeVersion.objects.for_page(page.pk).first()
    return version


def publish_again(page: Any, title: str, note: str = "We told you more.") -> Any:
    """Publish the page with another title, as a major change."""
    page = type(page).objects.get(pk=page.pk)
    page.title = title
    page.describe_change(note=note, reason="practice", size="major")
    page.save_revision().publish()
    page.refresh_from_db()
    return page
