"""What changed between two documents, for people to read and for machines to follow."""

from wagtail_privacy.documents.diff.changes import ChangeKind as ChangeKind
from wagtail_privacy.documents.diff.changes import Difference as Difference
from wagtail_privacy.documents.diff.changes import FactChange as FactChange
from wagtail_privacy.documents.diff.changes import ItemChange as ItemChange
from wagtail_privacy.documents.diff.changes import SectionChange as SectionChange
from wagtail_privacy.documents.diff.compare import difference as difference
from wagtail_privacy.documents.diff.details import Detail as Detail
from wagtail_privacy.documents.diff.patching import patch as patch
from wagtail_privacy.documents.diff.reasons import Reason as Reason
from wagtail_privacy.documents.diff.reasons import ReasonCode as ReasonCode
from wagtail_privacy.documents.diff.reasons import major_reasons as major_reasons
from wagtail_privacy.documents.diff.summary import summarise as summarise
from wagtail_privacy.documents.diff.words import Run as Run
