"""The version of a translation as its readers see it: beside the source that is in force, or as it was."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from wagtail_privacy.organisations.languages import equal_languages
from wagtail_privacy.public.languages import Languages
from wagtail_privacy.public.marks import Marks, Standing
from wagtail_privacy.public.rendering import (
    cache_key,
    cached_html,
    render_document,
    rendered_version,
    version_label,
)
from wagtail_privacy.versions.models import VersionRelease
from wagtail_privacy.versions.translated import beside_source, source_in_force

if TYPE_CHECKING:
    from wagtail_privacy.versions.models import NoticeVersion


def source_shown(version: "NoticeVersion", today: dt.date, *, sees_all: bool) -> "NoticeVersion | None":
    """The version in force of the source of ``version``, where this reader may read it; ``None`` for any other notice.

    One query for a translation, a second one where the source was not public when it was published. ``sees_all`` is
    that of an archive.
    """
    source = source_in_force(version, today)
    # One that was erased has lost its title.
    if source is None or not source.title:
        return None
    is_public = sees_all or source.was_public or VersionRelease.objects.filter(version=source.pk).exists()
    return source if is_public else None


def standing_of(version: "NoticeVersion", *, is_archived: bool) -> Standing:
    """What the organisation says today of the standing of ``version``, a translation, beside its source. One query.

    Of an archived version it is not said that it has the same standing: whether it had nobody knows.
    """
    if version.language not in equal_languages(version.organisation_id):
        return Standing.SOURCE_DECIDES
    return Standing.UNSAID if is_archived else Standing.EQUAL


def equal_translations(version: "NoticeVersion", languages: Languages) -> tuple[str, ...]:
    """The languages in which a source that readers see has the same standing, its own first; empty for just one.

    ``languages`` are those of its page. One query, none where nobody may read it in another language.
    """
    if version.source_page_id is not None or not languages.links:
        return ()
    equal = equal_languages(version.organisation_id)
    found = tuple(link.language for link in languages.links if link.language in equal and not link.is_source)
    return (version.language, *found) if found else ()


def rendered_beside(
    version: "NoticeVersion", source: "NoticeVersion | None", standing: Standing = Standing.SOURCE_DECIDES
) -> SafeString:
    """A version as HTML, from the cache where it is there; of a translation with the passages that are behind.

    ``source`` is what :func:`source_shown` gives, ``standing`` what :func:`standing_of` does. Costs no query more than
    any other version. Raises ``UnreadableDocument``.
    """
    if version.source_page_id is None:
        return rendered_version(version)
    return cached_html(translation_key(version, source, standing), lambda: _render(version, source, standing))


def translation_key(
    version: "NoticeVersion", source: "NoticeVersion | None", standing: Standing = Standing.SOURCE_DECIDES
) -> str:
    """Under which key the HTML of a version of a translation is kept, beside this version of its source."""
    label = version_label(version)
    return cache_key(
        "translation",
        version.digest,
        version.basis_digest,
        version.language,
        str(label.number),
        label.dated,
        str(version.source_number or ""),
        source.digest if source is not None else "",
        standing.value,
    )


def _render(version: "NoticeVersion", source: "NoticeVersion | None", standing: Standing) -> SafeString:
    # Reads the document as well.
    beside = beside_source(version, source)
    document = version.as_document()
    known = beside.now or beside.basis
    if known is None:
        return render_document(document, version_label(version))
    marks = Marks(document, known.language, version.source_number, beside.behind(document), beside.now, standing)
    return render_document(document, version_label(version), marks)
