"""Where a translation is behind its source, passage by passage.

Nothing is behind because sections were moved. Compared are three documents: the translation; its basis, the source as
it was when it was translated; and the source as it is in force. What the basis says and the source does not is behind
in the translation, whatever words that has.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from pydantic import JsonValue

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.said import Passage as Passage
from wagtail_privacy.documents.said import Path as Path
from wagtail_privacy.documents.said import passages as passages
from wagtail_privacy.documents.said import passages_beside

_Said = tuple[str, object]


class PassageState(StrEnum):
    """Why a passage of a translation does not say what its source says."""

    BEHIND = "behind"
    UNTRANSLATED = "untranslated"
    MISSING = "missing"


@dataclass(frozen=True)
class BehindPassage:
    """A passage that does not say what the source in force says.

    ``path`` is where it stands in the translation; for one that is missing there, where it stands in the source, and
    ``after`` is the path in the translation of what stands before it, empty for the beginning, and ``within`` the
    innermost part of the translation that renders what it belongs to, empty for the document. ``said`` is what the
    translation says, ``was`` what the source said when it was translated, ``now`` what it says: ``None`` for nothing.
    """

    state: PassageState
    path: Path
    said: JsonValue = None
    was: JsonValue = None
    now: JsonValue = None
    after: Path = ()
    within: Path = ()


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
        former = passages(basis)
        present = passages_beside(source, basis, former)
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
            elif said.text == (now or was).text and was.is_words and (is_shown_anew or was.hash not in kept):
                found = BehindPassage(PassageState.UNTRANSLATED, said.path, said.text, was.text, said.text)
            else:
                continue
            ours.append((index, found))
        # Of what was left out, the source may say something else by now.
        left_out = (index for index in range(len(former)) if index not in aligned)
        absent = {index for index in left_out if index not in changes.gone or index in changes.partners}
        missing = list(_missing(present, aligned, changes, absent))
        return tuple(_in_order(ours, missing, aligned) if missing else (found for _index, found in ours))


def _said(passage: Passage) -> _Said:
    """What is said and of what, to be compared within one process: quicker than its hash."""
    text = passage.text
    return passage.holder, tuple(map(str, text)) if isinstance(text, list) else text


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
    before, after = list(map(_said, former)), list(map(_said, present))
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
    origins = {index: changes.origins.get(index, in_place_of.get(index)) for index in range(len(present))}
    rendered = {index: aligned[was] for index, was in origins.items() if was is not None and was in aligned}
    parts = _RenderedParts(present, rendered)
    after: Path = ()
    for index, passage in enumerate(present):
        if index in changes.new or origins[index] in absent:
            yield BehindPassage(
                PassageState.MISSING, passage.path, now=passage.text, after=after, within=parts.around(index)
            )
        else:
            after = rendered[index].path


class _RenderedParts:
    """The parts of the source of which the translation says something, and what part of it does."""

    def __init__(self, present: Sequence[Passage], rendered: Mapping[int, Passage]) -> None:
        self._present = present
        self._rendered = rendered
        self._known: dict[Path, Path | None] = {}

    def around(self, index: int) -> Path:
        """The innermost part of the translation for one around a passage of the source; empty for the document."""
        path = self._present[index].path
        for length in range(len(path) - 1, 0, -1):
            if isinstance(path[length], str):
                part = path[:length]
                if part not in self._known:
                    self._known[part] = self._of(part, index)
                if (found := self._known[part]) is not None:
                    return found
        return ()

    def _of(self, part: Path, index: int) -> Path | None:
        # The passages of a part stand one after the other.
        for step, last in ((-1, -1), (1, len(self._present))):
            for near in range(index + step, last, step):
                path = self._present[near].path
                if path[: len(part)] != part:
                    break
                said = self._rendered.get(near)
                if said is not None and len(said.path) == len(path):
                    return said.path[: len(part)]
        return None


def _in_order(
    ours: Sequence[tuple[int, BehindPassage]], missing: Sequence[BehindPassage], aligned: Mapping[int, Passage]
) -> Iterator[BehindPassage]:
    position = {passage.path: index for index, passage in aligned.items()}
    keyed = [((index, 0, 0), found) for index, found in ours]
    keyed += [((position.get(found.after, -1), 1, turn), found) for turn, found in enumerate(missing)]
    yield from (found for _key, found in sorted(keyed, key=lambda entry: entry[0]))
