"""Resolves what a version was made from."""

from copy import copy
from typing import Any

from wagtail_privacy.notices.resolve import Resolution, resolve
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.record.sources import source_of


def resolve_source(page: Any, version: NoticeVersion) -> Resolution:
    """What ``page`` with the stored source of ``version`` resolves to with the present library."""
    source = source_of(version)
    notice = copy(page)
    notice.title, notice.audience, notice.summary = source.title, source.audience, source.summary
    notice.body = page.body.stream_block.to_python(source.body)
    return resolve(notice)
