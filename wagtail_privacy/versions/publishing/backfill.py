"""First versions for notices that were published before this site kept versions."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.page_types import pages_of, without_models
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.services import backfill_version

if TYPE_CHECKING:
    from wagtail.models import Page, PageQuerySet

logger = logging.getLogger(__name__)

BATCH_SIZE = 100


@dataclass(frozen=True)
class BackfillOutcome:
    """The result for one notice: the number of its version, or the problems that keep it from being frozen.

    Both are empty where nothing was left to do, and in a dry run where there are no problems.
    """

    page_id: int
    title: str
    number: int | None = None
    problems: tuple[str, ...] = ()


def notices_without_version() -> "PageQuerySet":
    """Live notices that have no published version, as base pages in the order of their keys."""
    versions = NoticeVersion.objects.published().filter(page_id=OuterRef("pk"))
    notices = pages_of(NoticeMixin).filter(~Exists(versions), live=True).order_by("pk")
    return without_models(notices, NoticeMixin)


def backfill(*, dry_run: bool = False, batch_size: int = BATCH_SIZE) -> Iterator[BackfillOutcome]:
    """Freeze each notice without a version in a transaction of its own, and yield the outcome.

    An interrupted run keeps what it has done. A failure does not stop the rest: a notice that may not be published is
    reported with its problems, any other failure with its message, and in full in the server's log.
    """
    last = 0
    while batch := list(notices_without_version().filter(pk__gt=last)[:batch_size]):
        for page in batch:
            yield _backfill_notice(page, dry_run=dry_run)
        last = batch[-1].pk


def _backfill_notice(page: "Page", *, dry_run: bool) -> BackfillOutcome:
    try:
        if dry_run:
            resolve(page.specific)
            return BackfillOutcome(page.pk, page.title)
        version = backfill_version(page.pk, page.specific_class)
    except ResolutionError as error:
        return BackfillOutcome(page.pk, page.title, problems=tuple(error.messages))
    except Exception as error:
        logger.exception("The notice “%s” (page %s) could not be frozen.", page.title, page.pk)
        return BackfillOutcome(page.pk, page.title, problems=(f"{type(error).__name__}: {error}",))
    return BackfillOutcome(page.pk, page.title, version.number if version is not None else None)
