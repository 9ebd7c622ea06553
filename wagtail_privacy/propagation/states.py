"""What is shared as it was before a change, and as it is after it, for whatever resolves notices."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from wagtail.models import Revision

from wagtail_privacy.documents.canonical import payload_digest
from wagtail_privacy.library.item_map import ItemMap, separate_map
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.overlay import items_with
from wagtail_privacy.organisations import overlay as organisations_overlay
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import scoped_models
from wagtail_privacy.propagation.models import SharedChange

Shared = LibraryItem | Organisation
"""What notices share, as a draft or a form has it."""


def shared_model(name: str) -> type[Shared] | None:
    """The kind of what is shared, by its model name in lower case; ``None`` for any other name."""
    models = {str(model._meta.model_name): model for model in scoped_models()}
    return cast("type[Shared] | None", models.get(name))


def digest_of(shared: Shared) -> str:
    """The digest of all that a notice may show of it, as this very object has it."""
    if isinstance(shared, LibraryItem):
        return payload_digest(shared.content())
    place = {"parent": shared.parent_id, "site": shared.site_id, "controller": shared.is_controller}
    return payload_digest({"party": shared.party().model_dump(mode="json"), **place})


def owner_of(shared: Shared) -> Organisation | None:
    """The organisation that it belongs to; ``None`` for what is everyone's."""
    return shared.owner if isinstance(shared, LibraryItem) else shared


def at_revision(revision_id: int | None) -> LibraryItem | None:
    """The library item as this revision has it; ``None`` where the revision is not kept."""
    revision = Revision.objects.filter(pk=revision_id).first() if revision_id is not None else None
    if revision is None:
        return None
    item: LibraryItem = revision.as_object()
    # References say which revision a version shows.
    item.live_revision_id = revision.pk
    return item


def from_data(data: dict[str, Any] | None) -> Organisation | None:
    """The organisation with its contacts as :func:`data_of` wrote it down; ``None`` where nothing was."""
    if data is None:
        return None
    return cast("Organisation | None", Organisation.from_serializable_data(data, check_fks=True, strict_fks=False))


def data_of(organisation: Organisation) -> dict[str, Any]:
    """The organisation with its contacts as plain data."""
    return cast("dict[str, Any]", organisation.serializable_data())


class State:
    """What is shared as it was or will be, with the library that goes with it, read once for all notices."""

    def __init__(self, shared: Shared | None):
        self.shared = shared
        self._items = items_with([shared]) if isinstance(shared, LibraryItem) else ItemMap()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Have notices inside resolve with it in its own place; with what is stored where there is none."""
        with separate_map(self._items):
            if isinstance(self.shared, Organisation):
                with organisations_overlay.shown_as(self.shared):
                    yield
            else:
                yield


class FormerStates:
    """A library item as versions of notices show it: in the revision that they name, each read once.

    ``otherwise`` is what is shown where no revision is named or kept; what is stored where there is none.
    """

    def __init__(self, otherwise: Shared | None = None):
        self._otherwise = otherwise
        self._states: dict[int | None, State] = {}

    def at(self, revision_id: int | None) -> State:
        """The item in this revision."""
        if revision_id not in self._states:
            self._states[revision_id] = State(at_revision(revision_id) or self._otherwise)
        return self._states[revision_id]


def state_after(change: SharedChange) -> Shared | None:
    """What the change makes of it; ``None`` where that is not kept, or it is stored as it is."""
    if change.model == Organisation._meta.model_name:
        return from_data(change.data_after)
    return at_revision(change.revision_id)
