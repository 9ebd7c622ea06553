"""Append-only models (versions, references, events, erasures, releases), and sources, bases and addresses."""

from wagtail_privacy.versions.models.event import NoticeAddress as NoticeAddress
from wagtail_privacy.versions.models.event import NoticeEvent as NoticeEvent
from wagtail_privacy.versions.models.version import NoticeVersion as NoticeVersion
from wagtail_privacy.versions.models.version import VersionBasis as VersionBasis
from wagtail_privacy.versions.models.version import VersionPurge as VersionPurge
from wagtail_privacy.versions.models.version import VersionReference as VersionReference
from wagtail_privacy.versions.models.version import VersionRelease as VersionRelease
from wagtail_privacy.versions.models.version import VersionSource as VersionSource
