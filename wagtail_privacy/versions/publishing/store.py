"""The version store, as :mod:`wagtail_privacy.notices.publication` calls it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail_privacy import conf
from wagtail_privacy.days import site_day
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.publication import PublicationPreview
from wagtail_privacy.notices.resolve import Resolution
from wagtail_privacy.versions.addresses import record_address
from wagtail_privacy.versions.events import record_event, record_version_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion
from wagtail_privacy.versions.publishing import pending as pending_versions
from wagtail_privacy.versions.publishing import services

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class DatabaseVersionStore:
    """Keeps versions, events and addresses of notices in the tables of this room."""

    def after_save(self, page: "Page", *, was_live: bool, is_published: bool) -> None:
        """Freeze what was published, and record what changed for readers. Raises ``ResolutionError``."""
        version = services.freeze(page) if is_published else None
        if page.live and not was_live and version is None:
            self._record_return(page)
        elif was_live and not page.live:
            record_event(page.pk, NoticeEvent.Kind.UNPUBLISHED, title=page.title)
        if page.live and (is_published or not was_live):
            record_address(page)

    @staticmethod
    def _record_return(page: "Page") -> None:
        """Record that an unpublished notice is live again with the text that it had; no version is made."""
        last = NoticeVersion.objects.last_published(page.pk)
        if conf.required_approval():
            resolution = publication.resolve_cached(page)
            problems = resolution.problems or _return_problems(page, last, resolution)
            if problems:
                raise ResolutionError(problems, page)
        if last is not None:
            record_version_event(last, NoticeEvent.Kind.PUBLISHED, title=page.title)

    def problems(self, page: "Page", resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
        problems = services.check_freeze(page, resolution, approved=approved)
        if problems or page.live or page.pk is None or not (approved and conf.required_approval()):
            return problems
        return _return_problems(page, NoticeVersion.objects.last_published(page.pk), resolution)

    def statement_is_used(self, page: "Page") -> bool:
        return pending_versions.statement_is_used(page)

    def preview(self, page: "Page", resolution: Resolution) -> PublicationPreview:
        pending = pending_versions.pending_version(page, resolution, today=site_day())
        is_new = not pending.is_unchanged_for_readers
        blocking: tuple[Problem, ...] = ()
        if is_new and not resolution.problems:
            blocking = pending_versions.all_problems(page, resolution, pending, approved=False)
        return PublicationPreview(
            newest=pending.newest,
            before=pending.baseline,
            language=pending.document.language,
            is_same_text=pending.is_same_text,
            is_same_as_before=pending.is_same_as_baseline,
            difference=pending.difference,
            size=pending.size,
            reasons=pending.reasons,
            effective=pending.effective,
            is_new=is_new,
            note=pending.statement.note,
            reason=pending.statement.reason,
            problems=resolution.problems or blocking,
        )


def _return_problems(page: "Page", version: NoticeVersion | None, resolution: Resolution) -> tuple[Problem, ...]:
    """A missing approval of an unpublished notice that is to go live again without a new version.

    Its text may have been published before this site required approvals.
    """
    if version is None or (version.approved_by if conf.required_approval() == "workflow" else version.approved_role):
        return ()
    pending = pending_versions.pending_version(page, resolution, today=site_day())
    if not pending.is_unchanged_for_readers:
        return ()
    pending = pending_versions.with_approval(pending, page)
    problems = pending_versions.problems_of(pending, approved=True)
    return tuple(problem for problem in problems if problem.code == "approval")
