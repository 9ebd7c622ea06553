"""Wording compared word by word."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Op = Literal["equal", "added", "removed"]

# Python takes vowel signs and tone marks for punctuation: without them words of many scripts fall to pieces.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u109f\u1780-\u17ff"
)
_JOINERS = "\u200c\u200d"
_WORD = rf"[\w{_MARKS}{_JOINERS}]+"
_TOKEN = re.compile(rf"{_WORD}(?:['’]{_WORD})*|\s+|[^\w\s]")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟。])(?=\s)")

_LONGEST_WORD = 30
"""Beyond this many characters a word is taken for a passage in a script without spaces."""

_MOST_COMPARISONS = 10_000
"""How many pairs of equal parts two texts may have before they are compared in larger parts, or not at all."""

_MOST_PARTS = 4_000
"""How many parts two texts may have together before they are compared in larger parts, or not at all."""

_LEAST_IN_COMMON = 0.3
"""Passages that share less of their words are shown as replaced: what stays here and there is harder to read."""


@dataclass(frozen=True)
class Run:
    """Text that stayed, came or went. All but the added runs join to the old text, all but the removed to the new."""

    op: Op
    text: str


def words(before: str, after: str) -> tuple[Run, ...]:
    """What changed from ``before`` to ``after``: by paragraph, then by sentence, then by word.

    Texts in which nearly everything repeats are compared in larger parts, so that the time stays near-linear in the
    length.
    """
    return tuple(_joined(_compared(before, after, (_paragraphs, _sentences, tokens))))


def tokens(text: str) -> list[str]:
    """Words, white space and punctuation marks, which join to ``text`` again.

    Long stretches without spaces fall into single characters, each with its marks.
    """
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if len(token) > _LONGEST_WORD and not token.isspace():
            found.extend(_characters(token))
        else:
            found.append(token)
    return found


def _characters(text: str) -> Iterator[str]:
    character = ""
    for sign in text:
        if character and not unicodedata.category(sign).startswith("M"):
            yield character
            character = ""
        character += sign
    yield character


def _paragraphs(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _sentences(text: str) -> list[str]:
    return _SENTENCE_ENDS.split(text)


def _compared(before: str, after: str, levels: Sequence[Callable[[str], list[str]]]) -> Iterator[Run]:
    if before == after or not before or not after:
        yield from _replaced(before, after)
        return
    split, *finer = levels
    old, new = split(before), split(after)
    if finer and len(old) == len(new) == 1:
        yield from _compared(before, after, finer)
        return
    if len(old) + len(new) > _MOST_PARTS or _comparisons(old, new) > _MOST_COMPARISONS:
        yield from _replaced(before, after)
        return
    # White space never starts a match: it would tie unrelated passages together, and it repeats too often.
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    if not finer and matcher.ratio() < _LEAST_IN_COMMON:
        yield from _replaced(before, after)
        return
    for _tag, start, end, new_start, new_end in matcher.get_opcodes():
        for was, now in _passages(old[start:end], new[new_start:new_end]):
            yield from _compared(was, now, finer) if finer else _replaced(was, now)


def _passages(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """What came in place of what: as one passage, or part by part where that would be too long to compare."""
    was, now = "".join(old), "".join(new)
    if len(old) == len(new) > 1 and len(was) + len(now) > _MOST_PARTS:
        yield from zip(old, new, strict=True)
    else:
        yield was, now


def _comparisons(old: list[str], new: list[str]) -> int:
    counts = Counter(new)
    return sum(counts[part] for part in old if not part.isspace())


def _replaced(before: str, after: str) -> Iterator[Run]:
    if before == after:
        yield Run("equal", before)
    else:
        yield Run("removed", before)
        yield Run("added", after)


@dataclass
class _Gap:
    """Text that stayed, then what came in place of what."""

    equal: str = ""
    removed: str = ""
    added: str = ""


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """``runs`` without empty ones; between two equal runs, one removed before one added."""
    for gap in _gaps(runs):
        if gap.equal:
            yield Run("equal", gap.equal)
        if gap.removed:
            yield Run("removed", gap.removed)
        if gap.added:
            yield Run("added", gap.added)


def _gaps(runs: Iterator[Run]) -> list[_Gap]:
    gaps = [_Gap()]
    for run in runs:
        gap = gaps[-1]
        if run.op == "removed":
            gap.removed += run.text
        elif run.op == "added":
            gap.added += run.text
        elif run.text:
            if gap.removed or gap.added:
                gap = _Gap()
                gaps.append(gap)
            gap.equal += run.text
    return gaps
