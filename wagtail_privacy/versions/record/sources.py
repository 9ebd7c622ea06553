"""The stored content from which a version was made, so that it can be resolved again with the present library."""

from django.utils.translation import gettext

from wagtail_privacy.versions.models import NoticeVersion, VersionSource


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
