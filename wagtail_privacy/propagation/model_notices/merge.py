"""Brings a new version of a model into a notice: a three-way merge of sections by block id. Pure.

``base`` is the model as it was when it was last brought in, ``theirs`` the model now, ``ours`` the notice of the
school: lists of sections as a stream stores them. What one side has changed is followed; what both have is a conflict,
and the notice stays as it is there until the school decides.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wagtail_privacy.notices.stored_sections import RawSection, by_id, in_order, say_same

Same = Callable[[object, object], bool]
"""Whether two sections say the same."""


class SectionState(StrEnum):
    """How a section of a notice stands to the model."""

    MANDATED = "mandated"
    FOLLOWS = "follows"
    ADAPTED = "adapted"
    UNDECIDED = "undecided"
    LOCAL = "local"


@dataclass(frozen=True)
class Conflict:
    """A section that both sides have changed; ``None`` where a side does not have it.

    ``before`` is what the trust had when the model was last brought in, ``theirs`` what it has now.
    """

    block_id: str
    before: RawSection | None
    theirs: RawSection | None
    ours: RawSection | None


@dataclass(frozen=True)
class Merge:
    """What becomes of a notice: its sections, what is to be decided, and how each section stands to the model.

    ``base`` is what the next merge starts from: the model now, and what it was before where something is undecided.
    ``replaced`` are the sections that the school had changed and that the trust has mandated since.
    """

    body: tuple[RawSection, ...]
    conflicts: tuple[Conflict, ...]
    replaced: tuple[Conflict, ...]
    base: tuple[RawSection, ...]
    states: Mapping[str, SectionState]

    @property
    def undecided(self) -> list[str]:
        """The ids of the sections that are to be decided."""
        return [conflict.block_id for conflict in self.conflicts]


def merge(
    base: Sequence[RawSection],
    theirs: Sequence[RawSection],
    ours: Sequence[RawSection],
    *,
    mandated: Collection[str] = (),
    same: Same = say_same,
) -> Merge:
    """Merge what has changed on both sides since ``base``.

    ``mandated`` are the ids of the sections that the model mandates now: they are always as the trust has them. Where
    one side has moved sections its order holds, where both have, that of the school. Sections of ``base`` and
    ``theirs`` without an id of their own are left out.
    """
    before, now, here = by_id(base), by_id(theirs), _keyed(ours)
    fixed = set(mandated) & now.keys()
    conflicts: dict[str, Conflict] = {}
    replaced: list[Conflict] = []
    merged: dict[str, RawSection] = {}
    for key in dict.fromkeys([*here, *now, *before]):
        if key not in before and key not in now:
            merged[key] = here[key]
            continue
        versions = (before.get(key), now.get(key), here.get(key))
        result, is_conflict = _merged(*versions, same)
        if key in fixed:
            if result is versions[2] and not _is_as(*versions[1:], same):
                replaced.append(Conflict(key, *versions))
            merged[key] = now[key]
            continue
        if is_conflict:
            conflicts[key] = Conflict(key, *versions)
        if result is not None:
            merged[key] = result
    order = _order(list(before), list(now), list(here), merged)
    # An undecided section keeps what it is compared with, also where that is nothing.
    kept = {key: conflict.before for key, conflict in conflicts.items()}
    new_base = {key: kept.get(key, now.get(key)) for key in in_order(list(now), list(before), {*now, *kept})}
    stored_base = tuple(section for section in new_base.values() if section is not None)
    body = tuple(merged[key] for key in order)
    return Merge(
        body=body,
        conflicts=tuple(conflicts[key] for key in in_order(list(here), list(now), conflicts)),
        replaced=tuple(replaced),
        base=stored_base,
        states=section_states(stored_base, body, mandated=fixed, undecided=conflicts, same=same),
    )


def section_states(
    base: Sequence[RawSection],
    ours: Sequence[RawSection],
    *,
    mandated: Collection[str] = (),
    undecided: Collection[str] = (),
    same: Same = say_same,
) -> dict[str, SectionState]:
    """How each section of a notice stands to the model as it was last brought in, by its id."""
    before = by_id(base)

    def state(key: str, section: RawSection) -> SectionState:
        if key in mandated:
            return SectionState.MANDATED
        if key in undecided:
            return SectionState.UNDECIDED
        if key not in before:
            return SectionState.LOCAL
        return SectionState.FOLLOWS if same(section, before[key]) else SectionState.ADAPTED

    return {key: state(key, section) for key, section in by_id(ours).items()}


def with_decision(
    base: Sequence[RawSection], conflict: Conflict, theirs: Sequence[RawSection], *, takes_theirs: bool
) -> tuple[RawSection, ...]:
    """The base from which a merge settles ``conflict`` as the school has decided.

    Taking what the trust has means that the school has changed nothing there, keeping ours that the trust has not.
    """
    settled = conflict.ours if takes_theirs else conflict.theirs
    sections = dict(by_id(base))
    sections.pop(conflict.block_id, None)
    if settled is None:
        return tuple(sections.values())
    sections[conflict.block_id] = settled
    others = [key for key in by_id(base) if key in sections]
    return tuple(sections[key] for key in in_order(others, list(by_id(theirs)), sections.keys()))


def _merged(
    before: RawSection | None, theirs: RawSection | None, ours: RawSection | None, same: Same
) -> tuple[RawSection | None, bool]:
    """What a section becomes, and whether that is to be decided."""
    if _is_as(theirs, before, same) or _is_as(theirs, ours, same):
        return ours, False
    if _is_as(ours, before, same):
        return theirs, False
    return ours, True


def _is_as(one: RawSection | None, other: RawSection | None, same: Same) -> bool:
    return one is other if one is None or other is None else same(one, other)


def _keyed(sections: Sequence[RawSection]) -> dict[str, RawSection]:
    """All sections of the school by a key: the id, or one of its own for what has none, or that of another."""
    keyed: dict[str, RawSection] = {}
    for number, section in enumerate(sections):
        block_id = section.get("id") if isinstance(section, Mapping) else None
        is_own = isinstance(block_id, str) and block_id and block_id not in keyed
        keyed[str(block_id) if is_own else f"#{number}"] = section
    return keyed


def _order(before: list[str], now: list[str], here: list[str], merged: Collection[str]) -> list[str]:
    common = set(before) & set(now) & set(here)
    was, is_now, is_here = ([key for key in keys if key in common] for keys in (before, now, here))
    follows_trust = is_now != was and is_here == was
    return in_order(now, here, merged) if follows_trust else in_order(here, now, merged)
