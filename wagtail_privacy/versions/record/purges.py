"""Erases the content of a version where the law demands it, and leaves a public tombstone.

The right to erasure (UK GDPR Article 17) and orders of a court apply to published versions too. The row stays with its
number, its dates and its place in the chain; its content is deleted.
"""

from typing import TYPE_CHECKING

import swapper
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from wagtail_privacy.notices import publication
from wagtail_privacy.signals import version_purged
from wagtail_privacy.versions.events import actor, record_version_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionBasis, VersionPurge, VersionSource
from wagtail_privacy.versions.record.digests import purge_digest, record_digest
from wagtail_privacy.versions.record.triggers import ERASED_VALUES

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser

PERMISSION = "wagtail_privacy.add_versionpurge"


class PurgeError(ValueError):
    """A version may not be erased. The message says why."""


def is_emptied(version: NoticeVersion) -> bool:
    """Whether a stored version holds the values that an erasure leaves, whether an erasure was recorded or not."""
    return all(getattr(version, name) == value for name, value in ERASED_VALUES.items())


@transaction.atomic
def purge_version(
    version: NoticeVersion, *, reason: str, authority: str = "", reference: str = "", user: "AbstractUser | None" = None
) -> VersionPurge:
    """Erase the content of ``version`` for good, and store the reason.

    Document, title, summary, the editor's note, the sentences about what changed, the cause, the reason of an override,
    what the version was made from and what translations were made from go; number, dates, approval and digests stay.
    ``reason`` is shown to the public instead of the version; ``authority`` and ``reference`` name an order. Sends
    :data:`~wagtail_privacy.signals.version_purged`. Pages, drafts, revisions and other versions that say the same are
    not touched: see :func:`affected_versions`.

    Raises :class:`PurgeError`, a ``ValueError``, without a reason and for a version that was erased before, and
    ``PermissionDenied`` when ``user`` may not add an erasure.
    """
    if user is not None and not user.has_perm(PERMISSION):
        raise PermissionDenied
    if not reason.strip():
        raise PurgeError(gettext("Say why the version is erased: readers will see it."))
    publication.lock(swapper.load_model("wagtailcore", "Page")(pk=version.page_id))
    # The page may be deleted, so the row of the version is locked as well against two erasures at once.
    stored: NoticeVersion = NoticeVersion.objects.select_for_update().get(pk=version.pk)
    if (earlier := VersionPurge.objects.filter(version=stored).first()) is not None:
        raise PurgeError(
            gettext("The content of this version was erased on %(date)s.")
            % {"date": timezone.localtime(earlier.purged_at).date().isoformat()}
        )
    purge: VersionPurge = VersionPurge.objects.create(
        version=stored,
        reason=reason.strip(),
        authority=authority.strip(),
        reference=reference.strip(),
        purged_at=timezone.now(),
        purged_by=actor(user),
    )
    # A plain queryset: the manager of append-only rows refuses every change.
    models.QuerySet(NoticeVersion).filter(pk=stored.pk).update(**ERASED_VALUES)
    for name, value in ERASED_VALUES.items():
        setattr(stored, name, value)
    VersionSource.objects.filter(version=stored).delete()
    translated = models.Q(version__source_page_id=stored.page_id, version__source_number=stored.number)
    VersionBasis.objects.filter(translated).delete()
    record_version_event(
        stored,
        NoticeEvent.Kind.PURGED,
        # The title of the page may be what had to be erased.
        title="",
        user=user,
        # The emptied row no longer gives the digest in the chain: the event keeps the digest of what is left.
        record_digest=record_digest(stored, stored.references.all()),
        purge_digest=purge_digest(purge),
        wording_digest=stored.wording_digest,
    )
    version_purged.send(sender=NoticeVersion, version=stored)
    return purge


def affected_versions(version: NoticeVersion) -> tuple[NoticeVersion, ...]:
    """Other versions that may hold the content to be erased from ``version``, by page and number; without documents.

    Those are the versions of any notice with the same document; the versions right before and after it, whose text
    overlaps and whose notes and sentences about changes may quote it; its translations, and the version that it was
    translated from. Erased versions are left out.
    """
    conditions = (
        models.Q(page_id=version.page_id, number__in=(version.number - 1, version.number + 1))
        | models.Q(digest=version.digest)
        | models.Q(source_page_id=version.page_id, source_number=version.number)
        | models.Q(page_id=version.source_page_id, number=version.source_number)
    )
    versions = NoticeVersion.objects.filter(conditions, purge=None).exclude(pk=version.pk)
    return tuple(versions.light().order_by("page_id", "number"))
