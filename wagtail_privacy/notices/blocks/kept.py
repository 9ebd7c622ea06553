"""Sections and items that come back from the editor as they were sent.

A notice is long and a change is small. The editor builds the form of a section, or of an item of a list in it, when it
is opened; what nobody opened or changed posts one field, ``<prefix>-kept``, with its id. Its value is then taken from
the stored body that was sent along with the form, signed, so that the database gets back what it held, byte for byte,
whatever a form would have made of it.

:func:`sending_kept` and :func:`reading_kept` stand around writing and reading such a form. Outside of them, and for a
form without such fields, blocks do what Wagtail's do.
"""

import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.blocks import StreamValue, StructValue

from wagtail_privacy.library.choosers import values_inside
from wagtail_privacy.library.item_map import item_map, primary_key
from wagtail_privacy.notices.blocks.stored_references import entries_in, references_in, unread_children

KEPT = "kept"
"""What the field of a closed block is called, after the prefix of the block, and that of the stored body."""


class KeptValueError(SuspiciousOperation):
    """What came back is not what was sent: Django answers with status 400, and nothing is saved."""


class _Json:
    """As the field itself writes its JSON."""

    def dumps(self, value: object) -> bytes:
        return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":")).encode()

    def loads(self, value: bytes) -> object:
        return json.loads(value)


@dataclass(frozen=True)
class Owner:
    """Whose form it is: ``model`` and ``key`` of a stored object, or ``user``, who is writing one that is not stored.

    A new notice is saved while its form stays open. What was sent to the same person with the empty form is therefore
    taken back for a stored object too.
    """

    model: str
    key: object
    user: object

    def sign(self, body: object) -> str:
        """``body``, plain data, as text that only this form may send back."""
        return signing.dumps(body, salt=self._salts()[0], serializer=_Json, compress=True)

    def read(self, signed: str) -> object:
        """What :meth:`sign` was given. Raises :class:`KeptValueError` for what no form of this owner was sent."""
        for salt in self._salts():
            try:
                return signing.loads(signed, salt=salt, serializer=_Json)
            except signing.BadSignature:
                continue
        raise KeptValueError(
            gettext(
                "This form was not made for this page, or the website has been set up anew since it was opened. "
                "Nothing was saved. Copy what you have just typed, load the page again, and enter it there."
            )
        )

    def _salts(self) -> list[str]:
        new = f"wagtail_privacy.kept:{self.model}:new:{self.user}"
        return [new] if self.key is None else [f"wagtail_privacy.kept:{self.model}:{self.key}", new]


_sending: ContextVar[Owner | None] = ContextVar("wagtail_privacy_sending_kept", default=None)
_sent: ContextVar[Mapping[str, tuple[blocks.Block, Any]] | None] = ContextVar("wagtail_privacy_sent", default=None)


@contextmanager
def sending_kept(owner: Owner) -> Iterator[None]:
    """Have the stream whose state is asked for inside send its stored body along."""
    token = _sending.set(owner)
    try:
        yield
    finally:
        _sending.reset(token)


@contextmanager
def reading_kept(owner: Owner, block: blocks.BaseStreamBlock, signed: str) -> Iterator[None]:
    """Have the blocks of ``block`` that came back closed take their values from ``signed``.

    All the library items in it are loaded together. Raises :class:`KeptValueError` where it was not signed for
    ``owner``.
    """
    body = owner.read(signed)
    token = _sent.set({name: (kind, stored) for name, kind, stored in entries_in(block, body) if name})
    try:
        with item_map() as items:
            items.load(
                (model, key)
                for model, chosen, _model_path, _path in references_in(block, body, with_rich_text=False)
                if (key := primary_key(chosen)) is not None and hasattr(model._default_manager, "for_documents")
            )
            yield
    finally:
        _sent.reset(token)


def form_state(value: StreamValue, state: Callable[[StreamValue], list[Any]]) -> list[Any] | dict[str, Any]:
    """What the editor is told of a stream: ``state(value)``, as Wagtail has it, or inside :func:`sending_kept` that as
    ``sections`` with the stored body as ``kept``, and as ``built`` the ids of blocks that have to be built at once.
    """
    owner = _sending.get()
    if owner is None:
        return state(value)
    token = _sending.set(None)
    try:
        # First, because it gives ids to new sections, and because the state reads all of them.
        stored = _as_stored(value)
        sections = state(value)
    finally:
        _sending.reset(token)
    stored = [_with_all_ids(*each) for each in zip(stored, sections, value, strict=True)]
    return {"sections": sections, KEPT: owner.sign(stored), "built": sorted(_to_build(value, stored, sections))}


def _as_stored(value: StreamValue) -> list[Any]:
    """The sections as they are stored: also those that somebody has read, such as to see what comments stand at."""
    # The public view of raw data forgets what a section that has been read was read from.
    raws = list(value._raw_data)  # noqa: SLF001
    is_read = [raw is None for raw in unread_children(value)]
    prepared: list[Any] = value.stream_block.get_prep_value(value)
    return [
        raws[index] if is_read[index] and _is_still(value[index], raws[index]) else each
        for index, each in enumerate(prepared)
    ]


