"""Row locks that leave foreign keys alone."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock_rows(rows: "QuerySet[Row]", *of: str, skip_locked: bool = False) -> "QuerySet[Row]":
    """``rows``, locked when they are read until the end of the transaction. ``of`` names the tables;
    unless given, only that of the rows. With ``skip_locked`` those that are locked already are left out, which not
    every database can.

    A full lock would wait for every row that points to these, and those wait for it in turn.
    """
    no_key = transaction.get_connection().features.has_select_for_no_key_update
    return rows.select_for_update(of=of or ("self",), no_key=no_key, skip_locked=skip_locked)
