"""This room's part in a publication, as :mod:`wagtail_privacy.notices.publication` calls it."""

from typing import Any

from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.resolve import Resolution
from wagtail_privacy.versions import proposing, services
from wagtail_privacy.versions.addresses import record_address
from wagtail_privacy.versions.events import record_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion


class VersionPublisher:
    """Keeps versions, events and addresses of notices."""

    def saved(self, page: Any, *, was_live: bool, is_published: bool) -> None:
        """Freeze what was published, and write down what changed for readers. Raises ``ResolutionError``."""
        version = services.freeze(page) if is_published else None
        if version is None and page.live and not was_live:
            version = NoticeVersion.objects.last_published(page.pk)
        if version is not None:
            record_event(
                page.pk,
                NoticeEvent.Kind.PUBLISHED,
                title=page.title,
                number=version.number,
                organisation_id=version.organisation_id,
            )
            record_address(page)
        elif was_live and not page.live:
            record_event(page.pk, NoticeEvent.Kind.UNPUBLISHED, title=page.title)

    def problems(self, page: Any, resolution: Resolution, *, approved: bool) -> tuple[Problem, ...]:
        return services.proposal_problems(page, resolution, approved=approved)

    def is_stated(self, page: Any) -> bool:
        return proposing.is_stated(page)