def _is_still(child: StreamValue.StreamChild, raw: Mapping[str, Any] | None) -> bool:
    """Whether a section that was read from ``raw`` is as it was."""
    block: Any = child.block
    if raw is None or raw.get("id") != child.id or not isinstance(child.block, KeptBlockMixin):
        return False
    again = block.to_python(raw["value"])
    for value in (again, child.value):
        _read_streams(value)
    return bool(block.get_prep_value(again) == block.get_prep_value(child.value))


def _with_all_ids(raw: object, shown: object, child: StreamValue.StreamChild) -> object:
    """The stored section, or where it lacks an id that the editor is told of, the section as it would be stored."""
    is_whole = not isinstance(child.block, KeptBlockMixin) or _ids(shown) <= _ids(raw)
    return raw if is_whole else child.get_prep_value()


def _to_build(value: StreamValue, stored: Sequence[Any], told: Sequence[Mapping[str, Any]]) -> set[str]:
    """Ids that stand for more than one value or for none, and sections that are damaged: only a form mends these."""
    amounts = Counter(name for name, _block, _value in entries_in(value.stream_block, stored))
    unclear = {name for name in _ids(told) if amounts[name] != 1}
    damaged = [entry for child, entry in zip(value, told, strict=True) if getattr(child.value, "is_damaged", False)]
    return unclear | _ids(damaged)


def _ids(raw: object) -> set[str]:
    return set(_every_id(raw))


def _every_id(raw: object) -> Iterator[str]:
    """The ids of entries of streams and lists, at every depth, in stored data or in what the editor is told."""
    if isinstance(raw, Mapping):
        if raw.get("id") and "value" in raw:
            yield str(raw["id"])
        for inner in raw.values():
            yield from _every_id(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from _every_id(inner)


def copied(raw: object, copy_id: str) -> object:
    """Stored data with new ids inside, for a copy of a section: always the same ones for the same copy."""
    if isinstance(raw, list):
        return [copied(entry, copy_id) for entry in raw]
    if not isinstance(raw, Mapping):
        return raw
    inside = {name: copied(value, copy_id) for name, value in raw.items()}
    if "id" in raw and "value" in raw:
        inside["id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{copy_id}:{raw['id']}"))
    return inside


@dataclass(frozen=True)
class _Kept:
    """What a value was read from, and what would be stored of it if nothing had been kept."""

    raw: Any
    prepared: Any


def _read_streams(value: object) -> None:
    """Read what streams inside have put off: a section that has been read is prepared with all its fields."""
    for inner in values_inside(value):
        _read_streams(inner)


class KeptBlockMixin:
    """For a block with fields inside: may come back as it was sent, and is then stored as it was."""

    def value_from_datadict(self, data: QueryDict, files: Mapping[str, object], prefix: str) -> StructValue:
        """As Wagtail's; raises :class:`KeptValueError` for an id under which nothing was sent."""
        kept_id = data.get(f"{prefix}-{KEPT}")
        if kept_id is None:
            return super().value_from_datadict(data, files, prefix)  # type: ignore[misc]
        block, raw = (_sent.get() or {}).get(kept_id, (None, None))
        if block is not self:
            raise KeptValueError(gettext("A part of this form did not arrive. Nothing was saved. Load the page again."))
        own_id = data.get(f"{prefix.removesuffix('-value')}-id") or ""
        if own_id != kept_id:
            raw = copied(raw, own_id)
        value: StructValue = self.bulk_to_python([raw])[0]
        _read_streams(value)
        value.kept = _Kept(raw, super().get_prep_value(value))  # type: ignore[misc]
        return value

    def get_prep_value(self, value: StructValue) -> Any:
        prepared = super().get_prep_value(value)  # type: ignore[misc]
        kept: _Kept | None = getattr(value, "kept", None)
        # Whoever has changed the value since wants the change.
        return kept.raw if kept is not None and kept.prepared == prepared else prepared

    def clean(self, value: StructValue) -> StructValue:
        cleaned: StructValue = super().clean(value)  # type: ignore[misc]
        kept: _Kept | None = getattr(value, "kept", None)
        if kept is None:
            return cleaned
        prepared = super().get_prep_value(cleaned)  # type: ignore[misc]
        return value if _says(prepared) == _says(kept.prepared) else cleaned


def _says(prepared: object) -> object:
    """Plain data in which nothing is always ``None``: a form has other words for a field that was never filled in."""
    if isinstance(prepared, Mapping):
        return {name: _says(value) for name, value in prepared.items()}
    if isinstance(prepared, list):
        return [_says(value) for value in prepared] or None
    return None if prepared == "" or prepared is False else prepared
