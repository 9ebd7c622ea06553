"""What happens to a notice at the moment it is published.

Freezing belongs to a room above this one, which registers itself here. ``save()`` of the notice calls it inside the
transaction and under the lock of the page row, because no signal covers every way of publishing: aliases and
``add_child(live=True)`` send none, a scheduled first publication sends one too early.
"""

from collections.abc import Callable
from typing import Any

import swapper

swapper.set_app_prefix("wagtailcore", "wagtail")

PublicationState = tuple[bool, int | None, Any]
Freezer = Callable[[Any], object]

STATE_FIELDS = frozenset({"live", "live_revision", "live_revision_id", "last_published_at"})
"""The fields whose change means that something was published."""

_freezers: list[Freezer] = []


def register_freezer(freezer: Freezer) -> None:
    """Call ``freezer(page)`` whenever a notice has just been published. An error in it undoes the publication."""
    if freezer not in _freezers:
        _freezers.append(freezer)


def freeze(page: Any) -> None:
    """Call every registered freezer."""
    for freezer in _freezers:
        freezer(page)


def lock(page: Any) -> PublicationState | None:
    """Lock the base row of the page and give its publication state, or ``None`` if it is not stored yet.

    The base row is the first that Wagtail itself writes: locking the row of the page type deadlocks against it.
    """
    if page.pk is None:
        return None
    base_model = swapper.load_model("wagtailcore", "Page")
    rows = base_model.objects.select_for_update(of=("self",)).filter(pk=page.pk)
    state: PublicationState | None = rows.values_list("live", "live_revision_id", "last_published_at").first()
    return state
