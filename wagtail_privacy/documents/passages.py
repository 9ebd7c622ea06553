"""What a document says, passage by passage, and where a translation is behind its source."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wagtail_privacy.documents.base import Data, ItemRef, Prose
from wagtail_privacy.documents.document import Document


class PassageState(StrEnum):
    BEHIND = "behind"
    UNTRANSLATED = "untranslated"
    MISSING = "missing"


@dataclass(frozen=True)
class Passage:
    path: tuple[Any, ...]
    hash: str
    text: Any
    is_words: bool
    item: ItemRef | None


@dataclass(frozen=True)
class BehindPassage:
    state: PassageState
    path: tuple[Any, ...]
    said: Any
    was: Any
    now: Any


def passages(document: Document) -> tuple[Passage, ...]:
    return tuple(_walk(document, (), None))


def _walk(data: Data, path: tuple[Any, ...], item: ItemRef | None) -> Iterator[Passage]:
    refs = [getattr(part, "ref", None) for part in (data, *vars(data).values()) if isinstance(part, Data)]
    own = next((ref for ref in refs if ref is not None), None)
    item = own or item
    for name in type(data).model_fields:
        value = getattr(data, name)
        if name in {"anchor", "clause", "language", "ref", "type", "schema_version", "audience", "kind"} or not value:
            continue
        if isinstance(value, Prose):
            value = value.html
        elif isinstance(value, Data):
            if name not in {"organisation", "controller", "trust"}:
                yield from _walk(value, (*path, name), item)
            continue
        elif isinstance(value, tuple) and isinstance(value[0], Data):
            for index, one in enumerate(value):
                yield from _walk(one, (*path, name, index), item)
            continue
        key = (item.model, item.key) if item else None
        said = json.dumps([type(data).__name__, key, name, value], default=str)
        yield Passage(
            (*path, name), hashlib.sha256(said.encode()).hexdigest(), value, type(value) in {str, tuple}, item
        )


def passages_behind(
    translation: Document, basis: Document, source: Document, kept: Collection[str] = ()
) -> tuple[BehindPassage, ...]:
    old, new = passages(basis), passages(source)
    gone = Counter(p.hash for p in old) - Counter(p.hash for p in new)
    fresh = Counter(p.hash for p in new) - Counter(p.hash for p in old)
    by_path = {p.path: p for p in passages(translation)}
    found = []
    taken = set()
    for p in old:
        said = by_path.get(p.path)
        if said is None:
            continue
        if gone[p.hash]:
            now = next((q for q in new if q.path == p.path and fresh[q.hash]), None)
            if now:
                taken.add(now.path)
            found.append(BehindPassage(PassageState.BEHIND, p.path, said.text, p.text, now.text if now else None))
        elif said.text == p.text and p.is_words and (p.hash not in kept or (said.item and said.item.language)):
            found.append(BehindPassage(PassageState.UNTRANSLATED, p.path, said.text, p.text, p.text))
    found += [
        BehindPassage(PassageState.MISSING, q.path, None, None, q.text)
        for q in new
        if fresh[q.hash] and q.path not in taken
    ]
    return tuple(found)
