"""What a document says, passage by passage, and where a translation is behind its source.

A passage is one field of one part of a document. It is known by what it says and of what, not by where it stands, so
that nothing is behind because sections were moved. Compared are three documents: the translation; its basis, the source
as it was when it was translated; and the source as it is in force. What the basis says and the source does not is
behind in the translation, whatever words that has.
"""

import hashlib
import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum

from django.db.models import Choices
from pydantic import JsonValue

from wagtail_privacy.documents.base import Data, ItemRef, Prose, holds_date
from wagtail_privacy.documents.canonical import canonical_bytes
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import FieldKind, is_read, specs
from wagtail_privacy.documents.items import Party

Path = tuple[str | int, ...]
"""Field names and indexes, from the document down: ``("sections", 3, "recipients", 0, "uses")``."""

_Slot = tuple[object, ...]
"""Where a passage stands, without numbers: the classes, items and fields from the document down."""

_ADDRESS = re.compile(r"\S+@\S+|[a-z][a-z0-9+.-]*:\S+|(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", re.IGNORECASE)
"""A web or e-mail address, which is the same in every language."""


class PassageState(StrEnum):
    """Why a passage of a translation does not say what its source says."""

    BEHIND = "behind"
    UNTRANSLATED = "untranslated"
    MISSING = "missing"


@dataclass(frozen=True)
class Passage:
    """One field of one part of a document: a text, a list of texts, rich text, or a fact.

    ``hash`` is the sha256 of the class of the part, the library item that it is about, the field and the value.
    ``text`` is the value as plain data, rich text as HTML. ``is_words`` says whether it is for a translator to put into
    other words. ``item`` is the library item that the part is about, ``slot`` the place without numbers.
    """

    path: Path
    hash: str
    text: JsonValue
    is_words: bool
    item: ItemRef | None = None
    slot: _Slot = field(default=(), repr=False)


