"""Which entry of one list is which entry of another, and which of them moved.

The time is near-linear in the number of entries: equal ones first, then those with the same key, then each of the rest
against the few that share its rarest words.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from wagtail_privacy.documents.diff.identity import Terms, likeness, terms

T = TypeVar("T", bound=Hashable)
Key = Callable[[T], Hashable | None]
"""What entries have in common that are the same thing; ``None`` for an entry that has no such key."""

MAX_PAIRWISE = 100
"""So many pairs with one key are compared with each other; more are matched in order."""

MAX_ALL_PAIRS = 25
"""So many pairs are all compared."""

MAX_SHARED_BY = 30
"""A word that more entries share says nothing about which of them is meant."""

MAX_RARE_TERMS = 40
"""How many words of an entry are looked up."""

MAX_CANDIDATES = 6
"""How many entries each entry is compared with."""


class Pairing(NamedTuple):
    """Where an entry stands in the old list and in the new one; ``None`` where it does not."""

    before: int | None
    after: int | None
    moved: bool = False


@dataclass(frozen=True)
class Rules(Generic[T]):
    """How entries of a list are recognised.

    ``keys`` are tried in turn. What is left is compared by its words: ``may_match`` says whether two entries may be the
    same thing at all, ``min_similarity`` how much they must share. ``singleton_key`` is a key by which the last two are
    matched whatever they say, where there is one of it on either side.
    """

    keys: tuple[Key[T], ...]
    min_similarity: float
    may_match: Callable[[T, T], bool] = lambda _one, _other: True
    singleton_key: Key[T] | None = None


def align(before: Sequence[T], after: Sequence[T], rules: Rules[T]) -> list[Pairing]:
    """Every entry of both lists, in the order of the new one; what is gone stands behind what it stood behind."""
    pairs = _Matcher(before, after, rules).pairs()
    stays = sorted(_longest_rise([pairs[new] for new in sorted(pairs)]))
    follows = dict(pairwise([*stays, len(before)]))
    kept = set(pairs.values())

    def gone(start: int, end: int) -> Iterator[Pairing]:
        return (Pairing(old, None) for old in range(start, end) if old not in kept)

    entries = list(gone(0, stays[0] if stays else len(before)))
    for new in range(len(after)):
        old = pairs.get(new)
        entries.append(Pairing(old, new, moved=old is not None and old not in follows))
        if old in follows:
            entries += gone(old, follows[old])
    return entries


class _Matcher(Generic[T]):
    def __init__(self, before: Sequence[T], after: Sequence[T], rules: Rules[T]) -> None:
        self.before = before
        self.after = after
        self.rules = rules
        self._old = dict.fromkeys(range(len(before)))
        self._new = dict.fromkeys(range(len(after)))
        self._terms: tuple[dict[int, Terms], dict[int, Terms]] = ({}, {})

    def pairs(self) -> dict[int, int]:
        """Positions in the new list with those in the old one."""
        found: dict[int, int] = {}
        self._take(found, zip_groups(self._groups(lambda entry: entry)))
        for key in self.rules.keys:
            self._take(found, self._by_key(key))
        self._take(found, self._by_words())
        if self.rules.singleton_key:
            sole = (group for group in self._groups(self.rules.singleton_key) if len(group[0]) == len(group[1]) == 1)
            self._take(found, [(olds[0], news[0]) for olds, news in sole])
        return found

    def _take(self, found: dict[int, int], pairs: Iterable[tuple[int, int]]) -> None:
        for old, new in list(pairs):
            found[new] = old
            del self._old[old], self._new[new]

    def _groups(self, key: Key[T]) -> Iterator[tuple[list[int], list[int]]]:
        if not self._old or not self._new:
            return iter(())
        groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for entries, places, side in ((self.before, self._old, 0), (self.after, self._new, 1)):
            for place in places:
                value = key(entries[place])
                if value is not None:
                    groups[value][side].append(place)
        return ((olds, news) for olds, news in groups.values() if olds and news)

    def _by_key(self, key: Key[T]) -> Iterator[tuple[int, int]]:
        for olds, news in self._groups(key):
            if not 1 < len(olds) * len(news) <= MAX_PAIRWISE:
                yield from zip_groups([(olds, news)])
            else:
                yield from greedy_match((self._likeness(old, new), old, new) for old in olds for new in news)

    def _by_words(self) -> Iterator[tuple[int, int]]:
        if len(self._old) * len(self._new) <= MAX_ALL_PAIRS:
            pairs = [(old, new) for new in self._new for old in self._old]
        else:
            pairs = list(self._likely())
        return greedy_match(
            (alike, old, new)
            for old, new in pairs
            if self.rules.may_match(self.before[old], self.after[new])
            and (alike := self._likeness(old, new)) >= self.rules.min_similarity
        )

    def _likely(self) -> Iterator[tuple[int, int]]:
        where: dict[str, list[int]] = defaultdict(list)
        for old in self._old:
            for term in self._terms_of(0, old):
                where[term].append(old)
        places = list(self._old)
        for rank, new in enumerate(self._new):
            # Where only common words are shared, the entries in the same place.
            for old in self._sharing(new, where) or places[max(rank - 1, 0) : rank + 2]:
                yield old, new

    def _sharing(self, new: int, where: dict[str, list[int]]) -> list[int]:
        """The old entries that share the rarest words of the new one."""
        known = sorted(
            (len(where[term]), term)
            for term in self._terms_of(1, new)
            if term in where and len(where[term]) <= MAX_SHARED_BY
        )
        shared = Counter(old for _number, term in known[:MAX_RARE_TERMS] for old in where[term])
        return sorted(shared, key=lambda old: (-shared[old], abs(old - new), old))[:MAX_CANDIDATES]

    def _likeness(self, old: int, new: int) -> float:
        return likeness(self._terms_of(0, old), self._terms_of(1, new))

    def _terms_of(self, side: int, place: int) -> Terms:
        known = self._terms[side]
        if place not in known:
            known[place] = terms((self.before, self.after)[side][place])
        return known[place]


def zip_groups(groups: Iterable[tuple[list[int], list[int]]]) -> Iterator[tuple[int, int]]:
    for olds, news in groups:
        yield from zip(olds, news, strict=False)


def greedy_match(scored: Iterable[tuple[float, int, int]]) -> Iterator[tuple[int, int]]:
    """The most alike first, each entry once; of those equally alike the nearest."""
    olds: set[int] = set()
    news: set[int] = set()
    for _score, old, new in sorted(scored, key=lambda pair: (-pair[0], abs(pair[1] - pair[2]), pair[1], pair[2])):
        if old not in olds and new not in news:
            olds.add(old)
            news.add(new)
            yield old, new


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The longest rising subsequence of ``numbers``, no two of which are equal: what did not move."""
    ends: list[int] = []
    places: list[int] = []
    previous: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, number)
        previous.append(places[at - 1] if at else -1)
        if at == len(ends):
            ends.append(number)
            places.append(place)
        else:
            ends[at], places[at] = number, place
    rise: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        rise.add(numbers[place])
        place = previous[place]
    return rise
