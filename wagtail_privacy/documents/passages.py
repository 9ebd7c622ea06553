"""What a document says, passage by passage, and where a translation is behind its source.

A passage is one field of one part of a document. It is known by what it says and of what, not by where it stands, so
that nothing is behind because sections were moved. Compared are three documents: the translation; its basis, the source
as it was when it was translated; and the source as it is in force. What the basis says and the source does not is
behind in the translation, whatever words that has.
"""

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import Choices
from pydantic import JsonValue

from wagtail_privacy.documents.base import Data, ItemRef, Prose, holds_date
from wagtail_privacy.documents.canonical import canonical_bytes
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.fields import FieldKind, specs
from wagtail_privacy.documents.items import Party

Path = tuple[str | int, ...]
"""Field names and indexes, from the document down: ``("sections", 3, "recipients", 0, "uses")``."""

_Said = tuple[str, object]

_ADDRESS = re.compile(r"\S+@\S+|[a-z][a-z0-9+.-]*:\S+|(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", re.IGNORECASE)
"""A web or e-mail address, which is the same in every language."""


_LETTER = re.compile(r"[^\W\d_]")


class PassageState(StrEnum):
    """Why a passage of a translation does not say what its source says."""

    BEHIND = "behind"
    UNTRANSLATED = "untranslated"
    MISSING = "missing"


class Passage(NamedTuple):
    """One field of one part of a document: a text, a list of texts, rich text, or a fact.

    ``text`` is the value as plain data, rich text as HTML. ``is_words`` says whether it is for a translator to put into
    other words. ``item`` is the library item that the part is about. ``holder`` is the class of the part, the item and
    the field, ``slot`` the place without numbers; both only to be compared.
    """

    path: Path
    text: JsonValue
    is_words: bool
    item: ItemRef | None = None
    holder: str = ""
    slot: str = ""

    @property
    def hash(self) -> str:
        """The sha256 of the class of the part, the library item that it is about, the field and the value."""
        return hashlib.sha256(canonical_bytes([self.holder, self.text])).hexdigest()

    @property
    def said(self) -> "_Said":
        """What is said and of what, to be compared within one process: quicker than its hash."""
        return self.holder, tuple(map(str, self.text)) if isinstance(self.text, list) else self.text


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
    found: list[Passage] = []
    _walk(document, (), "", None, found)
    return tuple(found)


def passages_behind(
    translation: Document, basis: Document, source: Document, kept: Collection[str] = ()
) -> tuple[BehindPassage, ...]:
    """Where ``translation``, made from ``basis``, does not say what ``source`` says, in the order of the translation.

    ``kept`` are the hashes of passages of ``basis`` that read the same in the translation on purpose. What the
    translation says beyond its basis is its own. Each missing passage follows what stands before it.
    """
    return SourceChanges.between(basis, source).behind(translation, kept)


@dataclass(frozen=True)
class SourceChanges:
    """What became of the passages of a source since it was translated, found once for all of its translations."""

    former: tuple[Passage, ...]
    present: tuple[Passage, ...]
    changes: "_Changes"

    @classmethod
    def between(cls, basis: Document, source: Document) -> "SourceChanges":
        """From ``basis``, the source as it was translated, to ``source``, as it is in force."""
        former, present = passages(basis), passages(source)
        return cls(former, present, _changes(former, present))

    def behind(self, translation: Document, kept: Collection[str] = ()) -> tuple[BehindPassage, ...]:
        """As :func:`passages_behind` for one of the translations that were made from this basis."""
        former, present, changes = self.former, self.present, self.changes
        aligned = _aligned(former, passages(translation))
        ours: list[tuple[int, BehindPassage]] = []
        for index, was in enumerate(former):
            said = aligned.get(index)
            if said is None:
                continue
            partner = changes.partners.get(index)
            now = present[partner] if partner is not None else None
            is_shown_anew = said.item is not None and bool(said.item.language)
            if index in changes.gone and not (is_shown_anew and now is not None and now.text == said.text):
                found = BehindPassage(
                    PassageState.BEHIND, said.path, said.text, was.text, now.text if now is not None else None
                )
            elif was.is_words and said.text == (now or was).text and (is_shown_anew or was.hash not in kept):
                found = BehindPassage(PassageState.UNTRANSLATED, said.path, said.text, was.text, said.text)
            else:
                continue
            ours.append((index, found))
        absent = {index for index in range(len(former)) if index not in aligned and index not in changes.gone}
        missing = list(_missing(present, aligned, changes, absent))
        return tuple(_in_order(ours, missing, aligned) if missing else (found for _index, found in ours))


