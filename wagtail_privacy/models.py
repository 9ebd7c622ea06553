"""Every model of the app, for Django and for hosts."""

from wagtail_privacy.library.models import (
    DataCategory as DataCategory,
)
from wagtail_privacy.library.models import (
    Legislation as Legislation,
)
from wagtail_privacy.library.models import (
    Purpose as Purpose,
)
from wagtail_privacy.library.models import (
    Recipient as Recipient,
)
from wagtail_privacy.library.models import (
    RetentionRule as RetentionRule,
)
from wagtail_privacy.notices.models import (
    Clause as Clause,
)
from wagtail_privacy.organisations.closures import (
    Closure as Closure,
)
from wagtail_privacy.organisations.languages import (
    OfferedLanguage as OfferedLanguage,
)
from wagtail_privacy.organisations.log_entries import (
    OwnedLogEntry as OwnedLogEntry,
)
from wagtail_privacy.organisations.models import (
    Organisation as Organisation,
)
from wagtail_privacy.organisations.models import (
    OrganisationContact as OrganisationContact,
)
from wagtail_privacy.organisations.notice_periods import (
    NoticePeriod as NoticePeriod,
)
from wagtail_privacy.organisations.review_rules import (
    ReviewRule as ReviewRule,
)
from wagtail_privacy.organisations.texts import (
    OrganisationText as OrganisationText,
)
from wagtail_privacy.propagation.model_notices.models import (
    RollOut as RollOut,
)
from wagtail_privacy.propagation.models import (
    ChangedNotice as ChangedNotice,
)
from wagtail_privacy.propagation.models import (
    SharedChange as SharedChange,
)
from wagtail_privacy.reviews.models import (
    EarlyReview as EarlyReview,
)
from wagtail_privacy.reviews.models import (
    Review as Review,
)
from wagtail_privacy.reviews.models import (
    ReviewSchedule as ReviewSchedule,
)
from wagtail_privacy.versions.models import (
    NoticeAddress as NoticeAddress,
)
from wagtail_privacy.versions.models import (
    NoticeEvent as NoticeEvent,
)
from wagtail_privacy.versions.models import (
    NoticeVersion as NoticeVersion,
)
from wagtail_privacy.versions.models import (
    VersionBasis as VersionBasis,
)
from wagtail_privacy.versions.models import (
    VersionPurge as VersionPurge,
)
from wagtail_privacy.versions.models import (
    VersionReference as VersionReference,
)
from wagtail_privacy.versions.models import (
    VersionRelease as VersionRelease,
)
from wagtail_privacy.versions.models import (
    VersionSource as VersionSource,
)
from wagtail_privacy.worklist.models import (
    Correspondent as Correspondent,
)
from wagtail_privacy.worklist.models import (
    Digest as Digest,
)
from wagtail_privacy.worklist.models import (
    DigestEntry as DigestEntry,
)
