"""What happened to a notice: written down when it happens, in the same transaction."""

from typing import Any

from django.utils import timezone
from wagtail.log_actions import get_active_log_context

from wagtail_privacy.versions.models import NoticeEvent


def actor(user: Any = None) -> str:
    """The user name of whoever acts, or an empty text for a schedule or a script."""
    author = user or get_active_log_context().user
    return author.get_username() if author is not None else ""


def record_event(
    page_id: int,
    kind: NoticeEvent.Kind,
    *,
    title: str,
    number: int | None = None,
    organisation_id: int | None = None,
    was_public: bool = False,
    user: Any = None,
    **data: Any,
) -> NoticeEvent:
    """Store one event, at this moment. ``data`` is what else is worth knowing, as plain JSON."""
    event: NoticeEvent = NoticeEvent.objects.create(
        page_id=page_id,
        kind=kind,
        at=timezone.now(),
        by=actor(user),
        number=number,
        organisation_id=organisation_id,
        title=title,
        was_public=was_public,
        data=data,
    )
    return event