class _Field(NamedTuple):
    """What the walk asks of a field, found once for each class."""

    name: str
    unless: str
    is_hidden: bool
    may_be_words: bool


@cache
def _fields(model: type[Data]) -> tuple[_Field, ...]:
    """The fields of ``model`` that hold something for people."""
    # Who publishes has one name and one address.
    is_same = issubclass(model, Party)
    return tuple(
        _Field(
            name,
            spec.unless,
            spec.hidden,
            not (is_same or spec.unit or spec.single or spec.kind == FieldKind.PERIOD)
            and not holds_date(model.model_fields[name]),
        )
        for name, spec in specs(model).items()
        if not spec.is_machine
    )


def _walk(part: Data, path: Path, slot: str, item: ItemRef | None, found: list[Passage]) -> None:
    item = _item_of(part) or item
    model = type(part)
    holder = f"{model.__name__}[{item.model}:{item.key}]" if item is not None else model.__name__
    slot = f"{slot}/{holder}"
    values = vars(part)
    for name, unless, is_hidden, may_be_words in _fields(model):
        value = values[name]
        if value is None or value in ("", ()):
            continue
        if isinstance(value, Data) and type(value) is not Prose:
            _walk(value, (*path, name), f"{slot}.{name}", item, found)
        elif type(value) is tuple and isinstance(value[0], Data):
            for index, inner in enumerate(value):
                _walk(inner, (*path, name, index), f"{slot}.{name}", item, found)
        elif not is_hidden and not (unless and values[unless]):
            is_words = may_be_words and _is_words(value)
            found.append(Passage((*path, name), _plain(value), is_words, item, f"{holder}.{name}", f"{slot}.{name}"))


def _item_of(part: Data) -> ItemRef | None:
    """The item that a part is about: its own, or that of what stands right in it, such as the recipient of a use."""
    values = vars(part)
    own = values.get("ref")
    if own is None:
        for value in values.values():
            if isinstance(value, Data) and (own := vars(value).get("ref")) is not None:
                break
    return own if isinstance(own, ItemRef) else None


def _plain(value: object) -> JsonValue:
    if type(value) is str:
        return value
    if isinstance(value, Prose):
        return value.html
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Choices):
        return str(value.value)
    return value if isinstance(value, bool | int | float) else str(value)


def _is_words(value: object) -> bool:
    """Whether a value is text in some language. Closed lists have labels in each, and addresses need none."""
    if isinstance(value, tuple):
        return any(_is_words(entry) for entry in value)
    if isinstance(value, Prose):
        return _LETTER.search(re.sub("<[^>]*>", "", value.html)) is not None
    if type(value) is not str:
        return False
    return _LETTER.search(value) is not None and _ADDRESS.fullmatch(value) is None


def _aligned(former: Sequence[Passage], translated: Sequence[Passage]) -> dict[int, Passage]:
    """The passage of the translation for each of its basis, by the number of the latter, where there is one."""
    before, after = [passage.slot for passage in former], [passage.slot for passage in translated]
    if before == after:
        return dict(enumerate(translated))
    found: dict[int, Passage] = {}
    for start, end, length in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found.update({start + step: translated[end + step] for step in range(length)})
    # What a translator has put into another order, or the alphabet of the language.
    left: dict[str, deque[Passage]] = defaultdict(deque)
    taken = {passage.path for passage in found.values()}
    for passage in translated:
        if passage.path not in taken:
            left[passage.slot].append(passage)
    for index, slot in enumerate(before):
        if index not in found and left[slot]:
            found[index] = left[slot].popleft()
    return found


