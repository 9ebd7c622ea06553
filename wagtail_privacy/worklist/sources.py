"""The sources of work of this package, in the order in which their kinds are shown."""

from wagtail_privacy.notices.work import DraftWork, ScheduledWork
from wagtail_privacy.propagation.work import ChangeWork, ModelWork
from wagtail_privacy.reviews.work import OrganisationReviewerWork, ReviewerWork, ReviewWork
from wagtail_privacy.versions.draft_work import TranslatedItemWork, TranslationDraftWork
from wagtail_privacy.versions.work import ReleaseWork, TranslationWork
from wagtail_privacy.work_items import WorkSource
from wagtail_privacy.worklist.digests.failures import FailedMail

SOURCES: tuple[WorkSource, ...] = (
    ReviewWork(),
    ScheduledWork(),
    ChangeWork(),
    ModelWork(),
    ReleaseWork(),
    TranslationWork(),
    TranslationDraftWork(),
    TranslatedItemWork(),
    DraftWork(),
    ReviewerWork(),
    OrganisationReviewerWork(),
    FailedMail(),
)
