"""What a version of a translation was translated from: found when it is frozen, and sealed with it.

An app that translates passage by passage knows what each was translated from, and says so by
:func:`register_basis`. Without one, the editor of a translation says up to which version of the source it was brought;
until somebody says so again, later versions of the translation keep that basis.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from wagtail_privacy.documents.canonical import payload_digest
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import passages
from wagtail_privacy.documents.stored import UnreadableDocument, read_document
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.translations import source_page
from wagtail_privacy.versions.models import NoticeVersion, VersionBasis
from wagtail_privacy.versions.publishing.rules import TranslationBasis

if TYPE_CHECKING:
    from wagtail.models import Page, Revision

    from wagtail_privacy.organisations.permissions import User


BasisOf = Callable[["Page", "Page", Document], TranslationBasis | None]
"""Gives the basis of a translation that is about to be frozen, from its page, its source and its document; ``None``
where it was not made by what is asked."""

_registered: list[BasisOf] = []


def register_basis(basis_of: BasisOf) -> None:
    """Have ``basis_of`` asked before the editor's own word counts. Called when an app is ready."""
    if basis_of not in _registered:
        _registered.append(basis_of)


def translation_basis(page: "Page", document: Document) -> TranslationBasis | None:
    """What ``page``, which resolves to ``document``, was translated from; ``None`` for a notice that is no translation.

    No query for a site with one language.
    """
    source = source_page(page)
    if source is None:
        return None
    for basis_of in _registered:
        basis = basis_of(page, source, document)
        if basis is not None:
            return basis
    return _by_hand(page, source, document)


def version_like(page_id: int, payload: Mapping[str, Any]) -> int | None:
    """The number of the newest version of a notice that reads exactly like this document, as plain data."""
    versions = NoticeVersion.objects.for_page(page_id).filter(digest=payload_digest(payload))
    number: int | None = versions.values_list("number", flat=True).first()
    return number


def kept_passages(translated: Document, basis: Document) -> tuple[str, ...]:
    """The hashes of the passages of ``basis`` that ``translated`` says word for word: names, and what needs no other.

    For a translation of which somebody has said that it is complete.
    """
    said = {str(passage.text) for passage in passages(translated)}
    return tuple(dict.fromkeys(passage.hash for passage in passages(basis) if str(passage.text) in said))


def copied_basis(version: NoticeVersion) -> TranslationBasis | None:
    """The basis of a version, for another one that says the same."""
    if version.source_page_id is None:
        return None
    stored = VersionBasis.objects.filter(version=version).first()
    return TranslationBasis(
        version.source_page_id,
        version.source_number,
        stored.document if stored is not None else None,
        tuple(stored.kept) if stored is not None else (),
    )


def _by_hand(page: "Page", source: "Page", document: Document) -> TranslationBasis:
    last = NoticeVersion.objects.last_published(page.pk) if page.pk is not None else None
    number = page.translated_number
    if number is not None:
        version = NoticeVersion.objects.for_page(source.pk).filter(number=number).first()
        basis = _of_version(version, document, is_complete=True) if version is not None else None
        if basis is not None:
            return basis
    kept = copied_basis(last) if last is not None else None
    if kept is not None and kept.source_page_id == source.pk and kept.document is not None:
        return kept
    in_force = NoticeVersion.objects.current_timeline(source.pk).in_force
    basis = _of_version(in_force.version, document, is_complete=False) if in_force is not None else None
    return basis or TranslationBasis(source.pk)


def _of_version(version: NoticeVersion, document: Document, *, is_complete: bool) -> TranslationBasis | None:
    try:
        basis = read_document(version.document)
    except UnreadableDocument:
        return None
    kept: Iterable[str] = kept_passages(document, basis) if is_complete else ()
    return TranslationBasis(version.page_id, version.number, version.document, tuple(kept))


class TranslationError(ValueError):
    """Nothing can be said of a translation. The message says why, in the language of the editor."""


@transaction.atomic
def bring_up_to(page: "Page", number: int, *, user: "User | None" = None) -> "Revision":
    """Save, as a draft, that what the draft of ``page`` says is what version ``number`` of its source says: all of it.

    Gives the new revision, which is still to be published. Raises :class:`TranslationError` for a page that is no
    translation, for a version that readers have never seen and for a page that somebody has locked, and
    ``PermissionDenied`` where ``user`` may not edit the page.
    """
    source = source_page(page)
    if source is None:
        raise TranslationError(gettext("This notice is not a translation."))
    if user is not None and not page.permissions_for_user(user).can_edit():
        raise PermissionDenied
    if user is not None and page.permissions_for_user(user).page_locked():
        raise TranslationError(gettext("Somebody has locked this notice. Unlock it first."))
    if publication.lock(page) is None:
        raise TranslationError(gettext("This notice was deleted."))
    versions = NoticeVersion.objects.published().for_page(source.pk)
    if not versions.filter(number=number).exists():
        raise TranslationError(
            gettext("The notice that this is a translation of has no version %(number)s.") % {"number": number}
        )
    draft = page.get_latest_revision_as_object()
    draft.translated_number = number
    revision: Revision = draft.save_revision(user=user, log_action=True)
    return revision
