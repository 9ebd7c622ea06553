"""Reads a whole notice from a YAML file.

A file says which school publishes the notice, what its page is called, which library items the school or its trust
keeps for itself, and then the sections::

    school: hawthorn                 # a key of organisations.SCHOOLS, or that of the Welsh school
    page:
      kind: data_sharing_policy      # a value of vocabulary.NoticeKind
      slug: data-sharing
      title: Data Sharing Policy
      audience: pupils               # optional: a value of vocabulary.Audience, "pupils" if left out
      also_for: [volunteers]         # optional: other audiences of the same notice
      edition: children              # optional: a value of vocabulary.Edition, "full" if left out
      summary: One or two sentences. # optional
      in_force_from: 2025-05         # optional: since when version 1 holds, as precisely as it is known

    library:                         # optional: items for this school only, or for its whole trust
      recipients:                    # also: data_categories, purposes, legislation, retention_rules
      - key: local-caterer           # how this file refers to it; must not be a key of the starter library
        owner: school                # or: trust
        name: Greenfork Kitchens     # from here on the fields of the model
        kind: supplier
        part_of: suppliers           # relations are keys, or lists of keys

    body:
    - section: recipients            # the type of the block, then its fields
      heading: Who we share it with
      recipients:
      - recipient: dfe               # a library item is written as its key: one of this file or of the starter library
        from_library: []      # nothing; left out, all that is no law
        uses:                        # a field that takes one statement a line is a list of texts
        - research and statistics
        citations: [dpa-1998]        # a text instead of the fields of an entry fills its first field
    - section: clause
      clause: keeping-safe           # a clause of the trust: see example_site.demo.clause
    - section: appendix              # holds sections in its turn
      label: A
      heading: The law
      sections:
      - section: legal_duties
        heading: Provision by provision

Statements are best written as a list of lines: between ``[`` and ``]`` a comma ends a text. Fields that are left out
keep the default of their block. This is version 1; ``notice.v2.yaml`` beside ``notice.yaml`` says what version 2
changes, and so on: see :mod:`example_site.demo.later`. Every problem names the file, the place and what is wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Choices
from wagtail import blocks

from example_site.demo.bodies import FindItem, stream_data
from example_site.demo.files import load_yaml
from example_site.demo.later import LaterVersion, is_later, later_files, read_later
from example_site.demo.problems import DocumentFileError
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import Audience, Edition, NoticeKind
from wagtail_privacy.library.starter_library.file import SECTIONS, as_text

LIBRARY_SECTIONS = tuple(section.name for section in SECTIONS)
OWNERS = ("school", "trust")
_PAGE_FIELDS = frozenset({"kind", "slug", "title", "audience", "also_for", "edition", "summary", "in_force_from"})


@dataclass(frozen=True)
class LocalItem:
    """A library item that a school or its trust keeps for itself. ``values`` are the fields as the file has them."""

    section: str
    key: str
    owner: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class DocumentFile:
    """A file read; its ``body`` is still as it was written, because keys need the database. ``later`` are the versions
    after the first, in order.
    """

    name: str
    school: str
    kind: NoticeKind
    slug: str
    title: str
    audience: Audience
    summary: str
    in_force_from: PartialDate | None
    library: tuple[LocalItem, ...]
    body: tuple[Any, ...]
    later: tuple[LaterVersion, ...] = ()
    also_for: tuple[Audience, ...] = ()
    edition: Edition = Edition.FULL

    def stream_data(self, block: blocks.StreamBlock, find_item: FindItem) -> list[dict[str, Any]]:
        """The body as a stream of ``block`` stores it. Raises :class:`DocumentFileError` with every problem."""
        return stream_data(list(self.body), block, find_item, file=self.name, notice=self.name)


def read_documents(directory: Path) -> list[DocumentFile]:
    """Every notice of a directory, by file name. Raises :class:`DocumentFileError` and ``OSError``."""
    paths = sorted(directory.glob("*.yaml"))
    stems = {path.stem for path in paths}
    for path in paths:
        if is_later(path) and path.stem.rpartition(".")[0] not in stems:
            raise DocumentFileError(path.name, ["there is no file with version 1 beside it."])
    return [read_document(path) for path in paths if not is_later(path)]


def read_document(path: Path) -> DocumentFile:
    """Read a file and those of its later versions, and check all but the bodies.

    Raises :class:`DocumentFileError` with every problem, and ``OSError`` where a file cannot be read.
    """
    content = load_yaml(path)
    problems = list(_shape_problems(content))
    if problems:
        raise DocumentFileError(path.name, problems)
    page = content["page"]
    in_force_from = PartialDate.parse(as_text(page["in_force_from"])) if "in_force_from" in page else None
    body, since, later = content["body"], in_force_from, []
    for later_path in later_files(path):
        version = read_later(later_path, notice=path.name, body=body, since=since)
        body, since = list(version.body), version.in_force_from
        later.append(version)
    return DocumentFile(
        name=path.name,
        school=content["school"],
        kind=NoticeKind(page["kind"]),
        slug=page["slug"],
        title=page["title"],
        audience=Audience(page.get("audience", Audience.PUPILS)),
        summary=page.get("summary", ""),
        in_force_from=in_force_from,
        library=tuple(
            LocalItem(
                section=section,
                key=item["key"],
                owner=item["owner"],
                values={name: value for name, value in item.items() if name not in {"key", "owner"}},
            )
            for section in LIBRARY_SECTIONS
            for item in content.get("library", {}).get(section, [])
        ),
        body=tuple(content["body"]),
        later=tuple(later),
        also_for=tuple(Audience(value) for value in page.get("also_for", ())),
        edition=Edition(page.get("edition", Edition.FULL)),
    )


def _shape_problems(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "the file must have the parts school, page and body."
        return
    for name in content.keys() - {"school", "page", "library", "body"}:
        yield f"{name}: there is no such part; a file has school, page, library and body."
    if not isinstance(content.get("school"), str):
        yield "school: must be the key of a school."
    if not isinstance(content.get("body"), list) or not content["body"]:
        yield "body: must be a list of sections."
    yield from _page_problems(content.get("page"))
    yield from _library_problems(content.get("library", {}))


def _page_problems(page: Any) -> Iterator[str]:
    if not isinstance(page, dict):
        yield "page: must give at least kind, slug and title."
        return
    for name in page.keys() - _PAGE_FIELDS:
        yield f"page.{name}: there is no such field."
    for name in ("slug", "title"):
        if not page.get(name) or not isinstance(page[name], str):
            yield f"page.{name}: must be a text."
    if not isinstance(page.get("summary", ""), str):
        yield "page.summary: must be a text."
    yield from _closed_value_problems(page)
    if "in_force_from" in page:
        try:
            PartialDate.parse(str(as_text(page["in_force_from"])))
        except ValueError as error:
            yield f"page.in_force_from: {error}"


def _closed_value_problems(page: dict[str, Any]) -> Iterator[str]:
    also_for = page.get("also_for", [])
    if not isinstance(also_for, list):
        yield "page.also_for: must be a list."
        also_for = []
    values: list[tuple[str, Any, type[Choices]]] = [
        ("kind", page.get("kind"), NoticeKind),
        ("audience", page.get("audience", Audience.PUPILS), Audience),
        ("edition", page.get("edition", Edition.FULL), Edition),
        *(("also_for", value, Audience) for value in also_for),
    ]
    for name, value, vocabulary in values:
        if value not in vocabulary.values:
            yield f"page.{name}: {value!r} is none of {', '.join(vocabulary.values)}."


def _library_problems(library: Any) -> Iterator[str]:
    if not isinstance(library, dict) or not all(isinstance(items, list) for items in library.values()):
        yield "library: must hold lists of items, by section."
        return
    for section in library.keys() - set(LIBRARY_SECTIONS):
        yield f"library.{section}: there is no such section; there are {', '.join(LIBRARY_SECTIONS)}."
    for section, items in library.items():
        for position, item in enumerate(items, start=1):
            place = f"library.{section}[{position}]"
            if not isinstance(item, dict):
                yield f"{place}: must be an item with its fields."
                continue
            for name in ("key", "name"):
                if not isinstance(item.get(name), str):
                    yield f"{place}.{name}: must be a text."
            if item.get("owner") not in OWNERS:
                yield f"{place}.owner: must be one of {', '.join(OWNERS)}."