@dataclass(frozen=True)
class BehindPassage:
    """A passage that does not say what the source in force says.

    ``path`` is where it stands in the translation; for one that is missing there, where it stands in the source, and
    ``after`` is the path in the translation of what stands before it, empty for the beginning. ``said`` is what the
    translation says, ``was`` what the source said when it was translated, ``now`` what it says: ``None`` for nothing.
    """

    state: PassageState
    path: Path
    said: JsonValue = None
    was: JsonValue = None
    now: JsonValue = None
    after: Path = ()


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of ``document`` that people read, in the order of its schema."""
    return tuple(_walk(document, (), (), None))


def passages_behind(
    translation: Document, basis: Document, source: Document, kept: Collection[str] = ()
) -> tuple[BehindPassage, ...]:
    """Where ``translation``, made from ``basis``, does not say what ``source`` says, in the order of the translation.

    ``kept`` are the hashes of passages of ``basis`` that read the same in the translation on purpose. What the
    translation says beyond its basis is its own. Each missing passage follows what stands before it.
    """
    former, present = passages(basis), passages(source)
    aligned = _aligned(former, passages(translation))
    gone, new, partners = _changes(former, present)
    ours: list[tuple[int, BehindPassage]] = []
    for index, was in enumerate(former):
        said = aligned.get(index)
        if said is None:
            continue
        now = present[partners[index]] if index in partners else None
        is_shown_anew = said.item is not None and bool(said.item.language)
        if index in gone and not (is_shown_anew and now is not None and now.text == said.text):
            found = BehindPassage(
                PassageState.BEHIND, said.path, said.text, was.text, now.text if now is not None else None
            )
        elif was.is_words and said.text == (now or was).text and (is_shown_anew or was.hash not in kept):
            found = BehindPassage(PassageState.UNTRANSLATED, said.path, said.text, was.text, said.text)
        else:
            continue
        ours.append((index, found))
    absent = {index for index in range(len(former)) if index not in aligned and index not in gone}
    return tuple(_in_order(ours, _missing(former, present, aligned, new, absent), aligned))


def _walk(part: Data, path: Path, slot: _Slot, item: ItemRef | None) -> Iterator[Passage]:
    item = _item_of(part) or item
    key = (item.model, item.key) if item is not None else ()
    slot = (*slot, type(part).__name__, key)
    for name, spec in specs(type(part)).items():
        value = getattr(part, name)
        if spec.is_machine or value is None or value == () or (value == "" and type(value) is str):
            continue
        here = (*path, name)
        if isinstance(value, Data) and not isinstance(value, Prose):
            yield from _walk(value, here, (*slot, name), item)
        elif isinstance(value, tuple) and isinstance(value[0], Data):
            for index, entry in enumerate(value):
                yield from _walk(entry, (*here, index), (*slot, name), item)
        elif is_read(part, name):
            text = _plain(value)
            # Who publishes has one name and one address.
            is_fact = isinstance(part, Party) or spec.kind == FieldKind.PERIOD or bool(spec.unit) or spec.single
            is_words = not is_fact and not holds_date(type(part).model_fields[name])
            said = canonical_bytes([type(part).__name__, list(key), name, text])
            yield Passage(
                here, hashlib.sha256(said).hexdigest(), text, is_words and _is_words(value), item, (*slot, name)
            )


def _item_of(part: Data) -> ItemRef | None:
    """The item that a part is about: its own, or that of what stands right in it, such as the recipient of a use."""
    own = getattr(part, "ref", None)
    if own is None:
        inside = (getattr(value, "ref", None) for value in vars(part).values() if isinstance(value, Data))
        own = next((ref for ref in inside if ref is not None), None)
    return own if isinstance(own, ItemRef) else None


def _plain(value: object) -> JsonValue:
    if isinstance(value, Prose):
        return value.html
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Choices):
        return str(value.value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inside) for name, inside in value.items()}
    return value if isinstance(value, bool | int | float) else str(value)


def _is_words(value: object) -> bool:
    """Whether a value is text in some language. Closed lists have labels in each, and addresses need none."""
    if isinstance(value, tuple):
        return any(_is_words(entry) for entry in value)
    if isinstance(value, Prose):
        return any(map(str.isalpha, re.sub("<[^>]*>", "", value.html)))
    if type(value) is not str:
        return False
    return any(map(str.isalpha, value)) and _ADDRESS.fullmatch(value) is None


def _aligned(former: Sequence[Passage], translated: Sequence[Passage]) -> dict[int, Passage]:
    """The passage of the translation for each of its basis, by the number of the latter, where there is one."""
    before, after = [passage.slot for passage in former], [passage.slot for passage in translated]
    if before == after:
        return dict(enumerate(translated))
    found: dict[int, Passage] = {}
    for start, end, length in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found.update({start + step: translated[end + step] for step in range(length)})
    # What a translator has put into another order, or the alphabet of the language.
    left: dict[_Slot, deque[Passage]] = defaultdict(deque)
    taken = {passage.path for passage in found.values()}
    for passage in translated:
        if passage.path not in taken:
            left[passage.slot].append(passage)
    for index, slot in enumerate(before):
        if index not in found and left[slot]:
            found[index] = left[slot].popleft()
    return found


def _changes(former: Sequence[Passage], present: Sequence[Passage]) -> tuple[set[int], set[int], dict[int, int]]:
    """The numbers of the passages that are gone and of those that are new, and which of these took whose place."""
    before, after = [passage.hash for passage in former], [passage.hash for passage in present]
    if before == after:
        return set(), set(), {}
    is_gone, is_new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    start, end = _common_ends(before, after)
    matcher = SequenceMatcher(None, before[start : len(before) - end], after[start : len(after) - end], autojunk=False)
    blocks = [
        (range(start + first, start + last), range(start + first_after, start + last_after))
        for tag, first, last, first_after, last_after in matcher.get_opcodes()
        if tag != "equal"
    ]
    gone = _counted(before, (index for old, _new in blocks for index in old), is_gone)
    new = _counted(after, (index for _old, fresh in blocks for index in fresh), is_new)
    partners: dict[int, int] = {}
    # What stands at the same place first; then what was moved and changed.
    for old, fresh in [*blocks, (range(len(before)), range(len(after)))]:
        free: dict[_Slot, deque[int]] = defaultdict(deque)
        for index in fresh:
            if index in new and index not in partners.values():
                free[present[index].slot].append(index)
        for index in old:
            if index in gone and index not in partners and free[former[index].slot]:
                partners[index] = free[former[index].slot].popleft()
    return gone, new - set(partners.values()), partners


def _common_ends(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many entries two lists begin and end with alike, so that only what lies between is compared."""
    shorter = min(len(before), len(after))
    start = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    left = shorter - start
    end = next((index for index in range(left) if before[-1 - index] != after[-1 - index]), left)
    return start, end


def _counted(hashes: Sequence[str], candidates: Iterator[int], counts: Counter[str]) -> set[int]:
    left, found = Counter(counts), set()
    for index in candidates:
        if left[hashes[index]] > 0:
            left[hashes[index]] -= 1
            found.add(index)
    return found


def _missing(
    former: Sequence[Passage],
    present: Sequence[Passage],
    aligned: Mapping[int, Passage],
    new: set[int],
    absent: set[int],
) -> Iterator[BehindPassage]:
    """What the source says and the translation does not: new since, or left out by whoever translated it."""
    by_hash: dict[str, deque[int]] = defaultdict(deque)
    by_slot: dict[_Slot, deque[int]] = defaultdict(deque)
    for index, passage in enumerate(former):
        by_hash[passage.hash].append(index)
        by_slot[passage.slot].append(index)
    after: Path = ()
    for index, passage in enumerate(present):
        same = by_hash[passage.hash]
        origin = same.popleft() if same else None
        if index in new or (origin is not None and origin in absent):
            yield BehindPassage(PassageState.MISSING, passage.path, now=passage.text, after=after)
            continue
        if origin is None and by_slot[passage.slot]:
            origin = by_slot[passage.slot][0]
        if origin is not None and origin in aligned:
            after = aligned[origin].path


def _in_order(
    ours: Sequence[tuple[int, BehindPassage]], missing: Iterator[BehindPassage], aligned: Mapping[int, Passage]
) -> Iterator[BehindPassage]:
    position = {passage.path: index for index, passage in aligned.items()}
    keyed = [((index, 0, 0), found) for index, found in ours]
    keyed += [((position.get(found.after, -1), 1, turn), found) for turn, found in enumerate(missing)]
    yield from (found for _key, found in sorted(keyed, key=lambda entry: entry[0]))
