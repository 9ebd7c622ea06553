"""Reads what a later version of a notice changes: ``notice.v2.yaml`` beside ``notice.yaml``, then ``notice.v3.yaml``::

    version:
      in_force_from: 2026-06         # as precisely as it is known; next_term is the first term that begins more than 60
                                     # days after loading; the day of loading if left out
      reason: annual_review          # a value of vocabulary.ChangeReason
      size: minor                    # optional: a value of vocabulary.ChangeSize
      note: What changed, for readers, in a sentence or two.
      approved_by: governing_board   # optional: who approved it in the workflow; a value of organisations.Approver
      meeting: {committee: Finance & Resource, held: 2026-05, minutes: FR 2026/14}   # optional, instead of approved_by
    page: {title: Another title, summary: Another summary.}                        # optional
    edits:                           # see example_site.demo.edits
    - drop: The Information Sharing (IS) Index

Places in the problems of a body (``body[2] recipients.recipients[1].uses``) are counted after the edits.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wagtail import blocks

from example_site.demo.bodies import FindItem, stream_data
from example_site.demo.edits import apply_edits
from example_site.demo.files import load_yaml
from example_site.demo.organisations import Approver
from example_site.demo.problems import DocumentFileError
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.library.starter_library.file import as_text

NEXT_TERM = "next_term"
LEAD_DAYS = 60
_TERMS = ((1, 5), (4, 20), (9, 3))
_LATER = re.compile(r"(?P<notice>.+)\.v(?P<number>[0-9]+)")
_VERSION_FIELDS = frozenset({"in_force_from", "reason", "size", "note", "approved_by", "meeting"})
_PAGE_FIELDS = frozenset({"title", "summary"})
_MEETING_FIELDS = frozenset({"committee", "held", "minutes"})


@dataclass(frozen=True)
class Meeting:
    """The meeting that approved a version."""

    committee: str
    on: PartialDate
    minutes: str


@dataclass(frozen=True)
class LaterVersion:
    """A version after the first. ``in_force_from`` is ``None`` where it is in force from the day of loading;
    ``is_announced`` says that it begins with the next term.
    """

    name: str
    notice: str
    in_force_from: PartialDate | None
    is_announced: bool
    reason: ChangeReason
    size: ChangeSize | None
    note: str
    approved_by: Approver | None
    meeting: Meeting | None
    page: Mapping[str, str]
    body: tuple[Any, ...]

    def stream_data(self, block: blocks.StreamBlock, find_item: FindItem) -> list[dict[str, Any]]:
        """The body as a stream of ``block`` stores it. Raises :class:`DocumentFileError` with every problem."""
        return stream_data(list(self.body), block, find_item, file=self.name, notice=self.notice)


def is_later(path: Path) -> bool:
    """Whether the file is one of a later version."""
    return _LATER.fullmatch(path.stem) is not None


def later_files(path: Path) -> list[Path]:
    """The files of later versions beside ``path``, in order. Raises :class:`DocumentFileError` for a number missing."""
    numbered = {
        int(match["number"]): other
        for other in path.parent.glob(f"{path.stem}.v*{path.suffix}")
        if (match := _LATER.fullmatch(other.stem)) and match["notice"] == path.stem
    }
    for expected, number in enumerate(sorted(numbered), start=2):
        if number != expected:
            raise DocumentFileError(numbered[number].name, [f"there is no version {expected}."])
    return [numbered[number] for number in sorted(numbered)]


def read_later(path: Path, *, notice: str, body: list[Any], since: PartialDate | None) -> LaterVersion:
    """Read a file; ``body`` is that of the version before, in force ``since`` then.

    ``notice`` is the name of the file with version 1. Raises :class:`DocumentFileError` with every problem.
    """
    content = load_yaml(path)
    problems = list(_shape_problems(content))
    if problems:
        raise DocumentFileError(path.name, problems)
    version = content["version"]
    edited, problems = apply_edits(body, content["edits"])
    begins = as_text(version.get("in_force_from", ""))
    in_force_from = PartialDate.parse(begins) if begins and begins != NEXT_TERM else None
    if since is not None and in_force_from is not None and in_force_from.first_day < since.first_day:
        problems.append(f"version.in_force_from: {begins} is before {since}, when the version before it began.")
    if problems:
        raise DocumentFileError(path.name, problems)
    meeting = version.get("meeting")
    return LaterVersion(
        name=path.name,
        notice=notice,
        in_force_from=in_force_from,
        is_announced=begins == NEXT_TERM,
        reason=ChangeReason(version["reason"]),
        size=ChangeSize(version["size"]) if "size" in version else None,
        note=version["note"],
        approved_by=Approver(version["approved_by"]) if "approved_by" in version else None,
        meeting=Meeting(meeting["committee"], PartialDate.parse(as_text(meeting["held"])), meeting["minutes"])
        if meeting
        else None,
        page=content.get("page", {}),
        body=tuple(edited),
    )


def next_term(today: dt.date) -> dt.date:
    """The first day of the first term that begins more than ``LEAD_DAYS`` days after ``today``."""
    earliest = today + dt.timedelta(days=LEAD_DAYS)
    days = (dt.date(year, month, day) for year in (earliest.year, earliest.year + 1) for month, day in _TERMS)
    return next(day for day in days if day > earliest)


def _shape_problems(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "the file must have the parts version and edits."
        return
    for name in content.keys() - {"version", "page", "edits"}:
        yield f"{name}: there is no such part; a later version has version, page and edits."
    if "edits" not in content:
        yield "edits: must be a list of edits."
    yield from _version_problems(content.get("version"))
    page = content.get("page", {})
    if not isinstance(page, dict) or not page.keys() <= _PAGE_FIELDS:
        yield "page: may give title and summary, nothing else."
    elif not all(isinstance(value, str) for value in page.values()):
        yield "page: title and summary must be texts."


def _version_problems(version: Any) -> Iterator[str]:
    if not isinstance(version, dict):
        yield "version: must give at least reason and note."
        return
    for name in version.keys() - _VERSION_FIELDS:
        yield f"version.{name}: there is no such field."
    if not isinstance(version.get("note"), str):
        yield "version.note: must be a text."
    if version.get("reason") not in ChangeReason.values:
        yield f"version.reason: {version.get('reason')!r} is none of {', '.join(ChangeReason.values)}."
    for name, vocabulary in (("size", ChangeSize), ("approved_by", Approver)):
        if name in version and version[name] not in list(vocabulary):
            yield f"version.{name}: {version[name]!r} is none of {', '.join(vocabulary)}."
    if "in_force_from" in version and version["in_force_from"] != NEXT_TERM:
        yield from _date_problems(version["in_force_from"], "version.in_force_from")
    if "meeting" in version:
        yield from _meeting_problems(version)


def _meeting_problems(version: Mapping[str, Any]) -> Iterator[str]:
    meeting = version["meeting"]
    if "approved_by" in version:
        yield "version.meeting: a version is approved in a workflow or in a meeting, not in both."
    if not isinstance(meeting, dict) or meeting.keys() != _MEETING_FIELDS:
        yield "version.meeting: must give committee, held and minutes."
        return
    if not all(isinstance(meeting[name], str) for name in ("committee", "minutes")):
        yield "version.meeting: committee and minutes must be texts."
    yield from _date_problems(meeting["held"], "version.meeting.held")


def _date_problems(value: Any, place: str) -> Iterator[str]:
    try:
        PartialDate.parse(str(as_text(value)))
    except ValueError as error:
        yield f"{place}: {error}"
