"""Whom a change of a library item or an organisation touches, before it is made.

What a notice would say comes from the source of the version that readers see, resolved with the draft in the place of
the item: the same way as a publication goes.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import swapper
from django.db.models import Model
from wagtail.models import Revision

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import payload_wording_digest, plain
from wagtail_privacy.documents.diff import Difference, Reason, major_reasons
from wagtail_privacy.documents.document import Document
from wagtail_privacy.library import overlay as library_overlay
from wagtail_privacy.library.item_map import ItemMap, separate_map
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.resolve import Resolution, resolve_draft
from wagtail_privacy.organisations import overlay as organisations_overlay
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.versions.publishing.pending import difference_since
from wagtail_privacy.versions.publishing.reissues import with_source
from wagtail_privacy.versions.record.sources import SourceMissingError, source_of
from wagtail_privacy.versions.timeline import Timeline, VersionState

if TYPE_CHECKING:
    from wagtail.models import Page

Shared = LibraryItem | Organisation
"""What notices share, as a draft or a form has it."""


@dataclass(frozen=True)
class TouchedNotice:
    """A version of a notice that readers see, or that is announced, and refers to what is shared.

    ``page`` is the base row of the notice; ``revision_id`` is the revision of the item that it shows.
    """

    page: "Page"
    version: NoticeVersion
    is_announced: bool
    revision_id: int | None = None

    @property
    def organisation_id(self) -> int | None:
        """The key of the organisation that published the version."""
        key: int | None = self.version.organisation_id
        return key


@dataclass(frozen=True)
class NoticeImpact:
    """What a change does to one touched version.

    ``document`` is what the notice would say, ``None`` where what it was made from is not stored; ``difference`` is
    ``None`` where readers would read the same. ``problems`` is what would then keep it from being published.
    ``has_other_changes`` says that it would say something new even without this change, because other things have
    changed since it was published.
    """

    notice: TouchedNotice
    document: Document | None = None
    wording_digest: str = ""
    difference: Difference | None = None
    problems: tuple[Problem, ...] = ()
    has_other_changes: bool = False
    sections: tuple[str, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether readers would read something else, or what they would read cannot be compared."""
        if not self.wording_digest or self.wording_digest == self.notice.version.wording_digest:
            return False
        return self.difference is None or not self.difference.is_unchanged_for_readers

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why readers have to be told; empty where the change may be minor."""
        return major_reasons(self.difference) if self.difference is not None else ()


def touched_notices(shared: Shared, today: dt.date | None = None) -> tuple[TouchedNotice, ...]:
    """The published notices that refer to ``shared`` in force or in what is announced: three queries.

    In the order of their titles; what is in force before what is announced. Notices that are unpublished or deleted
    are touched by nothing.
    """
    today = today or site_day()
    references = VersionReference.objects.filter(model=shared._meta.model_name, object_id=shared.pk)
    pages = NoticeVersion.objects.filter(references__in=references).order_by().values("page_id")
    visible = NoticeVersion.objects.filter(page_id__in=pages).light().visible_on(today, with_announced=True)
    by_page: dict[int, list[NoticeVersion]] = {}
    for version in visible:
        by_page.setdefault(version.page_id, []).append(version)
    keys = [version.pk for versions in by_page.values() for version in versions]
    revisions = dict(references.filter(version__in=keys).values_list("version_id", "revision_id"))
    base_model = swapper.load_model("wagtailcore", "Page")
    published = base_model.objects.filter(pk__in=by_page, live=True).order_by("title", "pk")
    return tuple(
        TouchedNotice(
            page,
            period.version,
            period.state == VersionState.ANNOUNCED,
            revisions[period.version.pk],
        )
        for page in published
        for period in Timeline.of(by_page[page.pk], today).in_force_and_announced
        if period.version.pk in revisions
    )


def impact_of(shared: Shared, touched: Iterable[TouchedNotice] | None = None) -> Iterator[NoticeImpact]:
    """What would change for readers of each touched notice if ``shared`` were published or saved as it is.

    ``shared`` is a draft with the primary key of the stored object; ``touched`` are the notices to look at, all that
    :func:`touched_notices` gives where none are named. Nothing is written. One notice after the other, so that
    thousands need no more memory than one.
    """
    if touched is None:
        touched = touched_notices(shared)
    changed = library_overlay.items_with([shared]) if isinstance(shared, LibraryItem) else ItemMap()
    shown = ItemsAsShown(shared)
    for page, notices in groupby(touched, key=lambda notice: notice.page):
        specific = page.specific
        for notice in notices:
            yield _impact(notice, specific, shown.at(notice.revision_id), changed, shared)


class ItemsAsShown:
    """The library as it is, with a shared item as versions show it: each of its revisions is read once."""

    def __init__(self, shared: Shared):
        self._shared = shared
        self._maps: dict[int | None, ItemMap] = {}
        self._names: dict[int | None, str] = {}

    def name_at(self, revision_id: int | None) -> str:
        """What the shared item was called in this revision; empty where the revision is not kept."""
        self.at(revision_id)
        return self._names.get(revision_id, "")

    def at(self, revision_id: int | None) -> ItemMap:
        """The items with the shared one as it was in this revision; as it is, where the revision is not kept."""
        if revision_id not in self._maps:
            revision = Revision.objects.filter(pk=revision_id).first() if revision_id is not None else None
            if revision is not None and isinstance(self._shared, LibraryItem):
                item = revision.as_object()
                self._names[revision_id] = str(item)
                self._maps[revision_id] = library_overlay.items_with([item])
            else:
                self._maps[revision_id] = ItemMap()
        return self._maps[revision_id]


def _impact(notice: TouchedNotice, page: "Page", shown: ItemMap, changed: ItemMap, shared: Shared) -> NoticeImpact:
    version = notice.version
    try:
        source = source_of(version)
    except SourceMissingError:
        return NoticeImpact(notice)
    with separate_map(shown):
        unchanged = resolve_draft(with_source(page, source))
    resolution = _resolved(with_source(page, source), changed, shared)
    wording = payload_wording_digest(plain(resolution.document))
    # The document is read into a row of its own, so that those of all notices are not kept at once.
    before = None if wording == version.wording_digest else NoticeVersion.objects.get(pk=version.pk)
    return NoticeImpact(
        notice=notice,
        document=resolution.document,
        wording_digest=wording,
        difference=difference_since(before, resolution.document, wording),
        problems=resolution.problems,
        has_other_changes=payload_wording_digest(plain(unchanged.document)) != version.wording_digest,
        sections=tuple(_sections(resolution.document, shared)),
    )


def _resolved(page: "Page", items: ItemMap, shared: Shared) -> Resolution:
    with separate_map(items):
        if isinstance(shared, Organisation):
            with organisations_overlay.shown_as(shared):
                return resolve_draft(page)
        return resolve_draft(page)


def _sections(document: Document, shared: Model) -> Iterable[str]:
    """The headings of the sections that show the item."""
    key = str(getattr(shared, "translation_key", ""))
    if key:
        for section in document.sections:
            if key in section.model_dump_json():
                yield section.heading
