"""Services that write versions; no other code does.

The document comes from the resolver at this moment. If anything fails, nothing is stored, and because freezing runs in
the transaction that publishes, nothing is published either. Each service has a ``check_…`` that raises the same errors
and writes nothing.
"""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import payload_digest, payload_wording_digest, plain
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import summarise
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import Resolution
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.pending import (
    all_problems,
    in_force_from,
    pending_from_document,
    pending_version,
    problems_of,
    with_approval,
)
from wagtail_privacy.versions.publishing.rows import VersionParts, new_version, store_version, stored_body
from wagtail_privacy.versions.publishing.rules import Approval, PendingVersion, Statement, stated_review_due
from wagtail_privacy.versions.record.sources import SourceMissingError, source_of

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User

__all__ = [
    "BackdatedVersionError",
    "ReissueError",
    "backfill_version",
    "check_backdated_version",
    "check_freeze",
    "check_reissue",
    "freeze",
    "in_force_from",
    "record_backdated_version",
    "reissue_version",
]


class BackdatedVersionError(ValueError):
    """A backdated version may not be recorded. The message says why, in the language of the editor."""


class ReissueError(ValueError):
    """An earlier version may not be put back. The message says why, in the language of the editor."""


def check_freeze(page: "Page", resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
    """What keeps a notice that can be resolved from being published: statement, dates, approval, guards.

    Empty where publishing would make no version. ``approved`` asks for an approval as well, where one is required.
    """
    pending = pending_version(page, resolution, today=site_day())
    if pending.is_unchanged_for_readers:
        return ()
    pending = with_approval(pending, page) if approved else pending
    return all_problems(page, resolution, pending, approved=approved)


def freeze(page: "Page") -> NoticeVersion | None:
    """Store the notice as its next version.

    To be called in the transaction that publishes the page, with the page row locked, as ``save()`` of the notice
    does. Gives ``None`` when nothing would change for readers; another day for an announced text is a change. Raises
    ``ResolutionError`` when the notice may not be published, ``RuntimeError`` outside a transaction.
    """
    return _freeze(page)


def backfill_version(page_id: int, model: "type[Page]") -> NoticeVersion | None:
    """Freeze a notice that was published before this site kept versions, in force since it was last published.

    ``model`` is its page type. The page is locked and read again, so that several runs and editors may work at the same
    time. No approval is required, because the notice is public already. Gives ``None`` when it has a version, is not
    live or was deleted. Raises ``ResolutionError``.
    """
    with transaction.atomic():
        if publication.lock(model(pk=page_id)) is None:
            return None
        page = model._default_manager.filter(pk=page_id, live=True).first()
        if page is None or page.is_model or NoticeVersion.objects.last_published(page_id) is not None:
            return None
        published = page.last_published_at or page.first_published_at
        return _freeze(page, today=site_day(published) if published else None, approved=False)


def check_backdated_version(page: "Page", *, effective: PartialDate, user: "User | None" = None) -> None:
    """Raises the errors of :func:`record_backdated_version`, except those of resolving the notice; writes nothing."""
    if page.pk is None:
        raise BackdatedVersionError(gettext("Save the notice first: a backdated version belongs to a saved page."))
    publication.require_publish_permission(page, user)
    if effective.first_day > site_day():
        raise BackdatedVersionError(gettext("This date is not in the past."))
    published = NoticeVersion.objects.published().for_page(page.pk).light()
    first = published.order_by("effective_day", "number").first()
    if first is not None and effective.first_day >= first.recorded_on < first.effective_day:
        raise BackdatedVersionError(
            gettext("This website has told readers of this notice since %(date)s. A backdated version has to be older.")
            % {"date": PartialDate.of(first.recorded_on).written()}
        )
    if first is not None and effective.first_day >= first.effective_day:
        raise BackdatedVersionError(
            gettext(
                "Version %(number)s, the first that was published here, has been in force since %(date)s. A backdated "
                "version has to be older."
            )
            % {"number": first.number, "date": PartialDate.parse(first.effective_on).written()}
        )


@transaction.atomic
def record_backdated_version(page: "Page", *, effective: PartialDate, user: "User | None" = None) -> NoticeVersion:
    """Store the present content of ``page`` as a backdated version, in force from ``effective``.

    The page itself is not saved and what readers see does not change. ``page`` may be a draft, such as
    ``page.get_latest_revision_as_object()``. Raises ``ResolutionError`` as publishing does, ``PermissionDenied`` when
    ``user`` may not publish the page, and :class:`BackdatedVersionError`, a ``ValueError``, for a page that is not
    stored, for a date that is not in the past, for one that does not lie before the first version published here, and
    for what has been recorded already.
    """
    if page.pk is not None and publication.lock(page) is None:
        raise BackdatedVersionError(gettext("Save the notice first: a backdated version belongs to a saved page."))
    check_backdated_version(page, effective=effective, user=user)
    body = stored_body(page)
    resolution = publication.resolve_cached(page)
    if resolution.problems:
        raise ResolutionError(resolution.problems, page)
    payload = plain(resolution.document)
    wording = payload_wording_digest(payload)
    recorded = (
        NoticeVersion.objects.for_page(page.pk)
        .light()
        .filter(wording_digest=wording, effective_on=effective.isoformat())
        .first()
    )
    if recorded is not None:
        raise BackdatedVersionError(
            gettext("This is recorded already, as version %(number)s.") % {"number": recorded.number}
        )
    version = new_version(
        page,
        resolution.document,
        effective=effective,
        now=timezone.now(),
        user=user,
        review_due=stated_review_due(resolution.document),
        payload=payload,
        digest=payload_digest(payload),
        wording_digest=wording,
        revision_id=page.latest_revision_id,
        is_backdated=True,
        change_size=ChangeSize.MAJOR,
    )
    return store_version(page, version, VersionParts.of(page, resolution, body), user)


def check_reissue(
    page: "Page", number: int, *, note: str = "", user: "User | None" = None, applies_from: dt.date | None = None
) -> tuple[NoticeVersion, PendingVersion]:
    """The version that would be put back, and the pending version. Raises the errors of :func:`reissue_version`.

    Without a ``note`` only what does not depend on it is checked.
    """
    publication.require_publish_permission(page, user)
    if not type(page)._default_manager.filter(pk=page.pk, live=True).exists():
        raise ReissueError(gettext("The notice is not published. Publish it first."))
    old = NoticeVersion.objects.for_page(page.pk).filter(number=number).first()
    if old is None:
        raise ReissueError(gettext("There is no version with this number."))
    try:
        document = old.as_document()
    except UnreadableDocument as error:
        raise ReissueError(gettext("The content of this version cannot be read.")) from error
    try:
        source_of(old)
    except SourceMissingError as error:
        raise ReissueError(str(error)) from error
    today = site_day()
    # Without a day it applies today, also while a version is announced: a re-issue does not correct the announcement.
    statement = Statement(note=note, reason=ChangeReason.REISSUE, applies_from=applies_from or today)
    pending = pending_from_document(
        page, document, statement=statement, approval=approval_stored_with(old), today=today
    )
    if pending.is_unchanged_for_readers:
        raise ReissueError(gettext("This is what was published last."))
    if note and (problems := list(problems_of(pending, approved=True))):
        raise ReissueError(" ".join(str(problem) for problem in problems))
    return old, pending


@transaction.atomic
def reissue_version(
    page: "Page", number: int, *, note: str, user: "User | None" = None, applies_from: dt.date | None = None
) -> NoticeVersion:
    """Publish an old version again as it was, with all that it referred to at the time, as a new version.

    The page and its draft stay as they are: publishing the page afterwards publishes what the page says. ``note`` tells
    readers why. An approval of the old version holds for the new one, since the document is the same to the letter.
    Raises :class:`ReissueError`, a ``ValueError``, when there is no such version, when its content was erased, when it
    is what was published last, when the notice is not live and where a rule of publishing forbids it;
    ``PermissionDenied`` when ``user`` may not publish the page.
    """
    publication.lock(page)
    # A blank note lets the rules report the missing note; an empty one would skip them.
    old, pending = check_reissue(page, number, note=note or " ", user=user, applies_from=applies_from)
    version = from_pending(page, pending, now=timezone.now(), user=user, revision_id=None, reissue_of=old.number)
    version.site_id, version.organisation_id = old.site_id, old.organisation_id
    store_version(page, version, VersionParts.copied_from(old), user)
    # The admin then shows that the draft differs from what readers see.
    type(page)._default_manager.filter(pk=page.pk).update(has_unpublished_changes=True)
    return version


def _freeze(page: "Page", *, today: dt.date | None = None, approved: bool = True) -> NoticeVersion | None:
    """``today`` is the day of publication, where that is not now."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A version is frozen in the transaction that publishes its page.")
    # Read once, so that a version recorded at midnight belongs to one day.
    now = timezone.now()
    body = stored_body(page)
    resolution = publication.resolve_cached(page)
    if resolution.problems:
        raise ResolutionError(resolution.problems, page)
    pending = pending_version(page, resolution, today=today or site_day(now))
    if pending.is_unchanged_for_readers:
        return None
    pending = with_approval(pending, page)
    problems = all_problems(page, resolution, pending, approved=approved)
    if problems:
        raise ResolutionError(problems, page)
    version = from_pending(page, pending, now=now, revision_id=page.live_revision_id, change_key=page.change_key)
    return store_version(page, version, VersionParts.of(page, resolution, body, pending.basis))


def from_pending(
    page: "Page", pending: PendingVersion, *, now: dt.datetime, user: "User | None" = None, **fields: Any
) -> NoticeVersion:
    """The version that ``pending`` becomes, recorded at ``now``; to be stored by the service that asks for it."""
    statement, approval = pending.statement, pending.approval
    approved = (
        {
            "approved_role": approval.role,
            "approved_on": approval.on,
            "approved_by": approval.by,
            "approved_at": approval.at,
            "minutes_reference": approval.minutes,
        }
        if approval is not None
        else {}
    )
    return new_version(
        page,
        pending.document,
        effective=pending.effective,
        now=now,
        user=user,
        review_due=pending.review_due,
        payload=pending.payload,
        digest=pending.digest,
        wording_digest=pending.wording_digest,
        change_size=pending.size,
        change_reason="" if pending.is_first else statement.reason,
        change_note="" if pending.is_first else statement.note,
        changes=_changes(pending),
        postpones_from=pending.postpones_from,
        **approved,
        **fields,
    )


def _changes(pending: PendingVersion) -> list[str]:
    basis, newest = pending.basis, pending.newest
    # What a translator has put better is no change of what is done with anybody's data.
    is_reworded = basis is not None and newest is not None and (basis.is_that_of(newest) or basis.renders_as(newest))
    if pending.difference is None or is_reworded:
        return []
    with translation.override(pending.document.language):
        return list(summarise(pending.difference))


def approval_stored_with(version: NoticeVersion) -> Approval | None:
    """The approval that was sealed with ``version``."""
    if not version.approved_role:
        return None
    return Approval(
        role=version.approved_role,
        on=version.approved_on,
        by=version.approved_by,
        at=version.approved_at,
        minutes=version.minutes_reference,
    )
