"""Things that need somebody, one of each kind, for tests."""

import datetime as dt
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.work_items import WorkItem
from wagtail_privacy.worklist.collecting import collect
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry

TODAY = dt.date(2026, 6, 15)


def page_type() -> ContentType:
    return ContentType.objects.get_for_model(swapper.load_model("wagtailcore", "Page"))


def schedule(page: Any = None, organisation: Any = None, **fields: Any) -> ReviewSchedule:
    """The schedule of a page, or of an organisation itself; overdue since 31 May 2026 unless ``fields`` say else."""
    due = fields.pop("due_on", dt.date(2026, 5, 31))
    about = page if page is not None else organisation
    content_type = page_type() if page is not None else ContentType.objects.get_for_model(Organisation)
    defaults = {
        "organisation": organisation,
        "title": page.title if page is not None else "Something reviewed",
        "is_active": True,
        "source": "rule",
        "stated": "",
        "due_from": due,
        "due_on": due,
        "remind_on": due - dt.timedelta(days=30) if due is not None else None,
    }
    key = fields.pop("object_id", str(about.pk) if about is not None else "0")
    content_type = fields.pop("content_type", content_type)
    # What is published has one of its own, which says another day.
    made: ReviewSchedule = ReviewSchedule.objects.update_or_create(
        content_type=content_type, object_id=key, defaults=defaults | fields
    )[0]
    return made


def failed_digest(of: ReviewSchedule, *others: ReviewSchedule, key: str = "mail:a@b.example", **fields: Any) -> Digest:
    """A digest that told of these schedules, and that was given up."""
    correspondent = Correspondent.objects.get_or_create(key=key, defaults={"address": key[5:], "since": TODAY})[0]
    defaults = {
        "key": f"{key}|{Digest.objects.count()}",
        "organisation": of.organisation,
        "day": TODAY,
        "address": key[5:],
        "subject": "Reviews",
        "state": Digest.State.FAILED,
        "attempts": 5,
        "next_attempt_at": timezone.now(),
        "error": "550 no such mailbox\nmore of it",
    }
    digest: Digest = Digest.objects.create(correspondent=correspondent, **defaults | fields)
    for one in (of, *others):
        DigestEntry.objects.create(
            digest=digest, correspondent=correspondent, schedule=one, due_on=one.due_on or TODAY, step=digest.pk
        )
    return digest


def items_of(*organisations: Any, kind: str = "", today: dt.date = TODAY, **options: Any) -> list[WorkItem]:
    """What needs somebody at these organisations, of one kind where one is named."""
    keys = [organisation.pk for organisation in organisations]
    loaded = list(Organisation.objects.with_people().filter(pk__in=keys).order_by("name", "pk"))
    return [item for item in collect(loaded, today, **options) if kind in ("", item.kind)]


def forget_missing() -> None:
    """Have no notice expected, so that nothing but what a test makes needs anybody."""
    Organisation.objects.update(expected_audiences=[])


def only(site_tree: Any, kind: str, today: dt.date | None = None) -> WorkItem | None:
    """The item of this kind at Alpha School, or ``None``; there is none at Beta School."""
    day = today or site_day()
    assert items_of(site_tree.beta, kind=kind, today=day) == []
    items = items_of(site_tree.alpha, kind=kind, today=day)
    assert len(items) <= 1
    return items[0] if items else None
