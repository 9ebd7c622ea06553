"""Records what happens to a notice: in the same transaction, each event chained to the one before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from pydantic import JsonValue
from wagtail.log_actions import get_active_log_context

from wagtail_privacy.documents.canonical import chain
from wagtail_privacy.notices import publication
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion
from wagtail_privacy.versions.record.digests import event_digest

if TYPE_CHECKING:
    from wagtail_privacy.organisations.permissions import User


@dataclass(frozen=True)
class EventFacts:
    """The content of an event without time, actor and place in the chain; see :class:`NoticeEvent`."""

    page_id: int
    kind: NoticeEvent.Kind
    title: str
    number: int | None = None
    organisation_id: int | None = None
    was_public: bool = False
    data: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class NoticeMove:
    """A notice that was moved, with the organisations of the sites that it was in before and after."""

    page_id: int
    title: str
    organisation_before: int | None
    organisation_after: int | None


def actor(user: "User | None" = None) -> str:
    """The name of ``user``, else of the user of the log context; empty for a schedule or a script."""
    acting = user or get_active_log_context().user
    return acting.get_username() if acting is not None else ""


def record_event(
    page_id: int,
    kind: NoticeEvent.Kind,
    *,
    title: str,
    number: int | None = None,
    organisation_id: int | None = None,
    was_public: bool = False,
    user: "User | None" = None,
    is_locked: bool = False,
    **data: JsonValue,
) -> NoticeEvent:
    """Store one event, at this moment. ``data`` are further details, as plain JSON.

    ``is_locked`` says that the transaction has locked the page already.
    """
    facts = EventFacts(page_id, kind, title, number, organisation_id, was_public, data)
    return record_events([facts], user=user, is_locked=is_locked)[0]


def record_version_event(
    version: NoticeVersion,
    kind: NoticeEvent.Kind,
    *,
    title: str | None = None,
    user: "User | None" = None,
    is_locked: bool = False,
    **data: JsonValue,
) -> NoticeEvent:
    """As :func:`record_event`, about ``version``; ``title`` is that of the version unless another one is given."""
    facts = EventFacts(
        version.page_id,
        kind,
        title=version.title if title is None else title,
        number=version.number,
        organisation_id=version.organisation_id,
        data=data,
    )
    return record_events([facts], user=user, is_locked=is_locked)[0]


def record_moves(moves: Iterable[NoticeMove]) -> None:
    """Store an event for each of these, at this moment.

    ``data`` holds ``organisation_before`` and ``organisation_after``, the numbers of organisations or ``None``.
    """
    record_events(
        [
            EventFacts(
                move.page_id,
                NoticeEvent.Kind.MOVED,
                move.title,
                organisation_id=move.organisation_after,
                data={
                    "organisation_before": move.organisation_before,
                    "organisation_after": move.organisation_after,
                },
            )
            for move in moves
        ]
    )


@transaction.atomic
def record_events(
    events: "list[EventFacts]", *, user: "User | None" = None, is_locked: bool = False
) -> list[NoticeEvent]:
    """Store events of any pages, in the order given, at this moment. Three queries, however many there are.

    The base rows of the pages are locked, unless they are already, so that two events of one page get two places in
    its chain.
    """
    page_ids = {facts.page_id for facts in events}
    if not is_locked:
        publication.lock_pages(page_ids)
    last = NoticeEvent.objects.newest_of(page_ids)
    now, username = timezone.now(), actor(user)
    rows: list[NoticeEvent] = []
    for facts in events:
        before = last.get(facts.page_id)
        event = NoticeEvent(
            at=now, by=username, sequence=before.sequence + 1 if before is not None else 1, **vars(facts)
        )
        event.digest = event_digest(event)
        event.chained_digest = chain(event.digest, before.chained_digest if before is not None else "")
        last[facts.page_id] = event
        rows.append(event)
    stored: list[NoticeEvent] = NoticeEvent.objects.bulk_create(rows)
    return stored
