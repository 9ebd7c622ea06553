"""Sends ``organisation_changed`` when what documents say of an organisation changes."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, cast

from django.db import models, transaction

from wagtail_privacy.locks import lock_rows
from wagtail_privacy.signals import organisation_changed

_watched: ContextVar[dict[int, str] | None] = ContextVar("wagtail_privacy_watched_organisations", default=None)


class ContentRow(Protocol):
    """An organisation, as far as its changes go."""

    pk: int

    def content_hash(self) -> str: ...


@contextmanager
def announce_changes(model: type[models.Model], keys: Iterable[int | None]) -> Iterator[dict[int, str]]:
    """Compare what documents say of these organisations before and after the block; send ``organisation_changed``.

    Everything in the block is one transaction, which the receivers are part of. A block inside another one leaves the
    sending to the outer one: an organisation that is saved with its contacts has changed once, not once for each.
    The rows stay locked until the end, so that of two people who save at once, the second is compared with what the
    first one stored. Gives the content hashes from before, by primary key: an organisation that is not among them was
    not stored, and one that is taken out is not looked at again.
    """
    outer = _watched.get()
    before = {} if outer is None else outer
    with transaction.atomic():
        token = _watched.set(before)
        try:
            before.update(_locked_hashes(model, {key for key in keys if key is not None} - before.keys()))
            yield before
        finally:
            _watched.reset(token)
        if outer is None:
            _send(model, before)


def _locked_hashes(model: type[models.Model], keys: set[int]) -> dict[int, str]:
    if not keys:
        return {}
    stored = lock_rows(model._default_manager.filter(pk__in=keys).order_by("pk")).prefetch_related("contacts")
    return {organisation.pk: organisation.content_hash() for organisation in cast(Iterable[ContentRow], stored)}


def _send(model: type[models.Model], before: dict[int, str]) -> None:
    if not before:
        return
    changed = model._default_manager.filter(pk__in=before).order_by("pk")
    rows = changed.select_related("parent__parent").prefetch_related("contacts")
    for organisation in cast(Iterable[ContentRow], rows):
        after = organisation.content_hash()
        if after != before[organisation.pk]:
            organisation_changed.send(
                sender=model, organisation=organisation, before=before[organisation.pk], after=after
            )
