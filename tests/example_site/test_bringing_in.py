"""A recipient is renamed while a version of Fenbrook's notice is announced: three days, three texts, nothing lost."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from wagtail_privacy.days import site_day
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.propagation.questions import Answer
from wagtail_privacy.propagation.services import publish_change
from wagtail_privacy.propagation.tasks import apply_shared_changes
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

NEW_NAME = "Department for Learning and Skills"


def read(day: dt.date) -> str:
    cache.clear()
    client = Client(headers={"host": "fenbrook.localhost"})
    return client.get(f"/privacy/pupils/on/{day.isoformat()}/", follow=True).content.decode()


def named_in(version: NoticeVersion) -> set[str]:
    """The names of the organisations in a version."""
    return set(Recipient.objects.filter(
        pk__in=version.references.filter(model="recipient").values("object_id")
    ).values_list("name", flat=True))  # fmt: skip


def test_the_new_name_is_in_force_today_and_the_announcement_keeps_its_day(pages: list[Any]) -> None:
    page = next(page for page in pages if "fenbrook" in page.full_url)
    today = site_day()
    before = NoticeVersion.objects.current_timeline(page.pk, today)
    in_force, announced = before.in_force.version, before.announced[0].version
    only_announced = named_in(announced) - named_in(in_force)
    assert only_announced

    body = Recipient.objects.get(name="Department for Education")
    body.name = NEW_NAME
    body.save_revision()
    change = publish_change(body, Answer(tells_readers=True, note="It has a new name."))
    apply_shared_changes.call()
    row = change.notices.get(page_id=page.pk)
    assert len(row.numbers) == 2, row.refusal

    after = NoticeVersion.objects.current_timeline(page.pk, today)
    now, later = after.in_force.version, after.announced[0].version
    assert NEW_NAME in now.as_document().model_dump_json()
    assert named_in(now) - {NEW_NAME} == named_in(in_force) - {NEW_NAME}
    assert named_in(later) == named_in(announced)
    for field in ("effective_on", "change_note", "change_reason", "change_key", "change_size", "review_due"):
        assert getattr(later, field) == getattr(announced, field), field
    assert not any("removed" in sentence for sentence in now.changes)
    assert later.changes == announced.changes

    yesterday = read(today - dt.timedelta(days=1))
    assert NEW_NAME not in yesterday
    assert NEW_NAME in read(today)
    assert not [name for name in only_announced if name in read(today)]
    assert NEW_NAME in read(announced.effective_day)
    for day, version in ((today, now), (announced.effective_day, later)):
        assert f"/privacy/pupils/versions/{version.number}/document.json" in read(day)
