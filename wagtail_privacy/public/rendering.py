"""From a document to HTML. Reads a :class:`~wagtail_privacy.documents.document.Document` and nothing else."""

import hashlib
from typing import Protocol

from django.core.cache import cache
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from wagtail_privacy import __version__, conf
from wagtail_privacy.documents.document import Document
from wagtail_privacy.public.formatting import direction
from wagtail_privacy.public.outline import outline
from wagtail_privacy.public.summary import OWN_SUBJECTS, Edition, first_contact, in_short, parties

DOCUMENT_TEMPLATE = "wagtail_privacy/public/document.html"


class RenderableVersion(Protocol):
    """What rendering needs of a stored version."""

    number: int
    digest: str
    language: str
    effective_on: str

    def as_document(self) -> Document: ...


def render_document(document: Document, edition: Edition | None = None) -> SafeString:
    """The document as an ``<article>``, in the document's own language whatever the reader's is.

    ``edition`` adds which version this is to the summary box; a preview has none. Plain strings are escaped; prose is
    trusted, since only sanitised prose gets into a document.
    """
    entries = outline(document.sections)
    with translation.override(document.language):
        html = get_template(DOCUMENT_TEMPLATE).render(
            {
                "document": document,
                "edition": edition,
                "entries": entries,
                "direction": direction(document.language),
                "own_subjects": OWN_SUBJECTS[document.audience],
                "contact": first_contact(document),
                "parties": parties(document),
                "in_short": in_short(entries),
            }
        )
    return SafeString(html)


def edition_of(version: RenderableVersion) -> Edition:
    """Number of a version, and the date from which it is in force."""
    return Edition(version.number, version.effective_on)


def rendered_version(version: RenderableVersion) -> SafeString:
    """The document of a stored version as HTML, from the cache where it is there.

    A version never changes, so its HTML depends on its digest, its edition and this package alone. On a hit neither
    the stored document nor its schema is read.
    """
    edition = edition_of(version)
    seconds = conf.render_cache_seconds()
    if not seconds:
        return render_document(version.as_document(), edition)
    key = _cache_key(version, edition)
    html = cache.get(key)
    if html is None:
        html = str(render_document(version.as_document(), edition))
        cache.set(key, html, seconds)
    # Only render_document writes under this key.
    return mark_safe(html)  # noqa: S308


def _cache_key(version: RenderableVersion, edition: Edition) -> str:
    parts = (__version__, version.digest, version.language, str(edition.number), edition.dated)
    return f"wagtail_privacy.version.{hashlib.sha256('|'.join(parts).encode()).hexdigest()}"
