"""Notices for tests: block data without the noise, and pages below a hub."""

import uuid
from typing import Any

from django.apps import apps
from wagtail.models import Locale, Page

from wagtail_privacy.library.models import DataCategory, Recipient
from wagtail_privacy.versions.models import (
    NoticeEvent,
    NoticeVersion,
    VersionBasis,
    VersionPurge,
    VersionReference,
    VersionRelease,
    VersionSource,
)
from wagtail_privacy.versions.record import triggers

VERSION_MODELS: tuple[Any, ...] = (
    NoticeEvent,
    VersionBasis,
    VersionPurge,
    VersionReference,
    VersionRelease,
    VersionSource,
    NoticeVersion,
)
"""Every table that keeps versions, those first that point to another."""


def section(kind: str, **value: Any) -> dict[str, Any]:
    """One section of a body; fields that are not given keep the block's default."""
    return {"type": kind, "value": value}


def entries(*values: Any) -> list[dict[str, Any]]:
    """The entries of a list in stored form, each with an id as the editor writes it."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def published(item: Any) -> Any:
    """Save a library item and publish it, with the revision that a published item has."""
    item.live = False
    if item.locale_id is None:
        item.locale = Locale.get_default()
    item.save()
    item.save_revision().publish()
    item.refresh_from_db()
    return item


def recipient(name: str = "Department for Education", **fields: Any) -> Recipient:
    """A published recipient."""
    return published(Recipient(name=name, **fields))


def category(name: str = "Attendance", **fields: Any) -> DataCategory:
    """A published data category."""
    return published(DataCategory(name=name, **fields))


def make_hub(home: Page, **fields: Any) -> Any:
    """A live hub below ``home``."""
    # A site with its own base page does without these page types, and importing them there would make half of them.
    hub_page = apps.get_model("wagtail_privacy_pages", "PrivacyHubPage")
    return home.add_child(instance=hub_page(**{"title": "Privacy", "slug": "privacy"} | fields))


def make_notice(hub: Page, *sections: dict[str, Any], model: Any = None, live: bool = True, **fields: Any) -> Any:
    """A notice below ``hub``; published, unless ``live`` is false, through a revision as the admin does."""
    defaults = {"title": "How we use pupil information", "slug": "pupils", "live": False}
    body = list(sections) or [section("text", heading="Hello", body="<p>We care.</p>")]
    page = (model or apps.get_model("wagtail_privacy_pages", "PrivacyNoticePage"))(**defaults | fields)
    page.body = page._meta.get_field("body").stream_block.to_python(body)
    hub.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def forget_versions() -> None:
    """Empty the tables of versions, as on a site that has not had the plugin: no code path of ours does."""
    with triggers.suspended():
        for model in VERSION_MODELS:
            model._default_manager.all()._raw_delete(using="default")
