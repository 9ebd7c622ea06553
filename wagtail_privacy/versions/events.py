"""What happened to a notice: written down when it happens, in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Move:
    """A notice that went elsewhere, with the organisations by whose sites it was found before and after."""

    page_id: int
    title: str
    organisation_before: int | None
    organisation_after: int | None


def record_moves(moves: Iterable[Move]) -> None:
    """Store an event for each of these, at this moment and in one query.

    ``data`` holds ``organisation_before`` and ``organisation_after``, the numbers of organisations or ``None``.
    """
    now, by = timezone.now(), actor()
    NoticeEvent.objects.bulk_create(
        NoticeEvent(
            page_id=move.page_id,
            kind=NoticeEvent.Kind.MOVED,
            at=now,
            by=by,
            organisation_id=move.organisation_after,
            title=move.title,
            data={"organisation_before": move.organisation_before, "organisation_after": move.organisation_after},
        )
        for move in moves
    )
