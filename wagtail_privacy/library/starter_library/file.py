"""Library files: their form, and the problems of a file."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal, cast

import yaml
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import models
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    create_model,
)

from wagtail_privacy.fields import LinesField, PartialDateField, ValuesField
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

STARTER_LIBRARY = Path(__file__).with_name("starter_library.yaml")


def as_text(value: object) -> object:
    """A number or a date as text: YAML reads an unquoted 2010 as a number and 2010-03-31 as a date."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
NonEmptyText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Numeral = Annotated[Text, BeforeValidator(as_text)]
Lines = tuple[NonEmptyText, ...]

FITTING = ("nations", "audiences")
"""What an entry says of where its item fits."""

FINDING = ("aliases",)
"""What an entry says that only helps to find its item."""

PROVENANCE = ("source", "source_url", "checked_on", "editor_note")
"""What an entry says beside the content of its item."""

NUMERALS = frozenset({"number"})
"""Texts that may be written as a number; elsewhere a number without quotation marks may have lost its zeros."""


class EntrySchema(BaseModel):
    """What every entry has: other entries refer to it by ``key``. Its other fields are those of :func:`schema_of`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key


def schema_of(model: type[LibraryItem]) -> type[EntrySchema]:
    """The form of entries that become items of ``model``: a field for each that a notice may show, and provenance."""
    names = dict.fromkeys((*model.content_fields(), *FINDING, *FITTING, *PROVENANCE))
    fields: dict[str, Any] = {
        name: _type_and_default(cast("models.Field[Any, Any]", model._meta.get_field(name))) for name in names
    }
    return create_model(f"{model.__name__}Entry", __base__=EntrySchema, **fields)


def _values(field: ValuesField) -> object:
    values: Any = Literal[tuple(field.vocabulary.values)]
    return tuple[values, ...]


_FORMS: tuple[tuple[type[Any], object, object], ...] = (
    (LinesField, Lines, ()),
    (models.DateField, datetime.date | None, None),
    (models.IntegerField, int | None, None),
)


def _type_and_default(field: "models.Field[Any, Any]") -> tuple[object, object]:
    if field.is_relation:
        return (tuple[Key, ...], ()) if field.many_to_many else (Key | None, None)
    if isinstance(field, ValuesField):
        return _values(field), ()
    for field_class, form, default in _FORMS:
        if isinstance(field, field_class):
            return form, default
    if not (field.blank or field.has_default()):
        return NonEmptyText, ...
    is_numeral = isinstance(field, PartialDateField) or field.name in NUMERALS
    return Numeral if is_numeral else Text, str(field.get_default())


@dataclass(frozen=True)
class LibraryFileSection:
    """One list of the file: its name there, the model that its entries become, and their form."""

    name: str
    model: type[LibraryItem]
    schema: type[EntrySchema]


SECTIONS = tuple(
    LibraryFileSection(name, model, schema_of(model))
    for name, model in (
        ("legislation", Legislation),
        ("recipients", Recipient),
        ("data_categories", DataCategory),
        ("purposes", Purpose),
        ("retention_rules", RetentionRule),
    )
)


@dataclass(frozen=True)
class FileProblem:
    """A mistake in the file, with section, entry and field where they are known."""

    message: str
    section: str = ""
    entry: str = ""
    field: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"{self.section} {self.entry}".strip(), self.field) if part)
        return f"{place}: {self.message}" if place else self.message


class StarterLibraryError(ValueError):
    """Raised instead of loading anything: ``problems`` lists all that is wrong with ``file``."""

    def __init__(self, file: str, problems: list[FileProblem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))


@dataclass(frozen=True)
class LibraryFileEntry:
    """One valid entry: ``values`` are the plain fields of the model, ``related`` the keys that relations point to."""

    section: LibraryFileSection
    key: str
    values: dict[str, Any]
    related: dict[str, tuple[str, ...]]

    def __str__(self) -> str:
        return f"{self.section.name} {self.key}"

    def related_model(self, field: str) -> type[LibraryItem]:
        """The model that the keys of this field belong to."""
        model: Any = self.section.model._meta.get_field(field).related_model
        return model


class LibraryFile:
    """A file read and checked as far as that goes without the database; ``problems`` is empty when all is well."""

    def __init__(self, name: str, stream: IO[str]) -> None:
        self.name = name
        self.problems: list[FileProblem] = []
        self.entries: list[LibraryFileEntry] = []
        content = self._parse(stream)
        checked_on = self._checked_on(content)
        for section in SECTIONS:
            self._read(section, content.pop(section.name, None), checked_on)
        self.problems += [FileProblem("there is no such section.", section=str(name)) for name in content]

    def raise_problems(self) -> None:
        """Raise :class:`StarterLibraryError` where anything is wrong."""
        if self.problems:
            raise StarterLibraryError(self.name, self.problems)

    def _parse(self, stream: IO[str]) -> dict[Any, Any]:
        try:
            content = yaml.safe_load(stream)
        except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
            raise StarterLibraryError(self.name, [FileProblem(f"this is not valid YAML: {error}")]) from error
        if not isinstance(content, dict):
            raise StarterLibraryError(self.name, [FileProblem("the file must consist of named sections.")])
        content.pop("title", None)
        return content

    def _checked_on(self, content: dict[Any, Any]) -> datetime.date | None:
        try:
            return _DATE.validate_python(content.pop("checked_on", None))
        except ValidationError as error:
            self.problems.append(FileProblem(error.errors()[0]["msg"], field="checked_on"))
            return None

    def _read(self, section: LibraryFileSection, raw_entries: object, checked_on: datetime.date | None) -> None:
        if raw_entries is None:
            return
        if not isinstance(raw_entries, list):
            self.problems.append(FileProblem("a section must be a list of entries.", section=section.name))
            return
        keys: set[str] = set()
        for position, raw in enumerate(raw_entries, start=1):
            problems = list(_entry_problems(section, raw, position))
            key = _label(raw, position)
            if key in keys:
                problems.append(FileProblem("this key stands twice.", section.name, key, "key"))
            keys.add(key)
            self.problems += problems
            if not problems:
                self.entries.append(_library_entry(section, section.schema.model_validate(raw), checked_on))


def _message(section: LibraryFileSection, problem: "ErrorDetails") -> str:
    """What is wrong, for somebody who has never heard of pydantic."""
    name = str(problem["loc"][0]) if problem["loc"] else ""
    match problem["type"]:
        case "extra_forbidden":
            return "there is no such field."
        case "literal_error":
            field: Any = section.model._meta.get_field(name)
            return f"“{problem['input']}” is none of {', '.join(field.vocabulary.values)}."
        case "tuple_type":
            return "this must be a list."
    return problem["msg"]


def circles(entries: Iterable[LibraryFileEntry]) -> Iterator[FileProblem]:
    """Entries that lead back to themselves in one field: what is part of its own part, or replaces what replaces it.

    One problem for each circle, at the entry of it that stands first in the file.
    """
    by_key = {(entry.section.model, entry.key): entry for entry in entries}
    reported: set[tuple[str, frozenset[str]]] = set()
    for entry in by_key.values():
        for field in entry.related:
            if entry.related_model(field) is not entry.section.model:
                continue
            circle = _way_back(entry, field, by_key)
            if circle and (field, frozenset(circle)) not in reported:
                reported.add((field, frozenset(circle)))
                way = " → ".join([*circle, entry.key])
                yield FileProblem(f"this leads back to itself: {way}.", entry.section.name, entry.key, field)


def _way_back(
    start: LibraryFileEntry, field: str, by_key: dict[tuple[type[LibraryItem], str], LibraryFileEntry]
) -> list[str]:
    """The keys on the shortest way from ``start`` back to it, ``start`` first; empty where there is none."""
    came_from: dict[str, str] = {}
    waiting = [start.key]
    for key in waiting:
        entry = by_key.get((start.section.model, key))
        for target in entry.related.get(field, ()) if entry is not None else ():
            if target == start.key:
                way = [key]
                while way[-1] != start.key:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if target not in came_from:
                came_from[target] = key
                waiting.append(target)
    return []


_DATE: TypeAdapter[datetime.date | None] = TypeAdapter(datetime.date | None)


def _label(raw: object, position: int) -> str:
    key = raw.get("key") if isinstance(raw, dict) else None
    return str(key) if key else f"number {position}"


def _entry_problems(section: LibraryFileSection, raw: object, position: int) -> Iterator[FileProblem]:
    label = _label(raw, position)
    try:
        entry = section.schema.model_validate(raw)
    except ValidationError as error:
        for problem in error.errors():
            field = ".".join(str(part) for part in problem["loc"])
            yield FileProblem(_message(section, problem), section.name, label, field)
        return
    values = _library_entry(section, entry, None).values
    item = section.model(**values)
    others = [field.name for field in item._meta.get_fields() if field.name not in values]
    try:
        # The model validates choices, lengths, addresses and dates.
        item.clean_fields(exclude=others)
        item.clean()
    except ModelValidationError as error:
        for field, messages in error.message_dict.items():
            yield FileProblem(" ".join(messages), section.name, label, field)


def _library_entry(
    section: LibraryFileSection, entry: EntrySchema, checked_on: datetime.date | None
) -> LibraryFileEntry:
    values: dict[str, Any] = {}
    related: dict[str, tuple[str, ...]] = {}
    for name, value in entry:
        if name == "key":
            continue
        if section.model._meta.get_field(name).is_relation:
            related[name] = value if isinstance(value, tuple) else (value,) if value else ()
        elif isinstance(section.model._meta.get_field(name), ValuesField):
            values[name] = list(value)
        else:
            values[name] = "\n".join(value) if isinstance(value, tuple) else value
    values["checked_on"] = values["checked_on"] or checked_on
    return LibraryFileEntry(section, entry.key, values, related)
