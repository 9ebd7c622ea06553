"""Notices as people work on them: drafts with another text, and the edit form as a browser sends it."""

import datetime as dt
import json
from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from tests.notice_factories import section
from wagtail_privacy.versions.models import NoticeVersion


def as_user(user: Any) -> Client:
    """A browser in which ``user`` is logged in."""
    client = Client()
    client.force_login(user)
    return client


def rewrite(page: Any, text: str = "We care more.", **fields: Any) -> Any:
    """Save a draft with another text and give its revision."""
    page = type(page).objects.get(pk=page.pk)
    body = [section("text", heading="Hello", body=f"<p>{text}</p>")]
    page.body = page._meta.get_field("body").stream_block.to_python(body)
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def rewritten(page: Any, *sections: dict[str, Any]) -> Any:
    """The page with another body, not saved."""
    page = type(page).objects.get(pk=page.pk)
    page.body = page._meta.get_field("body").stream_block.to_python(list(sections))
    return page


def publish(page: Any, text: str, **statement: Any) -> NoticeVersion:
    """Publish another text with what is messages_text about the change; gives the newest version."""
    page = rewritten(page, section("text", heading="Hello", body=text))
    if statement:
        page.describe_change(**statement)
    page.save_revision().publish()
    return NoticeVersion.objects.last_published(page.pk)


def in_days(days: int) -> dt.date:
    """The day that is so many days ahead."""
    return timezone.localdate() + dt.timedelta(days=days)


def form_data(text: str = "We care most.", **extra: Any) -> dict[str, Any]:
    """The edit form of the usual notice with one section of text."""
    block = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "data": {}}
    content = {"blocks": [block | {"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}
    data: dict[str, Any] = nested_form_data(
        {
            "title": "How we use pupil information",
            "slug": "pupils",
            "audience": "pupils",
            "edition": "full",
            "summary": "",
            "body": streamfield([("text", {"heading": "Hello", "body": json.dumps(content)})]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        }
    )
    # A browser sends the ids that it was given: with others the section would count as another one.
    return data | {"body-0-id": "5b1d7c1e-6f3e-4f0e-9d0a-3a2b1c4d5e6f"} | extra


def edit(client: Client, page: Any, text: str = "We care most.", **extra: Any) -> Any:
    """Send the edit form."""
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form_data(text, **extra))


def messages_text(response: Any) -> str:
    """The text of the messages that the next screen shows."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))
