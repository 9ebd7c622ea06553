"""The version store, as :mod:`wagtail_privacy.notices.publication` calls it."""

from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class DatabaseVersionStore:
    """Keeps versions, events and addresses of notices in the tables of this room."""

    def after_save(self, page: Any, *, was_live: bool, is_published: bool) -> None:
        """Freeze what was published, and write down what changed for readers. Raises ``ResolutionError``."""
        version = services.freeze(page) if is_published else None
        if page.live and not was_live and version is None:
            self._is_back(page)
        elif was_live and not page.live:
            record_event(page.pk, NoticeEvent.Kind.UNPUBLISHED, title=page.title)
        if page.live and (is_published or not was_live):
            record_address(page)

    @staticmethod
    def _is_back(page: Any) -> None:
        """Readers find what they found before the notice was taken down: no version says so."""
        last = NoticeVersion.objects.last_published(page.pk)
        if conf.required_approval():
            resolution = publication.resolve_carried(page)
            problems = resolution.problems or _unapproved_return(page, last, resolution)
            if problems:
                raise ResolutionError(problems, page)
        if last is not None:
            record_version_event(last, NoticeEvent.Kind.PUBLISHED, title=page.title)

    def problems(self, page: Any, resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
        problems = services.check_freeze(page, resolution, approved=approved)
        if problems or page.live or page.pk is None or not (approved and conf.required_approval()):
            return problems
        return _unapproved_return(page, NoticeVersion.objects.last_published(page.pk), resolution)

    def statement_is_used(self, page: Any) -> bool:
        return pending_versions.statement_is_used(page)

    def preview(self, page: Any, resolution: Resolution) -> PublicationPreview:
        pending = pending_versions.pending_version(page, resolution, today=site_day())
        is_new = not pending.is_unchanged_for_readers
        in_the_way: tuple[Problem, ...] = ()
        if is_new and not resolution.problems:
            in_the_way = pending_versions.all_problems(page, resolution, pending, approved=False)
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
            problems=resolution.problems or in_the_way,
        )


def _unapproved_return(page: Any, version: NoticeVersion | None, resolution: Resolution) -> tuple[Problem, ...]:
    """What keeps a text that readers have seen before from coming back: no new version is made, yet it goes live.

    It may be from before this site asked for approvals.
    """
    if version is None or (version.approved_by if conf.required_approval() == "workflow" else version.approved_role):
        return ()
    pending = pending_versions.pending_version(page, resolution, today=site_day())
    if not pending.is_unchanged_for_readers:
        return ()
    pending = pending_versions.with_approval(pending, page)
    problems = pending_versions.problems_of(pending, approved=True)
    return tuple(problem for problem in problems if problem.code == "approval")
