"""The columns that rooms and apps add to the overview of the notices of all schools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models.expressions import BaseExpression
from django.utils.functional import Promise


@dataclass(frozen=True)
class ColumnValue:
    """What a cell says, and where it leads; no ``url`` where the reader may not go there."""

    text: str | Promise
    url: str = ""

    def __str__(self) -> str:
        return str(self.text)


class OverviewColumn(Protocol):
    """A column. ``name`` is an identifier of its own; ``label`` stands above the column and in spreadsheets."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...

    def values_for(self, page_ids: Sequence[int], user: AbstractBaseUser | AnonymousUser) -> Mapping[int, ColumnValue]:
        """The cells by the key of the notice page; a page that is left out has an empty cell.

        Asked once for all notices on a screen, or in a spreadsheet: the number of queries must not depend on how many
        there are. ``user`` sees these notices, but may not be allowed to change them.
        """


@runtime_checkable
class AnnotatedColumn(Protocol):
    """A column that costs no query of its own: what it needs is read with the pages.

    ``annotation`` is an expression over the base page of a notice, such as a ``Subquery`` of ``JSONObject``. Where
    ``links_for_editors`` is true, only those who may change the notice are shown the links.
    """

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    @property
    def annotation(self) -> BaseExpression: ...

    def value_of(self, page_id: int, found: Any) -> ColumnValue | None:
        """The cell of a page, from what the annotation gave for it; ``None`` for an empty one."""


def links_for(column: "Registered", cell: ColumnValue, *, may_edit: bool) -> ColumnValue:
    """``cell`` as somebody is shown it who may change the notice or, without ``may_edit``, may not."""
    if may_edit or not getattr(column, "links_for_editors", False):
        return cell
    return ColumnValue(cell.text)


Registered = OverviewColumn | AnnotatedColumn

_columns: dict[str, Registered] = {}


def register_overview_column(column: Registered) -> None:
    """Add a column at the right of the overview. Called when an app is ready; the same name again replaces it."""
    _columns[column.name] = column


def overview_columns() -> tuple[Registered, ...]:
    """The columns in the order in which they were registered first."""
    return tuple(_columns.values())


def column_annotations() -> dict[str, BaseExpression]:
    """What the registered columns want to know of each page, by the attribute of the page that holds it."""
    annotated = (column for column in _columns.values() if isinstance(column, AnnotatedColumn))
    return {attribute_of(column): column.annotation for column in annotated}


def attribute_of(column: Registered) -> str:
    """The attribute of a page that holds what the annotation of ``column`` gave."""
    return f"overview_{column.name}"
