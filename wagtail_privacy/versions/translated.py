"""Where the published translation of a notice is behind its source, passage by passage."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.passages import BehindPassage, passages_behind
from wagtail_privacy.documents.stored import UnreadableDocument, read_document
from wagtail_privacy.versions.models import NoticeVersion


@dataclass(frozen=True)
class TranslatedVersion:
    """A version of a translation beside its source.

    ``source`` is the version of the source that is in force, without its document; ``None`` where none is, so that the
    translation stands alone. ``basis`` and ``now`` are the source as it was translated and as it is in force, ``None``
    where nothing is stored or it cannot be read.
    """

    version: NoticeVersion
    source: NoticeVersion | None = None
    basis: Document | None = None
    now: Document | None = None
    kept: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it can be said what is behind."""
        return self.basis is not None and self.now is not None

    def behind(self, document: Document) -> tuple[BehindPassage, ...]:
        """The passages of ``document``, that of the version, which do not say what the source in force says.

        Empty where that is not known.
        """
        if self.basis is None or self.now is None:
            return ()
        return passages_behind(document, self.basis, self.now, self.kept)


def source_in_force(version: NoticeVersion, today: dt.date) -> NoticeVersion | None:
    """The version that is in force of the notice that ``version`` was translated from. One query; none for others.

    Without its document.
    """
    if version.source_page_id is None:
        return None
    in_force = NoticeVersion.objects.current_timeline(version.source_page_id, today).in_force
    return in_force.version if in_force is not None else None


def beside_source(version: NoticeVersion, source: NoticeVersion | None) -> TranslatedVersion:
    """``version``, a translation, beside ``source``, what :func:`source_in_force` gives. One query more.

    It reads the document of ``version`` as well. Without a source the basis is still known.
    """
    keys = [source.pk] if source is not None else []
    documents = NoticeVersion.objects.filter(pk__in=keys).order_by()
    row: Mapping[str, Any] | None = (
        NoticeVersion.objects.filter(pk=version.pk)
        .values("document", "basis__document", "basis__kept")
        .annotate(now=Subquery(documents.values("document")[:1]))
        .first()
    )
    if row is None:
        return TranslatedVersion(version, source)
    version.document = row["document"]
    basis, now = _read(row["basis__document"]), _read(row["now"])
    return TranslatedVersion(version, source, basis, now, tuple(row["basis__kept"] or ()))


def translated_version(version: NoticeVersion, today: dt.date) -> TranslatedVersion | None:
    """``version`` beside its source; ``None`` where it is no translation. Two queries, none for others."""
    if version.source_page_id is None:
        return None
    return beside_source(version, source_in_force(version, today))


def _read(stored: Mapping[str, Any] | None) -> Document | None:
    try:
        return read_document(stored) if stored else None
    except UnreadableDocument:
        return None
