"""Rows that are written once. Database triggers refuse the same to whoever goes round these models."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are never changed nor deleted."""

    def update(self, **kwargs: Any) -> int:
        """Refused with ``TypeError``: a row says for good what it said when it was stored."""
        raise TypeError("What is stored here is never changed.")

    def delete(self) -> NoReturn:
        """Raises ``TypeError``: what was stored stays."""
        raise TypeError("What is stored here is never deleted.")


class AppendOnlyModel(models.Model):
    """A row that is stored once and stays as it is."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row. Raises ``TypeError`` for one that is stored: it is never changed."""
        if not self._state.adding:
            raise TypeError("What is stored here is never changed.")
        # Or an object made with the key of a stored row would replace it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises ``TypeError``: what was stored stays."""
        raise TypeError("What is stored here is never deleted.")
