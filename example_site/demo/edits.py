"""Applies the edits of a later version to the body of the version before it.

An edit is one of::

    - change: Who we share it with            # a section, by its heading; for one in an appendix both headings
      entry: [recipients, dfe, onward, 2]     # optional: the entry of a list in it, by its name or its number
      set: {necessity: required, opening_words: null}  # fields to fill; null empties one
      remove: {recipients: [lsc, pct]}        # entries to take out of a list
      add: {recipients: [{recipient: icb}]}   # entries to put at the end of a list, or
      after: dfe                              # behind this one
    - replace: Your rights                    # a whole section
      with: {section: rights, ...}
    - drop: The Information Sharing (IS) Index
    - insert: {section: security, ...}
      after: Your rights                      # or: before

A section in an appendix is named ``[Heading of the appendix, Heading]``. One without a heading of its own goes by its
type. An entry is called by its text, or by the first text among its fields: ``dfe`` for ``{recipient: dfe, cited_as:
DfE}``. Numbers begin at 1. What is not there, or there twice, is a problem: an edit never misses its mark in silence.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final

from example_site.demo.bodies import heading_of, name_of


class EditError(ValueError):
    """An edit does not fit; the message says why."""


def apply_edits(body: list[Any], edits: Any) -> tuple[list[Any], list[str]]:
    """The body with all edits, and a problem for each that does not fit; ``body`` itself stays as it is."""
    if not isinstance(edits, list) or not edits:
        return body, ["edits: must be a list of edits."]
    edited = deepcopy(body)
    problems = []
    for position, edit in enumerate(edits, start=1):
        try:
            _apply(edited, edit)
        except EditError as error:
            problems.append(f"edits[{position}]{error}")
    return edited, problems


def _apply(body: list[Any], edit: Any) -> None:
    actions = [name for name in _ACTIONS if isinstance(edit, dict) and name in edit]
    if len(actions) != 1:
        raise EditError(f": must have one of {', '.join(_ACTIONS)}.")
    action = actions[0]
    allowed, apply = _ACTIONS[action]
    for name in edit.keys() - {action, *allowed}:
        raise EditError(f" {action}.{name}: there is no such field; there are {', '.join(allowed) or 'none'}.")
    apply(body, edit)


def _change(body: list[Any], edit: Mapping[str, Any]) -> None:
    sections, index = _section(body, edit["change"], "change")
    target = _entry(sections[index], edit.get("entry", []))
    if not edit.keys() & {"set", "remove", "add"}:
        raise EditError(" change: must set, remove or add something.")
    for name, value in _mapping(edit, "set").items():
        if value is not None:
            target[name] = deepcopy(value)
        elif target.pop(name, None) is None:
            raise EditError(f" change.set.{name}: there is nothing to empty.")
    for name, removed in _mapping(edit, "remove").items():
        entries = _list(target, name, "change.remove")
        for position in sorted(
            {_position(entries, name_or_number, f"change.remove.{name}") for name_or_number in removed}, reverse=True
        ):
            del entries[position]
    for name, added in _mapping(edit, "add").items():
        entries = target.setdefault(name, [])
        place = _position(entries, edit["after"], "change.after") + 1 if "after" in edit else len(entries)
        entries[place:place] = deepcopy(added)


def _replace(body: list[Any], edit: Mapping[str, Any]) -> None:
    sections, index = _section(body, edit["replace"], "replace")
    sections[index] = deepcopy(_new_section(edit.get("with"), "replace.with"))


def _drop(body: list[Any], edit: Mapping[str, Any]) -> None:
    sections, index = _section(body, edit["drop"], "drop")
    del sections[index]


def _insert(body: list[Any], edit: Mapping[str, Any]) -> None:
    section = _new_section(edit["insert"], "insert")
    sides = [side for side in ("after", "before") if side in edit]
    if len(sides) != 1:
        raise EditError(" insert: must say after or before which section.")
    sections, index = _section(body, edit[sides[0]], f"insert.{sides[0]}")
    sections.insert(index + (sides[0] == "after"), deepcopy(section))


_ACTIONS: Final[dict[str, tuple[tuple[str, ...], Callable[[list[Any], Mapping[str, Any]], None]]]] = {
    "change": (("entry", "set", "remove", "add", "after"), _change),
    "replace": (("with",), _replace),
    "drop": ((), _drop),
    "insert": (("after", "before"), _insert),
}


def _section(body: list[Any], headings: Any, place: str) -> tuple[list[Any], int]:
    """The list that holds the section, and its position in it."""
    path = headings if isinstance(headings, list) else [headings]
    sections, index = body, -1
    for depth, heading in enumerate(path):
        if depth:
            sections = sections[index].get("sections", [])
        positions = [position for position, section in enumerate(sections) if heading_of(section) == heading]
        index = _only(positions, f"section with the heading “{heading}”", place)
    if index < 0:
        raise EditError(f" {place}: must name a section.")
    return sections, index


def _entry(section: Any, path: Any) -> Any:
    if not isinstance(path, list) or len(path) % 2:
        raise EditError(" change.entry: must name a list and one of its entries, in turn.")
    target = section
    for name, called in zip(path[::2], path[1::2], strict=True):
        entries = _list(target, name, "change.entry")
        position = _position(entries, called, f"change.entry {name}")
        if not isinstance(entries[position], dict):
            # A text stands for an entry with its first field, whose name only the block knows.
            raise EditError(f" change.entry {name}: “{called}” has no fields written out; write them out first.")
        target = entries[position]
    return target


def _list(target: Any, name: Any, place: str) -> list[Any]:
    entries = target.get(name)
    if not isinstance(entries, list):
        raise EditError(f" {place}.{name}: there is no such list.")
    return entries


def _position(entries: list[Any], name: Any, place: str) -> int:
    if isinstance(name, int) and 1 <= name <= len(entries):
        return name - 1
    positions = [position for position, entry in enumerate(entries) if name_of(entry) == name]
    return _only(positions, f"entry “{name}”", place)


def _only(positions: list[int], description: str, place: str) -> int:
    if len(positions) != 1:
        raise EditError(f" {place}: there is {'more than one' if positions else 'no'} {description}.")
    return positions[0]


def _mapping(edit: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = edit.get(name, {})
    if not isinstance(value, dict) or (
        name != "set" and not all(isinstance(entries, list) for entries in value.values())
    ):
        raise EditError(f" change.{name}: must hold {'fields' if name == 'set' else 'lists'}, by name.")
    return value


def _new_section(section: Any, place: str) -> Any:
    if not isinstance(section, dict) or "section" not in section:
        raise EditError(f" {place}: must be a section.")
    return section
