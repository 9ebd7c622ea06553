"""Models whose rows are stored once. Database triggers refuse changes that do not go through these models."""

from typing import Any, NoReturn

from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are never changed nor deleted."""

    def update(self, **kwargs: object) -> NoReturn:
        """Raises ``TypeError``: rows are never changed."""
        raise TypeError("What is stored here is never changed.")

    def delete(self) -> NoReturn:
        """Raises ``TypeError``: rows are never deleted."""
        raise TypeError("What is stored here is never deleted.")


class AppendOnlyModel(models.Model):
    """A row that is stored once and never changed or deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new row. Raises ``TypeError`` for a row that is stored already."""
        if not self._state.adding:
            raise TypeError("What is stored here is never changed.")
        # Without it, an object made with the key of a stored row would overwrite that row.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Raises ``TypeError``: rows are never deleted."""
        raise TypeError("What is stored here is never deleted.")
