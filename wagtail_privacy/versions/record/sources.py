"""What a version was made from, as a notice that can be resolved again with the present library."""

from copy import copy
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from wagtail_privacy.versions.models import NoticeVersion, VersionSource

if TYPE_CHECKING:
    from wagtail.models import Page


class SourceMissingError(ValueError):
    """The source of a version is not stored. The message says why, in the language of the editor."""


def source_of(version: NoticeVersion) -> VersionSource:
    """The source of ``version``. Raises :class:`SourceMissingError` where it was not stored, or was erased."""
    source: VersionSource | None = VersionSource.objects.filter(version=version).first()
    if source is None:
        reason = (
            gettext("The content of version %(number)s was erased, and with it what it was made from.")
            if version.is_erased
            else gettext(
                "Version %(number)s was made before this website kept what versions are made from, so it cannot be "
                "issued again. Write the text into the notice and publish that."
            )
        )
        raise SourceMissingError(reason % {"number": version.number})
    return source


def notice_from_source(page: "Page", source: VersionSource) -> "Page":
    """An unsaved copy of ``page`` with the text that it had when the version of ``source`` was made.

    Everything else, such as its place in the tree, is that of ``page``.
    """
    notice = copy(page)
    notice.title, notice.audience, notice.summary = source.title, source.audience, source.summary
    notice.body = page.body.stream_block.to_python(source.body)
    return notice
