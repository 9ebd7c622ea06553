"""What a version was made from, as a notice that can be resolved again with the library of today."""

from copy import copy
from typing import Any

from django.utils.translation import gettext

from wagtail_privacy.versions.models import NoticeVersion, VersionSource


class SourceMissingError(ValueError):
    """What a version was made from was not kept. The message says why, in the language of the editor."""


def source_of(version: NoticeVersion) -> VersionSource:
    """What ``version`` was made from. Raises :class:`SourceMissingError` where that was not kept, or was erased."""
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


def notice_from_source(page: Any, source: VersionSource) -> Any:
    """``page`` as it was written when the version of ``source`` was made; an object of its own that is not saved.

    What is not part of a notice's text, such as its place in the tree, is that of ``page`` today.
    """
    notice = copy(page)
    notice.title, notice.audience, notice.summary = source.title, source.audience, source.summary
    notice.body = page.body.stream_block.to_python(source.body)
    return notice
