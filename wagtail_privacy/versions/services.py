"""Writing versions: the only place that does.

The document that the resolver gives at this moment is the source of truth. If anything fails, nothing is stored, and
because freezing runs in the transaction that publishes, nothing is published either.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.log_actions import get_active_log_context, log

from wagtail_privacy.documents.canonical import chain, digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import summarise
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import Reference, Resolution, resolve
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.signals import version_frozen
from wagtail_privacy.versions.events import actor, record_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionReference
from wagtail_privacy.versions.proposing import compared, is_published, problems_of, proposal_of
from wagtail_privacy.versions.record import REFERENCE_FIELDS, record_digest
from wagtail_privacy.versions.rules import Approval, Proposal, Statement

FREEZE_ACTION = "wagtail_privacy.freeze"

_in_force_from: ContextVar[PartialDate | None] = ContextVar("wagtail_privacy_in_force_from", default=None)


class PastVersionError(ValueError):
    """A past version may not be recorded. The message says why, in the language of the editor."""


class ReissueError(ValueError):
    """An earlier version may not be put back. The message says why, in the language of the editor."""


@contextmanager
def in_force_from(date: PartialDate) -> Iterator[None]:
    """Versions frozen inside have been in force since ``date``: for a notice that is older than its page here."""
    token = _in_force_from.set(date)
    try:
        yield
    finally:
        _in_force_from.reset(token)


def freeze(page: Any) -> NoticeVersion | None:
    """Store the notice as its next version.

    To be called in the transaction that publishes the page, with the page row locked, as ``save()`` of the notice
    does. Gives ``None`` when the document is the one that was published last, unless the editor gave another day from
    which it applies. Raises ``ResolutionError`` when the notice may not be published, ``RuntimeError`` outside a
    transaction.
    """
    return _freeze(page, today=timezone.localdate())


def proposal_problems(page: Any, resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
    """What stands between a notice that can be resolved and its publication: statement, dates, approval.

    Nothing does when it would make no version. ``approved`` asks for an approval as well, where one is required.
    """
    proposal = proposal_of(page, resolution.document, today=timezone.localdate())
    return () if is_published(proposal) else tuple(problems_of(proposal, approved=approved))


def backfill_version(page_id: int, model: Any) -> NoticeVersion | None:
    """Freeze a notice that was published before this site kept versions, in force since it was last published.

    ``model`` is its page type. The page is locked and read anew, so that several runs at once, and editors at work,
    do no harm. No approval is asked for: the notice is before readers already. Gives ``None`` when it has a version,
    is not live or is gone by now. Raises ``ResolutionError``.
    """
    with transaction.atomic():
        if publication.lock(model(pk=page_id)) is None:
            return None
        page = model._default_manager.filter(pk=page_id, live=True).first()
        if page is None or NoticeVersion.objects.last_published(page_id) is not None:
            return None
        published = page.last_published_at or page.first_published_at
        today = timezone.localdate(published) if published else timezone.localdate()
        return _freeze(page, today=today, approved=False)


@transaction.atomic
def record_past_version(page: Any, *, effective: PartialDate, user: Any = None) -> NoticeVersion:
    """Store what ``page`` says now as a version from before this site kept them, in force from ``effective``.

    The page itself is not saved and what readers see does not change. ``page`` may be a draft, such as
    ``page.get_latest_revision_as_object()``. Raises ``ResolutionError`` as publishing does, ``PermissionDenied`` when
    ``user`` may not publish the page, and :class:`PastVersionError`, a ``ValueError``, for a page that is not stored,
    for a date that is not in the past, for one that does not lie before the first version published here, and for
    what has been recorded already.
    """
    if page.pk is None or publication.lock(page) is None:
        raise PastVersionError(gettext("Save the notice first: a past version belongs to a saved page."))
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    if effective.first_day > timezone.localdate():
        raise PastVersionError(gettext("This date is not in the past."))
    first = NoticeVersion.objects.published().for_page(page.pk).light().last()
    if first is not None and effective.first_day >= first.effective_day:
        raise PastVersionError(
            gettext(
                "Version %(number)s, the first that was published here, has been in force since %(date)s. A past "
                "version has to be older."
            )
            % {"number": first.number, "date": PartialDate.parse(first.effective_on).written()}
        )
    resolution = resolve(page)
    own_digest = digest(resolution.document)
    same = NoticeVersion.objects.for_page(page.pk).light().filter(digest=own_digest, effective_on=effective.isoformat())
    if (recorded := same.first()) is not None:
        raise PastVersionError(
            gettext("This is recorded already, as version %(number)s.") % {"number": recorded.number}
        )
    version = _version(
        page,
        resolution.document,
        own_digest,
        effective=effective,
        organisation=resolution.organisation,
        user=user,
        revision_id=page.latest_revision_id,
        is_past=True,
        change_size=ChangeSize.MAJOR,
        review_due=_review_due(resolution.document),
    )
    return _store(page, version, [_reference(found) for found in resolution.references], user)


@transaction.atomic
def reissue_version(
    page: Any, number: int, *, note: str, user: Any = None, applies_from: dt.date | None = None
) -> NoticeVersion:
    """Publish an old version again as it was, with all that it referred to at the time, as a new version.

    The page and its draft stay as they are: publishing the page afterwards publishes what the page says. ``note`` tells
    readers why. An approval of the old version holds for the new one, since the document is the same to the letter.
    Raises :class:`ReissueError`, a ``ValueError``, when there is no such version, when its content was erased, when it
    is what was published last, when the notice is not live and where a rule of publishing forbids it;
    ``PermissionDenied`` when ``user`` may not publish the page.
    """
    state = publication.lock(page)
    if user is not None and not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    if state is None or not state[0]:
        raise ReissueError(gettext("The notice is not published. Publish it first."))
    old = NoticeVersion.objects.for_page(page.pk).filter(number=number).first()
    if old is None:
        raise ReissueError(gettext("There is no version with this number."))
    try:
        document = old.as_document()
    except UnreadableDocument as error:
        raise ReissueError(gettext("The content of this version cannot be read.")) from error
    statement = Statement(note=note, reason=ChangeReason.REISSUE, applies_from=applies_from)
    approval = _approval_kept_in(old)
    proposal = compared(page, document, old.digest, statement=statement, approval=approval, today=timezone.localdate())
    if is_published(proposal):
        raise ReissueError(gettext("This is what was published last."))
    if problems := list(problems_of(proposal, approved=True)):
        raise ReissueError(" ".join(str(problem) for problem in problems))
    version = _proposed(page, proposal, organisation=None, user=user, revision_id=None, reissue_of=old.number)
    version.site_id, version.organisation_id = old.site_id, old.organisation_id
    references = [
        VersionReference(**{name: getattr(found, name) for name in REFERENCE_FIELDS}) for found in old.references.all()
    ]
    _store(page, version, references, user)
    # So that the editor sees that the draft is not what readers see.
    type(page)._default_manager.filter(pk=page.pk).update(has_unpublished_changes=True)
    return version


def _freeze(page: Any, *, today: dt.date, approved: bool = True) -> NoticeVersion | None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A version is frozen in the transaction that publishes its page.")
    resolution = resolve(page)
    proposal = proposal_of(page, resolution.document, today=today)
    if is_published(proposal):
        return None
    if problems := tuple(problems_of(proposal, approved=approved)):
        raise ResolutionError(problems, page)
    version = _proposed(
        page,
        proposal,
        organisation=resolution.organisation,
        revision_id=page.live_revision_id,
        change_key=page.change_key,
    )
    return _store(page, version, [_reference(found) for found in resolution.references])


def _approval_kept_in(version: NoticeVersion) -> Approval | None:
    if not version.approved_role:
        return None
    return Approval(
        role=version.approved_role,
        on=version.approved_on,
        by=version.approved_by,
        at=version.approved_at,
        minutes=version.minutes_reference,
    )


def _review_due(document: Document) -> str:
    return document.governance.review_due if document.governance is not None else ""


def _proposed(page: Any, proposal: Proposal, *, organisation: Organisation | None, **fields: Any) -> NoticeVersion:
    statement, approval = proposal.statement, proposal.approval
    is_first = proposal.before is None
    return _version(
        page,
        proposal.document,
        proposal.digest,
        effective=_in_force_from.get() or proposal.effective,
        organisation=organisation,
        change_size=proposal.size,
        change_reason="" if is_first else statement.reason,
        change_note="" if is_first else statement.note,
        changes=_changes(proposal),
        withdraws_from=_put_off(proposal),
        review_due=proposal.review_due,
        **(
            {
                "approved_role": approval.role,
                "approved_on": approval.on,
                "approved_by": approval.by,
                "approved_at": approval.at,
                "minutes_reference": approval.minutes,
            }
            if approval is not None
            else {}
        ),
        **fields,
    )


def _put_off(proposal: Proposal) -> int | None:
    """The announced version that this one only gives another day."""
    before = proposal.before
    is_announced = before is not None and before.effective_day > proposal.today
    return before.number if is_announced and before.digest == proposal.digest else None


def _changes(proposal: Proposal) -> list[str]:
    if proposal.difference is None:
        return []
    with translation.override(proposal.document.language):
        return list(summarise(proposal.difference))


def _version(
    page: Any,
    document: Document,
    own_digest: str,
    *,
    effective: PartialDate,
    organisation: Organisation | None,
    user: Any = None,
    **fields: Any,
) -> NoticeVersion:
    return NoticeVersion(
        page_id=page.pk,
        # An organisation is found by the site that the page is in.
        site_id=organisation.site_id if organisation is not None else None,
        organisation_id=organisation.pk if organisation is not None else None,
        kind=document.kind,
        audience=document.audience,
        language=document.language,
        title=document.title,
        summary=document.summary,
        controller=document.controller.name,
        effective_on=effective.isoformat(),
        effective_day=effective.first_day,
        document=document.model_dump(mode="json"),
        digest=own_digest,
        published_at=timezone.now(),
        published_by=actor(user),
        **fields,
    )


def _store(
    page: Any, version: NoticeVersion, references: Iterable[VersionReference], user: Any = None
) -> NoticeVersion:
    """Number the version after the last one, seal it, and store it with what it refers to and the event of it."""
    references = list(references)
    last = NoticeVersion.objects.for_page(page.pk).light().first()
    version.number = last.number + 1 if last is not None else 1
    version.record_digest = record_digest(version, references)
    version.chained_digest = chain(version.record_digest, last.chained_digest if last is not None else "")
    version.save()
    for reference in references:
        reference.version = version
    VersionReference.objects.bulk_create(references)
    record_event(
        version.page_id,
        NoticeEvent.Kind.RECORDED if version.is_past else NoticeEvent.Kind.PUBLISHED,
        title=version.title,
        number=version.number,
        organisation_id=version.organisation_id,
        user=user,
    )
    log(
        instance=page,
        action=FREEZE_ACTION,
        user=user or get_active_log_context().user,
        data={"version": version.number, "digest": version.digest, "is_past": version.is_past},
    )
    version_frozen.send(sender=type(page), page=page, version=version)
    return version


def _reference(found: Reference) -> VersionReference:
    return VersionReference(
        model=found.model,
        object_id=found.object_id,
        translation_key=found.translation_key,
        content_hash=found.content_hash,
        revision_id=found.revision_id,
        clause_id=found.clause_id,
    )
