"""What became of each version of a notice. Pure: versions in, rows out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    IN_FORCE = "in_force", _("In force")
    ANNOUNCED = "announced", _("Announced")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn before it applied")
    RECORDED = "recorded", _("Recorded later")


@dataclass(frozen=True)
class Row:
    """A version, what became of it, and the first day on which it is no longer in force, where that is known."""

    version: Any
    state: State
    until: dt.date | None = None


def history(versions: Sequence[Any], today: dt.date) -> list[Row]:
    """What became of each of ``versions``, which are all those of one notice, in the order given."""
    published = sorted((version for version in versions if not version.is_past), key=lambda version: version.number)
    standing = [version for version in published if not _withdrawn(version, published)]
    begins = sorted({version.effective_day for version in versions if version.is_past or version in standing})
    return [
        _recorded(version, begins) if version.is_past else _published(version, standing, today) for version in versions
    ]


def _withdrawn(version: Any, published: Sequence[Any]) -> bool:
    """Whether another publication took the place of an announcement before its day came."""
    return any(
        later.number > version.number
        and timezone.localdate(later.published_at) < version.effective_day
        and (
            later.effective_day <= version.effective_day
            or (later.withdraws_from is not None and later.withdraws_from <= version.number)
        )
        for later in published
    )


def _published(version: Any, standing: Sequence[Any], today: dt.date) -> Row:
    if version not in standing:
        return Row(version, State.WITHDRAWN)
    ends = [later.effective_day for later in standing if later.number > version.number]
    until = min(ends, default=None)
    if version.effective_day > today:
        return Row(version, State.ANNOUNCED, until)
    return Row(version, State.IN_FORCE if until is None or until > today else State.REPLACED, until)


def _recorded(version: Any, begins: Sequence[dt.date]) -> Row:
    return Row(version, State.RECORDED, next((day for day in begins if day > version.effective_day), None))
