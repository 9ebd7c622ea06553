"""Organisations shown as a form has them, before they are saved: what notices would say of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail_privacy.organisations.models import Organisation

_shown: ContextVar["Organisation | None"] = ContextVar("wagtail_privacy_shown_organisation", default=None)


_read: ContextVar["dict[int, Organisation | None] | None"] = ContextVar("wagtail_privacy_read", default=None)


@contextmanager
def organisations_read_once() -> Iterator[None]:
    """Read the organisation of each site once inside: for one notice that is resolved again and again."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def read_once(site: int, read: "Callable[[], Organisation | None]") -> "Organisation | None":
    """What ``read`` gives for this site, as it is to be shown."""
    known = _read.get()
    # What is shown in the place of another is put into the organisations that were read.
    if known is None or _shown.get() is not None:
        return as_shown(read())
    if site not in known:
        known[site] = read()
    return known[site]


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
