"""Which notices each organisation should have, and what became of each of them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import Audience, NoticeKind
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.overview_columns import ColumnValue, column_annotations
from wagtail_privacy.schools.notice_pages import NoticeOfOrganisation, expected_notices, notice_pages
from wagtail_privacy.versions.labels import STATE_LABELS, first_date
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.timeline import Period, Timeline, VersionState

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from wagtail.models import Page


class NoticeState(StrEnum):
    """What became of a notice that is expected, or that is there."""

    MISSING = "missing"
    DRAFT = "draft"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    UNPUBLISHED = "unpublished"


NOTICE_STATE_LABELS: "dict[NoticeState, str | Promise]" = {
    NoticeState.MISSING: _("Missing"),
    NoticeState.DRAFT: _("Draft"),
    NoticeState.ANNOUNCED: STATE_LABELS[VersionState.ANNOUNCED],
    NoticeState.IN_FORCE: STATE_LABELS[VersionState.IN_FORCE],
    NoticeState.UNPUBLISHED: _("Unpublished"),
}
"""In the order in which they ask for attention."""


@dataclass(frozen=True)
class Notice(NoticeOfOrganisation):
    """A notice with its life."""

    timeline: Timeline[Any]

    @property
    def state(self) -> NoticeState:
        """What became of it; what readers see is the version, so without one it is a draft."""
        if not self.timeline.periods:
            return NoticeState.DRAFT
        if not self.page.live:
            return NoticeState.UNPUBLISHED
        return NoticeState.IN_FORCE if self.timeline.in_force is not None else NoticeState.ANNOUNCED


@dataclass
class OverviewRow:
    """A notice of an organisation, or the gap where one is expected: then ``notice`` is ``None``.

    ``parent`` is the page below which the missing notice may be written: the hub, else the home page. ``edit_url``,
    ``write_url`` and ``values`` are filled in for the rows that are shown; ``values`` holds the registered columns.
    """

    organisation: Organisation
    audience: str
    notice: Notice | None = None
    is_expected: bool = True
    parent: "Page | None" = None
    title: str = ""
    edit_url: str = ""
    write_url: str = ""
    values: dict[str, ColumnValue] = field(default_factory=dict)

    @property
    def state(self) -> NoticeState:
        return self.notice.state if self.notice is not None else NoticeState.MISSING

    @property
    def state_label(self) -> str:
        return str(NOTICE_STATE_LABELS[self.state])

    @property
    def audience_label(self) -> str:
        return str(dict(Audience.choices).get(self.audience, self.audience))

    @property
    def kind_label(self) -> str:
        """What it is where it is not a privacy notice; empty for a privacy notice."""
        if self.notice is None or self.notice.informs:
            return ""
        return str(dict(NoticeKind.choices).get(self.notice.kind, self.notice.kind))

    @property
    def since(self) -> str:
        """From when the version that readers see is in force, as precisely as it is known; empty without one."""
        in_force = self._in_force
        return first_date(in_force.version).written() if in_force is not None else ""

    @property
    def _in_force(self) -> Period[Any] | None:
        if self.notice is None or not self.notice.page.live:
            return None
        return self.notice.timeline.in_force

    @property
    def announced_for(self) -> str:
        """The first day on which an announced version is to be in force; empty without one."""
        if self.notice is None or not self.notice.page.live:
            return ""
        announced = next(iter(self.notice.timeline.announced), None)
        return first_date(announced.version).written() if announced is not None else ""

    @property
    def first_day(self) -> dt.date:
        """A day to sort by: since when it is in force; the end of time where nothing is."""
        in_force = self._in_force
        return in_force.first_day if in_force is not None else dt.date.max


def overview_rows(organisations: Sequence[Organisation], today: dt.date | None = None) -> list[OverviewRow]:
    """A row for each notice that is expected of ``organisations``, and for each that is there.

    In the order of the organisations, the expected notices first. A notice and its translations are one row. A notice
    for everyone stands for each that is expected and not there by itself, one for pupils and their parents also for one
    for parents. ``organisations`` come from ``with_chain()`` with their sites. Two queries,
    however many there are.
    """
    today = today or site_day()
    pages = notice_pages(organisations, column_annotations())
    found = _with_lives([page for of_organisation in pages.notices.values() for page in of_organisation], today)
    return [
        row
        for organisation in organisations
        for row in _rows(
            organisation,
            [found[page.pk] for page in pages.notices.get(organisation.pk, ())],
            pages.above_notices(organisation),
        )
    ]


def _with_lives(pages: Sequence["Page"], today: dt.date) -> dict[int, Notice]:
    keys = [page.pk for page in pages]
    # Who wrote what is not shown, so of a version the days are enough.
    versions = NoticeVersion.objects.only(
        "page_id", "number", "effective_on", "effective_day", "is_backdated", "postpones_from", "recorded_on"
    )
    timelines = versions.timelines(keys, today)
    return {page.pk: Notice(page, timelines[page.pk]) for page in pages}


def _rows(organisation: Organisation, notices: Sequence[Notice], parent: "Page | None") -> Iterator[OverviewRow]:
    used: set[int] = set()
    for audience, notice in expected_notices(organisation, notices):
        if notice is not None:
            used.add(notice.page.pk)
        yield OverviewRow(organisation, audience, notice, parent=parent)
    for notice in notices:
        if notice.page.pk not in used:
            yield OverviewRow(organisation, notice.audience, notice, is_expected=False, parent=parent)
