"""What needs you: everything that needs somebody, at one organisation or at all that the reader works for."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.reviews.people.responsible import mailbox_of, person_of
from wagtail_privacy.schools.admin.reports import LabelledColumn, RowReportView
from wagtail_privacy.work_items import WorkItem
from wagtail_privacy.worklist.admin.readers import ReadersWork, work_of_request
from wagtail_privacy.worklist.admin.rows import WorkRowShown, rows_for
from wagtail_privacy.worklist.collecting import work_kinds

EVERYONE = "everyone"
MINE = "mine"
NOBODY = "nobody"

ORDERINGS: dict[str, Callable[[WorkRowShown], Any]] = {
    "urgency": lambda row: not row.is_overdue,
    "what": lambda row: row.what.casefold(),
    "organisation": lambda row: row.organisation.casefold(),
    "kind": lambda row: row.kind.casefold(),
    "whose": lambda row: row.whose.casefold(),
    "since": lambda row: row.first_day or dt.date.max,
    "due": lambda row: row.item.due or dt.date.max,
}
"""What the table can be sorted by; rows that are equal stay in the order of their urgency."""


class WorkFilterSet(WagtailFilterSet):
    """Filters rows that are no database rows: what was chosen is compared with what they say."""

    organisation = django_filters.ChoiceFilter(label=_("School"), choices=())
    kind = django_filters.MultipleChoiceFilter(label=_("Kind"), choices=())
    whose = django_filters.ChoiceFilter(label=_("In charge"), choices=())
    when = django_filters.MultipleChoiceFilter(
        label=_("Day"),
        choices=[("overdue", _("Overdue")), ("due", _("Due by a day")), ("undated", _("Without a day"))],
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, collected: ReadersWork, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.collected = collected
        self.own_keys = keys_of(user)
        organisations = [(str(one.pk), one.name) for one in collected.organisations]
        everyone = [(EVERYONE, _("Everyone’s"))] if collected.for_everyone else []
        self.filters["organisation"].extra["choices"] = [*organisations, *everyone]
        self.filters["kind"].extra["choices"] = list(work_kinds().items())
        people = {item.whose.key: item.whose.name for item in collected.work.items if item.whose is not None}
        others = sorted(people.items(), key=lambda person: person[1].casefold())
        self.filters["whose"].extra["choices"] = [(MINE, _("Mine")), (NOBODY, _("Nobody")), *others]

    def filter_queryset(self, rows: Iterable[WorkRowShown]) -> list[WorkRowShown]:
        chosen = self.form.cleaned_data
        return [
            row
            for row in rows
            if (not chosen["organisation"] or _organisation(row.item) == chosen["organisation"])
            and (not chosen["kind"] or row.item.kind in chosen["kind"])
            and (not chosen["whose"] or self._is_whose(row.item, chosen["whose"]))
            and (not chosen["when"] or _when(row) in chosen["when"])
        ]

    def _is_whose(self, item: WorkItem, whose: str) -> bool:
        if item.whose is None:
            return whose == NOBODY
        return item.whose.key in self.own_keys if whose == MINE else item.whose.key == whose


def keys_of(user: Any) -> frozenset[str]:
    """The keys under which a user is somebody who sees to things: as a user, and as the mailbox of that address."""
    person = person_of(user)
    return frozenset({person.key, mailbox_of(person.address).key} if person.address else {person.key})


def _organisation(item: WorkItem) -> str:
    return EVERYONE if item.organisation is None else str(item.organisation)


def _when(row: WorkRowShown) -> str:
    if row.item.due is None:
        return "undated"
    return "overdue" if row.is_overdue else "due"


class WorkColumn(Column):
    """What it is with a link to where it is done, why it is here and what to do."""

    cell_template_name = "wagtail_privacy/worklist/work_cell.html"


class DueColumn(LabelledColumn):
    """The last day on which it should be done; overdue in a label of its own."""

    cell_template_name = "wagtail_privacy/worklist/due_cell.html"


class WorkView(RowReportView):
    """The list, as a table and as a spreadsheet."""

    page_title = _("What needs you")
    header_icon = "tasks"
    template_name = "wagtail_privacy/worklist/list.html"
    results_template_name = "wagtail_privacy/worklist/list_results.html"
    table_classname = "listing privacy-overview privacy-work"
    index_url_name = "wagtail_privacy_work:list"
    index_results_url_name = "wagtail_privacy_work:list_results"
    verbose_name_plural = _("things that need you")
    filterset_class = WorkFilterSet
    default_ordering = "urgency"
    orderings = ORDERINGS
    export_filename = "what-needs-you"
    list_export = ("organisation", "what", "kind", "why", "to_do", "whose", "since", "due")

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not self.collected.sees_anything:
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def collected(self) -> ReadersWork:
        return work_of_request(self.request, with_people=True)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            WorkColumn("what", label=_("What"), sort_key="what"),
            LabelledColumn("organisation", label=_("School"), sort_key="organisation"),
            LabelledColumn("kind", label=_("Kind"), sort_key="kind"),
            LabelledColumn("whose", label=_("In charge"), sort_key="whose"),
            LabelledColumn("since", label=_("Since"), sort_key="since"),
            DueColumn("due", label=_("Due"), sort_key="due"),
        ]

    @cached_property
    def export_headings(self) -> dict[str, Any]:
        return {column.name: column.label for column in self.columns} | {"why": _("Why"), "to_do": _("What to do")}

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"collected": self.collected, "user": self.request.user}

    def rows(self) -> list[WorkRowShown]:
        return list(rows_for(self.request.user, self.collected))

    def searched_text(self, row: WorkRowShown) -> str:
        return f"{row.organisation} {row.what} {row.why}"

    def has_no_place(self, row: WorkRowShown, ordering: str) -> bool:
        days = {"since": row.first_day, "due": row.item.due}
        return ordering in days and days[ordering] is None

    def to_row_dict(self, item: WorkRowShown) -> Mapping[str, Any]:
        """Days stay days, so that a spreadsheet can sort them."""
        texts = {name: str(getattr(item, name)) for name in self.list_export}
        return texts | {"since": item.first_day or "", "due": item.item.due or ""}
