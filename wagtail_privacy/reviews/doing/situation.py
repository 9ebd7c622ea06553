"""What whoever reviews something has to see: what readers read, what has changed, and what is wrong or to be done."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.models import ChangedNotice
from wagtail_privacy.reviews.addresses import review_url
from wagtail_privacy.reviews.doing.next_dates import offered_date
from wagtail_privacy.reviews.doing.open_work import open_work_of
from wagtail_privacy.reviews.doing.problems import Soundness, soundness_of
from wagtail_privacy.reviews.doing.reviewed import Standing, standing_of
from wagtail_privacy.reviews.doing.stated_dates import StatedDate, outdated_date
from wagtail_privacy.reviews.models import EarlyReview, Review, ReviewSchedule
from wagtail_privacy.reviews.timing.scheduling import rule_for
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.work_items import WorkItem

MOST_SHOWN = 20
"""So many versions, changes and reviews are listed, the newest first."""


@dataclass
class Situation:
    """Everything about ``obj`` as it stands on ``today``. Each part is read once, when it is asked for.

    The number of queries does not depend on how many versions, reviews and changes there are. ``schedule`` comes with
    its organisation and those above it.
    """

    schedule: ReviewSchedule
    obj: Any
    today: dt.date

    @property
    def is_notice(self) -> bool:
        return isinstance(self.obj, NoticeMixin)

    @cached_property
    def standing(self) -> Standing:
        """What readers are shown."""
        return standing_of(self.obj, self.today)

    @cached_property
    def reviews(self) -> list[Review]:
        """The reviews of the object, the newest first."""
        label = self.schedule.model_label
        return list(Review.objects.of_object(label, self.schedule.object_id)[: MOST_SHOWN + 1])

    @property
    def last_review(self) -> Review | None:
        return self.reviews[0] if self.reviews else None

    @property
    def last_right(self) -> Review | None:
        """The last review that found it right."""
        return next((review for review in self.reviews if review.outcome == Review.Outcome.STILL_RIGHT), None)

    @cached_property
    def versions(self) -> list[NoticeVersion]:
        """The versions that were published since the last review that found the notice right; all without one."""
        if not self.is_notice:
            return []
        versions = NoticeVersion.objects.for_page(self.obj.pk).light()
        if self.last_right is not None:
            versions = versions.filter(published_at__gt=self.last_right.at)
        return list(versions[: MOST_SHOWN + 1])

    @cached_property
    def shared_changes(self) -> list[ChangedNotice]:
        """What became of this notice in the shared changes since then."""
        if not self.is_notice:
            return []
        rows = ChangedNotice.objects.filter(page_id=self.obj.pk).select_related("change").order_by("-pk")
        if self.last_right is not None:
            rows = rows.filter(change__created_at__gt=self.last_right.at)
        return list(rows[: MOST_SHOWN + 1])

    @cached_property
    def early(self) -> list[EarlyReview]:
        """What has brought the review forward."""
        return list(self.schedule.early.filter(closed_on=None))

    @cached_property
    def soundness(self) -> Soundness:
        """What checks find in what readers read, and what has not reached them."""
        version = self.standing.version
        return soundness_of(self.obj, version) if version is not None else Soundness()

    @cached_property
    def work(self) -> tuple[WorkItem, ...]:
        """What else the notice needs; the review itself is left out."""
        if not self.is_notice:
            return ()
        here = review_url(self.schedule.pk)
        items = open_work_of(self.obj.pk, self.schedule.organisation_id, self.today)
        return tuple(item for item in items if item.url != here)

    @property
    def outdated(self) -> StatedDate | None:
        """The date in the text that differs from the one agreed, right after a review."""
        return outdated_date(self.standing.version, self.last_review, self.schedule, self.today)

    @property
    def organisation(self) -> Organisation | None:
        organisation: Organisation | None = self.schedule.organisation
        return organisation

    @property
    def role(self) -> str:
        """Who reviews it, as readers see it: named for it, or by the nearest organisation that names anybody."""
        chain = self.organisation.chain() if self.organisation is not None else ()
        roles = [str(self.schedule.responsible_role), *(str(above.responsible_role) for above in chain)]
        return next((role for role in roles if role), "")

    @cached_property
    def offered_date(self) -> str:
        """The date that is offered for the next review, in stored form."""
        return offered_date(rule_for(self.schedule), self.today).isoformat()
