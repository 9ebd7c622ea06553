"""What is asked before something shared is published whose change readers would see, and who may answer."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from wagtail.models import Revision

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.library.actions import PublicationRefusedError
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.organisations.permissions import User, policy_for, scope_of
from wagtail_privacy.propagation.impact import NoticeImpact, TouchedNotice, impact_of, touched_notices
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.propagation.states import Shared, digest_of

_is_unasked: ContextVar[bool] = ContextVar("wagtail_privacy_unasked", default=False)


class ChangeError(ValueError):
    """A change may not be made as it was answered. The message says why; ``field`` names the answer to mend."""

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Answer:
    """What is decided about a change before it is published.

    ``tells_readers`` makes it a major change of every notice, with ``note`` for their readers. ``day`` is when notices
    begin to say it, at once where there is none. The meeting approves it, on sites that require an approval.
    """

    tells_readers: bool = False
    note: str = ""
    day: dt.date | None = None
    meeting_committee: str = ""
    meeting_on: str = ""
    meeting_minutes: str = ""


@contextmanager
def unasked() -> Iterator[None]:
    """Library items are published inside without an answer, and notices stay as they are until they are brought up."""
    token = _is_unasked.set(True)
    try:
        yield
    finally:
        _is_unasked.reset(token)


def question_url(shared: Model) -> str:
    """The address of the screen that says whom a change of ``shared`` touches, and asks."""
    return reverse("wagtail_privacy_propagation:touched", args=[shared._meta.model_name, shared.pk])


def has_to_ask(shared: Shared, touched: Iterable[TouchedNotice] | None = None) -> bool:
    """Whether readers of any notice would read something else if ``shared`` were published or saved as it is."""
    return any(impact.asks for impact in impact_of(shared, touched))


def guard_publication(item: LibraryItem, revision: Revision) -> None:
    """Refuse to publish or schedule ``item``, as ``revision`` has it, before anybody has answered for it.

    Raises ``PublicationRefusedError``. Nothing is asked where no shown text changes.
    """
    if _is_unasked.get():
        return
    touched = touched_notices(item)
    if not touched or answer_to(item) is not None or not has_to_ask(item, touched):
        return
    notices = len({notice.page.pk for notice in touched})
    text = ngettext(
        "“%(item)s” is kept as a draft, because a published notice shows it. Say first whether its readers have to be "
        "told.",
        "“%(item)s” is kept as a draft, because %(count)s published notices show it. Say first whether their readers "
        "have to be told.",
        notices,
    )
    raise PublicationRefusedError(text % {"item": item, "count": notices}, question_url(item))


def answer_to(item: LibraryItem) -> SharedChange | None:
    """The answer that was given for exactly this content and has not been used."""
    answer: SharedChange | None = SharedChange.objects.of(item).waiting().filter(content_hash=digest_of(item)).last()
    return answer


def waiting_change(shared: Shared) -> SharedChange | None:
    """The decided change of ``shared`` whose day is to come."""
    waiting: SharedChange | None = SharedChange.objects.of(shared).waiting().last()
    return waiting


def check_answer(shared: Shared, answer: Answer, *, earliest: dt.date | None = None, user: User | None = None) -> None:
    """Raise :class:`ChangeError` for an answer that does not do for this change; writes nothing.

    ``earliest`` is the first day that the notice given to schools allows; the message names nothing that ``user`` does
    not see.
    """
    if answer.tells_readers and not answer.note.strip():
        raise ChangeError(gettext("Say what readers are told."), "note")
    if answer.day is not None and answer.day < site_day():
        raise ChangeError(gettext("This day is past."), "day")
    if earliest is not None and (answer.day or site_day()) < earliest:
        raise ChangeError(
            gettext("Schools are told of such a change before: it may apply on %(day)s at the earliest.")
            % {"day": PartialDate.of(earliest).written()},
            "day",
        )
    if answer.tells_readers:
        return
    for impact in impact_of(shared):
        if impact.reasons:
            raise ChangeError(_reasons_to_tell(impact, user), "tells_readers")


def _reasons_to_tell(impact: NoticeImpact, user: User | None) -> str:
    """Why ``no`` is no answer; a notice that ``user`` does not see is not named."""
    if user is not None and not scope_of(user).can_see(impact.notice.organisation_id):
        return gettext("Readers of a notice of an organisation that you do not work for have to be told.")
    reasons = " ".join(reason.message for reason in impact.reasons)
    return gettext("Readers of “%(notice)s” have to be told: %(reasons)s") % {
        "notice": impact.notice.version.title,
        "reasons": reasons,
    }


def may_approve(item: LibraryItem, user: User | None) -> bool:
    """Whether ``item`` waits in a workflow for somebody like ``user`` to approve it."""
    task = item.current_workflow_task if user is not None else None
    return task is not None and any(name == "approve" for name, _label, _modal in task.get_actions(item, user))


def may_publish(item: LibraryItem, user: User) -> bool:
    """Whether ``user`` may publish this item."""
    return policy_for(type(item)).user_has_permission_for_instance(user, "publish", item)
