"""Whom a change of a library item or an organisation touches, before it is made.

What a notice would say comes from the source of the version that readers see, resolved with the draft in the place of
the item: the same way as a publication goes.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import swapper
from django.db.models import Model, Q

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import payload_wording_digest, plain
from wagtail_privacy.documents.diff import Difference, Reason, major_reasons
from wagtail_privacy.documents.document import Document
from wagtail_privacy.library.merged import leads_to
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.propagation.states import FormerStates, Shared, State
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.versions.publishing.pending import difference_since
from wagtail_privacy.versions.publishing.reissues import with_source
from wagtail_privacy.versions.querysets import NoticeVersionQuerySet
from wagtail_privacy.versions.record.sources import SourceMissingError, source_of
from wagtail_privacy.versions.timeline import Timeline, VersionState

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Page


PORTION = 200
"""How many notices are looked at together where there may be thousands."""


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
    def asks(self) -> bool:
        """Whether it has to be decided before: readers would read something else, or nobody can say."""
        return self.document is None or self.is_changed

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why readers have to be told; empty where the change may be minor."""
        return major_reasons(self.difference) if self.difference is not None else ()


def touched_notices(
    shared: Shared, today: dt.date | None = None, *, among: Collection[int] | None = None
) -> tuple[TouchedNotice, ...]:
    """The published notices that refer to ``shared`` in force or in what is announced: three queries.

    In the order of their titles; what is in force before what is announced. Notices that are unpublished or deleted
    are touched by nothing. ``among`` names the pages to look at, all where none are named.
    """
    today = today or site_day()
    references = _references(shared)
    is_looked_at = Q(page_id__in=_versions_that_refer(references).values("page_id") if among is None else among)
    visible = NoticeVersion.objects.filter(is_looked_at).light().visible_on(today, with_announced=True)
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


def pages_in_portions(shared: Shared) -> Iterator[list[int]]:
    """The keys of all pages of which a version has ever referred to ``shared``, so many at a time. One query."""
    keys = sorted(set(_versions_that_refer(_references(shared)).values_list("page_id", flat=True)))
    yield from (keys[start : start + PORTION] for start in range(0, len(keys), PORTION))


def _references(shared: Shared) -> "QuerySet[VersionReference]":
    return VersionReference.objects.filter(is_about(type(shared), shared.pk))


def _versions_that_refer(references: "QuerySet[VersionReference]") -> NoticeVersionQuerySet:
    versions: NoticeVersionQuerySet = NoticeVersion.objects.filter(references__in=references).order_by()
    return versions


def is_about(model: type[Shared], pk: int) -> Q:
    """The condition that a reference names what has this key, or what was merged into it."""
    names = leads_to("object_id", model, pk) if issubclass(model, LibraryItem) else Q(object_id=pk)
    return Q(model=model._meta.model_name) & names


def impact_of(shared: Shared, touched: Iterable[TouchedNotice] | None = None) -> Iterator[NoticeImpact]:
    """What would change for readers of each touched notice if ``shared`` were published or saved as it is.

    ``shared`` is a draft with the primary key of the stored object; ``touched`` are the notices to look at, all that
    :func:`touched_notices` gives where none are named. Nothing is written. One notice after the other, so that
    thousands need no more memory than one.
    """
    if touched is None:
        touched = touched_notices(shared)
    changed = State(shared)
    former = FormerStates()
    for page, notices in groupby(touched, key=lambda notice: notice.page):
        specific = page.specific
        for notice in notices:
            yield _impact(notice, specific, former.at(notice.revision_id), changed, shared)


def _impact(notice: TouchedNotice, page: "Page", former: State, changed: State, shared: Shared) -> NoticeImpact:
    version = notice.version
    try:
        source = source_of(version)
    except SourceMissingError:
        return NoticeImpact(notice)
    with former.shown():
        unchanged = resolve_draft(with_source(page, source))
    with changed.shown():
        resolution = resolve_draft(with_source(page, source))
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


def _sections(document: Document, shared: Model) -> Iterable[str]:
    """The headings of the sections that show the item."""
    key = str(getattr(shared, "translation_key", ""))
    if key:
        for section in document.sections:
            if key in section.model_dump_json():
                yield section.heading
