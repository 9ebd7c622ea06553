"""This room's part in a publication, as :mod:`wagtail_privacy.notices.publication` calls it."""

from typing import Any

from django.utils import timezone

from wagtail_privacy import conf
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.publication import Change
from wagtail_privacy.notices.resolve import Resolution, resolve
from wagtail_privacy.versions import proposing, services
from wagtail_privacy.versions.addresses import record_address
from wagtail_privacy.versions.events import record_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion


class VersionPublisher:
    """Keeps versions, events and addresses of notices."""

    def saved(self, page: Any, *, was_live: bool, is_published: bool) -> None:
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
        if conf.required_approval() and (problems := _unapproved_return(page, last, resolve(page))):
            raise ResolutionError(problems, page)
        if last is not None:
            record_event(
                page.pk,
                NoticeEvent.Kind.PUBLISHED,
                title=page.title,
                number=last.number,
                organisation_id=last.organisation_id,
            )

    def problems(self, page: Any, resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
        found = services.proposal_problems(page, resolution, approved=approved)
        if found or page.live or page.pk is None or not (approved and conf.required_approval()):
            return found
        return _unapproved_return(page, NoticeVersion.objects.last_published(page.pk), resolution)

    def is_stated(self, page: Any) -> bool:
        return proposing.is_stated(page)

    def change(self, page: Any, resolution: Resolution) -> Change:
        proposal = proposing.proposal_of(page, resolution.document, today=timezone.localdate())
        is_new = not proposing.is_published(proposal)
        in_the_way = tuple(proposing.problems_of(proposal, approved=False)) if is_new else ()
        return Change(
            before=proposal.before,
            language=proposal.document.language,
            is_same_text=proposal.before is not None and proposal.before.digest == proposal.digest,
            difference=proposal.difference,
            size=proposal.size,
            reasons=proposal.reasons,
            effective=proposal.effective,
            is_new=is_new,
            note=proposal.statement.note,
            reason=proposal.statement.reason,
            problems=resolution.problems or in_the_way,
        )


def _unapproved_return(page: Any, version: NoticeVersion | None, resolution: Resolution) -> tuple[Problem, ...]:
    """What keeps a text that readers have seen before from coming back: no new version is made, yet it goes live.

    It may be from before this site asked for approvals.
    """
    if version is None or (version.approved_by if conf.required_approval() == "workflow" else version.approved_role):
        return ()
    proposal = proposing.proposal_of(page, resolution.document, today=timezone.localdate())
    if not proposing.is_published(proposal):
        return ()
    return tuple(problem for problem in proposing.problems_of(proposal, approved=True) if problem.code == "approval")
