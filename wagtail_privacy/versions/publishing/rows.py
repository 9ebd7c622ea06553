"""Stores a version with its references, source and event: numbered and sealed, in one transaction."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wagtail.log_actions import get_active_log_context, log

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import chain, payload_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.vocabulary import Edition
from wagtail_privacy.notices.notice_page import CONTENT_FIELDS
from wagtail_privacy.notices.resolve import Reference, Resolution
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.signals import version_frozen
from wagtail_privacy.versions.events import actor, record_version_event
from wagtail_privacy.versions.models import (
    NoticeEvent,
    NoticeVersion,
    VersionBasis,
    VersionReference,
    VersionSource,
)
from wagtail_privacy.versions.publishing.rules import TranslationBasis
from wagtail_privacy.versions.publishing.translating import copied_basis
from wagtail_privacy.versions.record.digests import REFERENCE_FIELDS, record_digest

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User

FREEZE_ACTION = "wagtail_privacy.freeze"


@dataclass(frozen=True)
class VersionParts:
    """What is stored beside a version: what it refers to, and what it was made from, where that is known."""

    references: tuple[VersionReference, ...] = ()
    source: VersionSource | None = None
    organisation: Organisation | None = field(default=None, compare=False)
    basis: TranslationBasis | None = None

    @classmethod
    def of(
        cls, page: "Page", resolution: Resolution, body: list[Any], basis: TranslationBasis | None = None
    ) -> "VersionParts":
        """The parts of a version made from the present content of ``page``, which resolves to ``resolution``.

        ``basis`` is that of a translation. ``body`` is what :func:`stored_body` gives; it costs no query before
        resolving has read the blocks.
        """
        references = [_item_reference(reference) for reference in resolution.references]
        references += _organisation_references(resolution)
        source = VersionSource(
            body=body,
            places=dict(resolution.places),
            **{name: getattr(page, name) for name in CONTENT_FIELDS},
        )
        return cls(tuple(references), source, resolution.organisation, basis)

    @classmethod
    def copied_from(cls, version: NoticeVersion) -> "VersionParts":
        """The same parts as ``version`` has, for the same document in another version."""
        references = (
            VersionReference(**{name: getattr(reference, name) for name in REFERENCE_FIELDS})
            for reference in version.references.all()
        )
        source = VersionSource.objects.filter(version=version).first()
        if source is not None:
            source = VersionSource(
                body=source.body,
                places=source.places,
                **{name: getattr(source, name) for name in CONTENT_FIELDS},
            )
        return cls(tuple(references), source, basis=copied_basis(version))


def stored_body(page: "Page") -> list[Any]:
    """The blocks of ``page`` as they are stored."""
    return list(page.body.stream_block.get_prep_value(page.body))


def _nation(document: Document) -> str:
    """The one nation whose law the notice follows; empty where there are several, or nobody says."""
    nations = document.organisation.nations or (document.trust.nations if document.trust is not None else ())
    return nations[0] if len(nations) == 1 else ""


def new_version(
    page: "Page",
    document: Document,
    *,
    payload: Mapping[str, Any],
    effective: PartialDate,
    now: dt.datetime,
    user: "User | None" = None,
    review_due: str = "",
    **fields: Any,
) -> NoticeVersion:
    """A version of ``page`` with ``document``, recorded at ``now``; not numbered, sealed or stored yet.

    ``payload`` is the document as plain data; ``fields`` are further fields of the version.
    """
    return NoticeVersion(
        page_id=page.pk,
        document=payload,
        kind=document.kind,
        audiences=list(document.audiences),
        edition=document.edition or Edition.FULL,
        nation=_nation(document),
        language=document.language,
        title=document.title,
        summary=document.summary,
        controller=document.controller.name,
        effective_on=effective.isoformat(),
        effective_day=effective.first_day,
        review_due=review_due,
        review_due_day=PartialDate.parse(review_due).last_day if review_due else None,
        was_public=not page.get_view_restrictions().exists(),
        published_at=now,
        recorded_on=site_day(now),
        published_by=actor(user),
        **fields,
    )


def store_version(
    page: "Page", version: NoticeVersion, parts: VersionParts, user: "User | None" = None
) -> NoticeVersion:
    """Number the version after the last one, seal it, and store it with its parts and the event of it.

    The row of the page has to be locked. Sends :data:`~wagtail_privacy.signals.version_frozen`.
    """
    if parts.organisation is not None:
        # The organisation belongs to the site that the page is in.
        version.site_id, version.organisation_id = parts.organisation.site_id, parts.organisation.pk
    if parts.basis is not None:
        version.source_page_id, version.source_number = parts.basis.source_page_id, parts.basis.source_number
        version.basis_digest = parts.basis.digest
    last = NoticeVersion.objects.for_page(page.pk).values_list("number", "chained_digest").first()
    last_number, last_chained_digest = last if last is not None else (0, "")
    version.number = last_number + 1
    version.record_digest = record_digest(version, parts.references)
    version.chained_digest = chain(version.record_digest, last_chained_digest)
    version.save()
    for reference in parts.references:
        reference.version = version
    VersionReference.objects.bulk_create(parts.references)
    if parts.source is not None:
        parts.source.version = version
        parts.source.save(force_insert=True)
    if parts.basis is not None and parts.basis.document is not None:
        VersionBasis.objects.create(version=version, document=parts.basis.document, kept=sorted(parts.basis.kept))
    kind = NoticeEvent.Kind.RECORDED if version.is_backdated else NoticeEvent.Kind.PUBLISHED
    record_version_event(version, kind, user=user, is_locked=True)
    log(
        instance=page,
        action=FREEZE_ACTION,
        user=user or get_active_log_context().user,
        data={"version": version.number, "digest": version.digest, "is_backdated": version.is_backdated},
    )
    version_frozen.send(sender=type(page), page=page, version=version)
    return version


def _item_reference(reference: Reference) -> VersionReference:
    return VersionReference(
        model=reference.model,
        object_id=reference.object_id,
        translation_key=reference.translation_key,
        content_hash=reference.content_hash,
        revision_id=reference.revision_id,
        clause_id=reference.clause_id,
    )


def _organisation_references(resolution: Resolution) -> "Iterable[VersionReference]":
    """References to the publisher, the controller and the trust, each with the hash of its part of the document."""
    organisation, document = resolution.organisation, resolution.document
    if organisation is None:
        return
    roles = (
        ("publisher", organisation, document.organisation),
        ("controller", organisation.controller(), document.controller),
        ("trust", organisation.trust(), document.trust),
    )
    for role, related, party in roles:
        if related is not None and party is not None:
            yield VersionReference(
                model=str(Organisation._meta.model_name),
                object_id=related.pk,
                role=role,
                content_hash=payload_digest(party.model_dump(mode="json")),
            )
