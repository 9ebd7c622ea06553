"""What rooms above add to the screen of the versions of a notice."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HistoryEntry:
    """Something that happened to a notice: all texts are in the active language, ``by`` is who did it."""

    at: dt.datetime
    text: str
    by: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class HistorySection:
    """A list under a heading of its own, the newest entry first; ``more`` is said where there are older ones."""

    heading: str
    entries: tuple[HistoryEntry, ...] = field(default=())
    more: str = ""


HistorySource = Callable[[int], HistorySection]
"""Gives the section of a notice by the number of its page, in a fixed number of queries."""

_sources: list[HistorySource] = []


def register_history(source: HistorySource) -> None:
    """Add a section to the screen of versions; called when an app is ready. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def history_of(page_id: int) -> Iterable[HistorySection]:
    """The sections of one notice that say anything, in the order in which they were registered."""
    return [section for section in (source(page_id) for source in _sources) if section.entries]
