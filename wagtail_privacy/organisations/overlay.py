"""Organisations shown as a form has them, before they are saved: what notices would say of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail_privacy.organisations.models import Organisation

_shown: ContextVar["Organisation | None"] = ContextVar("wagtail_privacy_shown_organisation", default=None)


@contextmanager
def shown_as(organisation: "Organisation") -> Iterator[None]:
    """Show ``organisation`` in the place of the stored one with its primary key, its contacts included."""
    token = _shown.set(organisation)
    try:
        yield
    finally:
        _shown.reset(token)


def as_shown(organisation: "Organisation | None") -> "Organisation | None":
    """``organisation`` with those above it, each as it is to be shown."""
    shown = _shown.get()
    if shown is None or organisation is None:
        return organisation
    if organisation.pk == shown.pk:
        return shown
    # Read from its cache, or a loop of parents would never end.
    if organisation.parent_id is not None:
        organisation.parent = shown if organisation.parent_id == shown.pk else as_shown(organisation.parent)
    return organisation
