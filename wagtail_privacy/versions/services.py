"""Writing versions: the only place that does.

The document that the resolver gives at this moment is the source of truth. If anything fails, nothing is stored, and
because freezing runs in the transaction that publishes, nothing is published either.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import TaskState

from wagtail_privacy.documents.canonical import chain, digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.resolve import Reference, Resolution, resolve
from wagtail_privacy.signals import version_frozen
from wagtail_privacy.versions.models import NoticeVersion, VersionReference

_in_force_from: ContextVar[PartialDate | None] = ContextVar("wagtail_privacy_in_force_from", default=None)


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
    does. Gives ``None`` when readers would see no difference from the version that they see now. Raises
    ``ResolutionError`` when the notice may not be published, ``RuntimeError`` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A version is frozen in the transaction that publishes its page.")
    resolution = resolve(page)
    current = NoticeVersion.objects.current(page.pk)
    if current is not None and current.digest == digest(resolution.document):
        return None
    approved_by, approved_at = _approval(page.live_revision_id)
    return _store(
        page,
        resolution,
        effective=_in_force_from.get(),
        revision_id=page.live_revision_id,
        approved_by=approved_by,
        approved_at=approved_at,
    )


@transaction.atomic
def record_past_version(page: Any, *, effective: PartialDate, user: Any = None) -> NoticeVersion:
    """Store what ``page`` says now as a version from before this site kept them, in force from ``effective``.

    The page itself is not saved and what readers see does not change. ``page`` may be a draft, such as
    ``page.get_latest_revision_as_object()``. Raises ``ResolutionError`` as publishing does, and ``ValueError`` for a
    page that is not stored or a date that lies after the first version published here.
    """
    if page.pk is None or publication.lock(page) is None:
        raise ValueError("A past version belongs to a page that has been saved.")
    first = NoticeVersion.objects.published().for_page(page.pk).order_by("number").first()
    if first is not None and effective.first_day >= first.effective_day:
        raise ValueError("A past version is older than the first version that was published here.")
    resolution = resolve(page)
    return _store(
        page, resolution, effective=effective, revision_id=page.latest_revision_id, is_past=True, user=user
    )


def _store(
    page: Any, resolution: Resolution, *, effective: PartialDate | None, user: Any = None, **fields: Any
) -> NoticeVersion:
    document = resolution.document
    now = timezone.now()
    governance = document.governance
    stated = PartialDate.parse(governance.effective) if governance and governance.effective else None
    effective = effective or stated or PartialDate.of(timezone.localdate(now))
    last = NoticeVersion.objects.for_page(page.pk).light().first()
    context = get_active_log_context()
    author = user or context.user
    site = page.get_site()
    own_digest = digest(document)
    version = NoticeVersion.objects.create(
        page_id=page.pk,
        number=last.number + 1 if last is not None else 1,
        site_id=site.pk if site is not None else None,
        organisation_id=resolution.organisation.pk if resolution.organisation is not None else None,
        kind=document.kind,
        audience=document.audience,
        language=document.language,
        title=document.title,
        summary=document.summary,
        controller=document.controller.name,
        effective_on=effective.isoformat(),
        effective_day=effective.first_day,
        review_due=governance.review_due if governance is not None else "",
        document=document.model_dump(mode="json"),
        digest=own_digest,
        chained_digest=chain(own_digest, last.chained_digest if last is not None else ""),
        published_at=now,
        published_by=author.get_username() if author is not None else "",
        **fields,
    )
    VersionReference.objects.bulk_create(_reference(version, found) for found in resolution.references)
    log(
        instance=page,
        action="wagtail_privacy.freeze",
        user=author,
        data={"version": version.number, "digest": own_digest, "is_past": version.is_past},
    )
    version_frozen.send(sender=type(page), page=page, version=version)
    return version


def _reference(version: NoticeVersion, found: Reference) -> VersionReference:
    return VersionReference(
        version=version,
        model=found.model,
        object_id=found.object_id,
        translation_key=found.translation_key,
        content_hash=found.content_hash,
        revision_id=found.revision_id,
        clause_id=found.clause_id,
    )


def _approval(revision_id: int | None) -> tuple[str, Any]:
    """Who approved this revision in a workflow, and when.

    An autosave may overwrite a revision in place after it was approved; such an approval does not count.
    """
    state = (
        TaskState.objects.filter(
            revision_id=revision_id,
            status=TaskState.STATUS_APPROVED,
            finished_by__isnull=False,
            finished_at__gte=F("revision__created_at"),
        )
        .select_related("finished_by")
        .order_by("-finished_at")
        .first()
        if revision_id is not None
        else None
    )
    return (state.finished_by.get_username(), state.finished_at) if state is not None else ("", None)
