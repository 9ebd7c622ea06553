"""From a document to HTML. Reads a :class:`~wagtail_privacy.documents.document.Document` and nothing else."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from typing import Protocol

from django.core.cache import cache
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from wagtail_privacy import __version__, conf
from wagtail_privacy.documents.data_subjects import own_subjects
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.wording import direction
from wagtail_privacy.public.fixed_texts import marked, marking
from wagtail_privacy.public.formatting import valid_date
from wagtail_privacy.public.marks import Marks
from wagtail_privacy.public.outline import outline
from wagtail_privacy.public.placing import placing
from wagtail_privacy.public.summary import VersionLabel, first_contact, in_short, parties

_LONGEST_WAIT, _PAUSE = 20, 0.05
"""Seconds."""

DOCUMENT_TEMPLATE = "wagtail_privacy/public/document.html"


class RenderableVersion(Protocol):
    """What rendering needs of a stored version."""

    number: int
    digest: str
    language: str
    effective_on: str
    effective_day: dt.date

    def as_document(self) -> Document: ...


def render_document(document: Document, label: VersionLabel | None = None, marks: Marks | None = None) -> SafeString:
    """The document as an ``<article>``, in the document's own language whatever the reader's is.

    ``label`` adds which version this is to the summary box; a preview has none. ``marks`` are those of a translation,
    made for this very document. Plain strings are escaped; prose is trusted, since only sanitised prose gets into a
    document.
    """
    entries = outline(document.sections)
    with placing(marks), marking(document.language):
        html = get_template(DOCUMENT_TEMPLATE).render(
            {
                "document": document,
                "version_label": label,
                "entries": entries,
                "direction": direction(document.language),
                "own_subjects": own_subjects(document.audiences),
                "contact": first_contact(document),
                "parties": parties(document),
                "in_short": in_short(entries),
                "marks": marks,
            }
        )
    return marked(html)


def version_label(version: RenderableVersion) -> VersionLabel:
    """Number of a version, and the date from which it is in force."""
    return VersionLabel(version.number, valid_date(version.effective_on, version.effective_day))


def rendered_version(version: RenderableVersion) -> SafeString:
    """The document of a stored version as HTML, from the cache where it is there.

    A version never changes, so its HTML depends on its digest, its label and this package alone. On a hit neither
    the stored document nor its schema is read.
    """
    return cached_html(version_key(version), lambda: render_document(version.as_document(), version_label(version)))


def version_key(version: RenderableVersion) -> str:
    """Under which key the HTML of a version is kept."""
    label = version_label(version)
    return cache_key("version", version.digest, version.language, str(label.number), label.dated)


def cache_key(*parts: str) -> str:
    """A key made of what is rendered and of the digests that it depends on; another release has other keys."""
    return f"wagtail_privacy.{hashlib.sha256('|'.join((__version__, *parts)).encode()).hexdigest()}"


def cached_html(key: str, render: Callable[[], SafeString]) -> SafeString:
    """What ``render`` gives, from the cache where it is there.

    Nothing but what ``render`` gave is ever stored under ``key``, so what comes back is as safe as it was.
    """
    seconds = conf.render_cache_seconds()
    if not seconds:
        return render()
    html = cache.get(key)
    return mark_safe(html if html is not None else _made_once(key, render, seconds))  # noqa: S308


def _made_once(key: str, render: Callable[[], SafeString], seconds: int) -> str:
    """What ``render`` gives, made by one of all who ask at the same time, in whatever process; the others wait for it.

    They wait no longer than ``_LONGEST_WAIT`` seconds, and make it themselves where whoever was at it has died.
    """
    being_made = f"{key}.being_made"
    for _turn in range(int(_LONGEST_WAIT / _PAUSE)):
        if cache.add(being_made, 1, _LONGEST_WAIT):
            try:
                html = str(render())
                cache.set(key, html, seconds)
            finally:
                cache.delete(being_made)
            return html
        time.sleep(_PAUSE)
        finished: str | None = cache.get(key)
        if finished is not None:
            return finished
    return str(render())
