"""The overview: school by school, which notices are missing, in the making, announced or in force."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import django_filters
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.overview_columns import (
    AnnotatedColumn,
    ColumnValue,
    Registered,
    attribute_of,
    links_for,
    overview_columns,
)
from wagtail_privacy.schools.admin.links import edit_url, write_url
from wagtail_privacy.schools.admin.reports import LabelledColumn, NoticesReportView, title_for_reader
from wagtail_privacy.schools.overview import NOTICE_STATE_LABELS, OverviewRow, overview_rows
from wagtail_privacy.schools.permissions import may_add_school, organisations_to_oversee

_STATES = list(NOTICE_STATE_LABELS)
_AUDIENCES = list(Audience.values)

ORDERINGS: dict[str, Callable[[OverviewRow], Any]] = {
    "organisation": lambda row: row.organisation.name.casefold(),
    "audience": lambda row: _AUDIENCES.index(row.audience) if row.audience in _AUDIENCES else len(_AUDIENCES),
    "state": lambda row: _STATES.index(row.state),
    "since": lambda row: row.first_day,
}
"""What the table can be sorted by; rows that are equal stay in the order of the schools."""


class OverviewFilterSet(WagtailFilterSet):
    """Filters rows that are no database rows: what was chosen is compared with what they say."""

    organisation = django_filters.ChoiceFilter(label=_("School"), choices=())
    audience = django_filters.MultipleChoiceFilter(label=_("For"), choices=Audience.choices)
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=[(state.value, label) for state, label in NOTICE_STATE_LABELS.items()]
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, organisations: Iterable[Organisation] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.filters["organisation"].extra["choices"] = [
            (str(organisation.pk), organisation.name) for organisation in organisations
        ]

    def filter_queryset(self, rows: Iterable[OverviewRow]) -> list[OverviewRow]:
        chosen = self.form.cleaned_data
        return [
            row
            for row in rows
            if (not chosen["organisation"] or str(row.organisation.pk) == chosen["organisation"])
            and (not chosen["audience"] or row.audience in chosen["audience"])
            and (not chosen["state"] or row.state.value in chosen["state"])
        ]


class NoticeColumn(Column):
    """The title of the notice with a link to it, or the way to write it."""

    cell_template_name = "wagtail_privacy/schools/notice_cell.html"


class AudienceColumn(Column):
    """Whom the notice is for, and what it is where it is not a privacy notice."""

    cell_template_name = "wagtail_privacy/schools/audience_cell.html"


class StateColumn(Column):
    """The state, the words that mean work to be done in a label of their own."""

    cell_template_name = "wagtail_privacy/schools/state_cell.html"


class RegisteredColumn(LabelledColumn):
    """A column of another room or app."""

    def get_value(self, instance: OverviewRow) -> object:
        return instance.values.get(self.name)


class OverviewView(NoticesReportView):
    """The notices of the organisations that the user works for, as a table and as a spreadsheet."""

    page_title = _("Overview of notices")
    header_icon = "list-ul"
    index_url_name = "wagtail_privacy_schools:overview"
    index_results_url_name = "wagtail_privacy_schools:overview_results"
    filterset_class = OverviewFilterSet
    orderings = ORDERINGS
    export_filename = "notices"

    @cached_property
    def organisations(self) -> list[Organisation]:
        return organisations_to_oversee(self.request.user)

    @cached_property
    def registered(self) -> tuple[Registered, ...]:
        return overview_columns()

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("organisation", label=_("School"), sort_key="organisation"),
            AudienceColumn("audience_label", label=_("For"), sort_key="audience"),
            NoticeColumn("title", label=_("Notice")),
            StateColumn("state_label", label=_("State"), sort_key="state"),
            LabelledColumn("since", label=_("In force since"), sort_key="since"),
            LabelledColumn("announced_for", label=_("Announced for")),
            *(RegisteredColumn(column.name, label=column.label) for column in self.registered),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may_add_school(self.request.user):
            return []
        url = reverse("wagtail_privacy_schools:add_school")
        return [HeaderButton(gettext("A new school"), url, icon_name="plus")]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"organisations": self.organisations}

    def rows(self) -> list[OverviewRow]:
        return overview_rows(self.organisations)

    def has_no_place(self, row: OverviewRow, ordering: str) -> bool:
        # Where nothing is in force there is no day to compare, whichever way the days are sorted.
        return ordering == "since" and row.first_day == dt.date.max

    def decorate_paginated_queryset(self, rows: list[OverviewRow]) -> list[OverviewRow]:
        """Fill in the links and the registered columns, for these rows only."""
        user = self.request.user
        keys = [row.notice.page.pk for row in rows if row.notice is not None]
        values = {column.name: _values(column, rows, keys, user) for column in self.registered}
        for row in rows:
            if row.notice is None:
                row.write_url = write_url(user, row.parent, row.audience) if row.parent is not None else ""
                continue
            page = row.notice.page
            row.edit_url = edit_url(user, page)
            row.title = title_for_reader(page, row.edit_url)
            row.values = {name: of_pages[page.pk] for name, of_pages in values.items() if page.pk in of_pages}
        return rows

    @cached_property
    def list_export(self) -> list[str]:
        return [
            "organisation.name", "audience_label", "kind_label", "title", "state_label", "since", "announced_for",
            *(column.name for column in self.registered),
        ]  # fmt: skip

    @cached_property
    def export_headings(self) -> dict[str, Any]:
        labels = {column.name: column.label for column in self.columns}
        return labels | {"organisation.name": labels["organisation"], "kind_label": _("Kind"), "title": _("Notice")}

    def to_row_dict(self, item: OverviewRow) -> Mapping[str, str]:
        registered = {column.name for column in self.registered}
        return {
            name: str(item.values.get(name, "")) if name in registered else str(_attribute(item, name))
            for name in self.list_export
        }


def _values(column: Registered, rows: Iterable[OverviewRow], keys: list[int], user: User) -> Mapping[int, ColumnValue]:
    """The cells of a registered column for these rows, by the key of the page."""
    if not isinstance(column, AnnotatedColumn):
        return column.values_for(keys, user)
    pages = [row.notice.page for row in rows if row.notice is not None]
    cells = ((page, column.value_of(page.pk, getattr(page, attribute_of(column)))) for page in pages)
    return {
        page.pk: links_for(column, cell, may_edit=bool(edit_url(user, page)))
        for page, cell in cells
        if cell is not None
    }


def _attribute(row: OverviewRow, name: str) -> object:
    return row.organisation.name if name == "organisation.name" else getattr(row, name)
