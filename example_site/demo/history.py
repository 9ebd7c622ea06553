"""Publishes a notice version by version, as its files tell it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import Any

from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from example_site.demo.approvals import approve
from example_site.demo.later import LaterVersion, next_term
from example_site.demo.library import Items
from example_site.demo.organisations import Place
from example_site.demo.reader import DocumentFile
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.pages.models import NOTICE_PAGES
from wagtail_privacy.versions.publishing.services import in_force_from

Published = Callable[[Any, int], None]
"""Is told of each version that was published: the page, and the number of the version."""


def publish_history(
    file: DocumentFile,
    place: Place,
    trust: Organisation | None,
    *,
    clauses: Mapping[str, int] = MappingProxyType({}),
    published: Published | None = None,
) -> str:
    """Publish every version of the notice; gives its address, or an empty text where there is such a page already.

    ``clauses`` are those of the trust by the keys that files use. Raises
    :class:`~example_site.demo.problems.DocumentFileError` for a file with a mistake, ``ResolutionError`` for what may
    not be published.
    """
    if place.hub.get_children().filter(slug=file.slug).exists():
        return ""
    items = Items(file.name, place.hub.locale, clauses)
    items.add(file.library, {"school": place.organisation, "trust": trust or place.organisation})
    # Wagtail indexes what a page refers to each time that it is saved: once is enough.
    with disable_reference_index_auto_update():
        page = _first_version(file, place, items)
    _tell(published, page, 1)
    for number, version in enumerate(file.later, start=2):
        page = type(page)._default_manager.get(pk=page.pk)
        with disable_reference_index_auto_update():
            _later_version(page, version, place, items)
        _tell(published, page, number)
    page.refresh_from_db()
    ReferenceIndex.create_or_update_for_object(page)
    return str(page.full_url)


def _tell(published: Published | None, page: Any, number: int) -> None:
    if published is not None:
        published(type(page)._default_manager.get(pk=page.pk), number)


def _first_version(file: DocumentFile, place: Place, items: Items) -> Any:
    page = NOTICE_PAGES[file.kind](
        title=file.title,
        slug=file.slug,
        audience=file.audience,
        also_for=list(file.also_for),
        edition=file.edition,
        summary=file.summary,
        locale=place.hub.locale,
        live=False,
        show_in_menus=True,
    )
    _write_body(page, file, items)
    place.hub.add_child(instance=page)
    with _since(file.in_force_from):
        page.save_revision().publish()
    return page


def _later_version(page: Any, version: LaterVersion, place: Place, items: Items) -> None:
    for name, value in version.page.items():
        setattr(page, name, value)
    _write_body(page, version, items)
    page.describe_change(
        note=version.note,
        reason=version.reason,
        size=version.size or "",
        applies_from=next_term(site_day()) if version.is_announced else None,
    )
    if version.meeting is not None:
        page.record_meeting(
            committee=version.meeting.committee,
            on=version.meeting.on,
            minutes=version.meeting.minutes,
            document=resolve_draft(page).document,
        )
    revision = page.save_revision()
    with _since(version.in_force_from):
        if version.approved_by is not None:
            approve(page, place, version.approved_by)
        else:
            revision.publish()


def _write_body(page: Any, source: DocumentFile | LaterVersion, items: Items) -> None:
    block = page._meta.get_field("body").stream_block
    # As the editor does: a revision then holds every field, also those that the file leaves to their defaults.
    page.body = block.clean(block.to_python(source.stream_data(block, items.find)))


def _since(date: PartialDate | None) -> AbstractContextManager[None]:
    return nullcontext() if date is None else in_force_from(date)