class _Changes(NamedTuple):
    """What became of the passages of one document in another: by their numbers in each.

    ``gone`` and ``new`` are said in one of them only; ``partners`` gives for some that are gone the new one in their
    place. ``origins`` gives for those of the later document where the same stood in the former.
    """

    gone: frozenset[int] = frozenset()
    new: frozenset[int] = frozenset()
    partners: Mapping[int, int] = MappingProxyType({})
    origins: Mapping[int, int] = MappingProxyType({})


def _changes(former: Sequence[Passage], present: Sequence[Passage]) -> _Changes:
    before, after = [passage.said for passage in former], [passage.said for passage in present]
    if before == after:
        return _Changes(origins={index: index for index in range(len(before))})
    start, end = _common_ends(before, after)
    matcher = SequenceMatcher(None, before[start : len(before) - end], after[start : len(after) - end], autojunk=False)
    origins = {index: index for index in range(start)}
    origins.update({len(after) - 1 - index: len(before) - 1 - index for index in range(end)})
    blocks = []
    for tag, first, last, first_after, last_after in matcher.get_opcodes():
        old, fresh = range(start + first, start + last), range(start + first_after, start + last_after)
        if tag == "equal":
            origins.update(zip(fresh, old, strict=True))
        else:
            blocks.append((old, fresh))
    # What was moved is said still.
    elsewhere: dict[_Said, deque[int]] = defaultdict(deque)
    for old, _fresh in blocks:
        for index in old:
            elsewhere[before[index]].append(index)
    new = []
    for _old, fresh in blocks:
        for index in fresh:
            same = elsewhere.get(after[index])
            if same:
                origins[index] = same.popleft()
            else:
                new.append(index)
    gone = sorted(index for same in elsewhere.values() for index in same)
    partners = _partners(former, present, gone, new, blocks)
    return _Changes(frozenset(gone), frozenset(new) - set(partners.values()), partners, origins)


def _partners(
    former: Sequence[Passage],
    present: Sequence[Passage],
    gone: Sequence[int],
    new: Sequence[int],
    blocks: Sequence[tuple[range, range]],
) -> dict[int, int]:
    """Which of the new passages stands in the place of which that is gone."""
    partners: dict[int, int] = {}
    taken: set[int] = set()
    # What stands at the same place first; then what was moved and changed.
    for old, fresh in [*blocks, (range(len(former)), range(len(present)))]:
        free: dict[str, deque[int]] = defaultdict(deque)
        for index in new:
            if index in fresh and index not in taken:
                free[present[index].slot].append(index)
        for index in gone if free else ():
            if index in old and index not in partners and free[former[index].slot]:
                partners[index] = free[former[index].slot].popleft()
                taken.add(partners[index])
    return partners


def _common_ends(before: Sequence[_Said], after: Sequence[_Said]) -> tuple[int, int]:
    """How many entries two lists begin and end with alike, so that only what lies between is compared."""
    shorter = min(len(before), len(after))
    start = next((index for index in range(shorter) if before[index] != after[index]), shorter)
    left = shorter - start
    end = next((index for index in range(left) if before[-1 - index] != after[-1 - index]), left)
    return start, end


def _missing(
    present: Sequence[Passage], aligned: Mapping[int, Passage], changes: _Changes, absent: Collection[int]
) -> Iterator[BehindPassage]:
    """What the source says and the translation does not: new since, or left out by whoever translated it."""
    if not changes.new and not absent:
        return
    in_place_of = {now: was for was, now in changes.partners.items()}
    after: Path = ()
    for index, passage in enumerate(present):
        origin = changes.origins.get(index, in_place_of.get(index))
        if index in changes.new or origin in absent:
            yield BehindPassage(PassageState.MISSING, passage.path, now=passage.text, after=after)
        elif origin is not None and origin in aligned:
            after = aligned[origin].path


def _in_order(
    ours: Sequence[tuple[int, BehindPassage]], missing: Sequence[BehindPassage], aligned: Mapping[int, Passage]
) -> Iterator[BehindPassage]:
    position = {passage.path: index for index, passage in aligned.items()}
    keyed = [((index, 0, 0), found) for index, found in ours]
    keyed += [((position.get(found.after, -1), 1, turn), found) for turn, found in enumerate(missing)]
    yield from (found for _key, found in sorted(keyed, key=lambda entry: entry[0]))
