"""Reports whose rows are no database rows: as tables, which fit on a phone, and as spreadsheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.schools.permissions import has_overview

if TYPE_CHECKING:
    from django.core.paginator import Paginator
    from wagtail.models import Page

# A spreadsheet program takes a cell that begins like this for a formula.
_BEGINNINGS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class LabelledColumn(Column):
    """A value that says its label on a phone, where the cells of a row stand below each other."""

    cell_template_name = "wagtail_privacy/schools/labelled_cell.html"


class RowReportView(ReportView):
    """A report over a list of Python objects. Its table has the class ``privacy-overview``."""

    template_name = "wagtail_privacy/schools/overview.html"
    table_classname = "listing privacy-overview"
    is_searchable = True

    orderings: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """What the table can be sorted by; rows that are equal stay in the order of :meth:`rows`."""

    def rows(self) -> Sequence[Any]:
        """All rows that the reader may see."""
        raise NotImplementedError

    def searched_text(self, row: Any) -> str:
        """The text of a row in which words are searched for."""
        raise NotImplementedError

    def has_no_place(self, row: Any, ordering: str) -> bool:
        """Whether the row has nothing to be sorted by, so that it comes last whichever way is sorted."""
        return False

    def get_queryset(self) -> list[Any]:
        name = self.ordering.removeprefix("-")
        ordered = sorted(self.rows(), key=self.orderings[name], reverse=self.ordering.startswith("-"))
        return sorted(ordered, key=lambda row: self.has_no_place(row, name))

    def get_filtered_queryset(self) -> list[Any]:
        return self.search_queryset(self.filter_queryset(self.get_queryset()))

    def search_queryset(self, rows: list[Any]) -> list[Any]:
        """The rows that have all the words that were searched for."""
        words = self.search_query.casefold().split()
        return [row for row in rows if all(word in self.searched_text(row).casefold() for word in words)]

    def paginate_queryset(self, queryset: list[Any], page_size: int) -> "tuple[Paginator[Any], Any, list[Any], bool]":
        """As Wagtail's; the objects of a page are a list, as they are before."""
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        return paginator, page, list(rows), is_paginated

    def generate_xlsx_row(self, worksheet: object, row_dict: Mapping[str, str], **options: object) -> Iterator[Any]:
        """As Wagtail's; before 8.0 what looks like a formula became one."""
        for cell in super().generate_xlsx_row(worksheet, row_dict, **options):
            if cell.data_type == "f":
                cell.data_type = "s"
            yield cell

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """What people typed is never a formula; a spreadsheet file says of each cell that it is a text."""
        if export_format == self.FORMAT_CSV and isinstance(value, str) and value.startswith(_BEGINNINGS_OF_FORMULAS):
            return f"'{value}"
        return value


class NoticesReportView(RowReportView):
    """A report over the notices of the organisations that the reader oversees, searched by the names of these."""

    verbose_name_plural = _("notices")
    default_ordering = "organisation"

    @property
    def organisations(self) -> list[Organisation]:
        """Those that the reader oversees."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not self.organisations and not has_overview(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def searched_text(self, row: Any) -> str:
        return str(row.organisation.name)


def title_for_reader(page: "Page", edit_url: str) -> str:
    """The title of ``page``; empty for a draft that the reader may not edit: who acts for a trust may not read it."""
    return page.title if page.live or edit_url else ""
