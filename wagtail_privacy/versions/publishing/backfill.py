"""First versions for notices that were published before this site kept versions."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.page_types import pages_of
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.services import backfill_version

logger = logging.getLogger(__name__)

BATCH_SIZE = 100


@dataclass(frozen=True)
class Outcome:
    """What became of one notice: the number of the version that it got, or what stands in the way.

    Both are empty where nothing had to be done any more, and in a dry run where nothing stands in the way.
    """

    page_id: int
    title: str
    number: int | None = None
    problems: tuple[str, ...] = ()


def pending() -> Any:
    """Live pages that are notices and have no published version, as base pages in the order of their keys."""
    versions = NoticeVersion.objects.published().filter(page_id=OuterRef("pk"))
    return pages_of(NoticeMixin).filter(~Exists(versions), live=True).order_by("pk")


def backfill(*, dry_run: bool = False, batch_size: int = BATCH_SIZE) -> Iterator[Outcome]:
    """Freeze each pending notice in a transaction of its own, and tell what became of it.

    What is done stays done when the run is cut short. No failure stops the rest: a notice that may not be published
    is told with its problems, any other failure with its message, and in full in the server's log.
    """
    last = 0
    while batch := list(pending().filter(pk__gt=last)[:batch_size]):
        for page in batch:
            yield _backfill_one(page, dry_run=dry_run)
        last = batch[-1].pk


def _backfill_one(page: Any, *, dry_run: bool) -> Outcome:
    try:
        if dry_run:
            resolve(page.specific)
            return Outcome(page.pk, page.title)
        version = backfill_version(page.pk, page.specific_class)
    except ResolutionError as error:
        return Outcome(page.pk, page.title, problems=tuple(error.messages))
    except Exception as error:
        logger.exception("The notice “%s” (page %s) could not be frozen.", page.title, page.pk)
        return Outcome(page.pk, page.title, problems=(f"{type(error).__name__}: {error}",))
    return Outcome(page.pk, page.title, version.number if version is not None else None)
