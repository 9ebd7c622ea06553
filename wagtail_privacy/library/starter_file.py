"""The starter library as a file: what it may say, and what is wrong with it."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Any

import yaml
from django.core.exceptions import ValidationError as ModelValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule

STARTER_LIBRARY = Path(__file__).with_name("starter_library.yaml")


def _as_text(value: Any) -> Any:
    # YAML reads an unquoted 2010 as a number and 2010-03-31 as a date.
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
DateText = Annotated[Text, BeforeValidator(_as_text)]
Lines = tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], ...]


class Entry(BaseModel):
    """What entries of all sections have. Other entries are referred to by key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    source: Text = ""
    source_url: Text = ""
    checked_on: datetime.date | None = None
    editor_note: Text = ""


class RecipientEntry(Entry):
    abbreviation: Text = ""
    kind: Text = "other"
    role: Text = ""
    aliases: Lines = ()
    part_of: Key | None = None
    status: Text = "current"
    started: DateText = ""
    ended: DateText = ""
    successors: tuple[Key, ...] = ()
    contact_title: Text = ""
    contact_unit: Text = ""
    address: Lines = ()
    email: Text = ""
    phone: Text = ""
    website: Text = ""
    contact_form_url: Text = ""
    privacy_notice_url: Text = ""
    default_uses: Lines = ()
    default_safeguards: Lines = ()
    default_anonymous_in: Lines = ()
    default_necessity: Text = ""
    default_frequency: Text = ""
    default_legislation: tuple[Key, ...] = ()


class DataCategoryEntry(Entry):
    examples: Lines = ()
    data_subject: Text = "pupil"
    special: Text = ""
    note: Text = ""


class PurposeEntry(Entry):
    description: Text = ""
    default_basis: Text = ""


class LegislationEntry(Entry):
    kind: Text = "act"
    year: int | None = None
    number: Annotated[Text, BeforeValidator(_as_text)] = ""
    extent: Text = ""
    status: Text = "in_force"
    in_force_from: DateText = ""
    in_force_until: DateText = ""
    status_note: Text = ""
    superseded_by: tuple[Key, ...] = ()
    members: tuple[Key, ...] = ()
    aliases: Lines = ()
    url: Text = ""


class RetentionRuleEntry(Entry):
    trigger: Text = ""
    period_number: int | None = None
    period_unit: Text = ""
    period: Text = ""
    action: Text = ""
    destinations: Lines = ()
    basis: Text = ""
    legislation: Key | None = None
    held_by: Text = ""
    note: Text = ""


@dataclass(frozen=True)
class Section:
    """One list of the file: its name there, the form of its entries, and the model that they become."""

    name: str
    entry: type[Entry]
    model: type[LibraryItem]


SECTIONS = (
    Section("legislation", LegislationEntry, Legislation),
    Section("recipients", RecipientEntry, Recipient),
    Section("data_categories", DataCategoryEntry, DataCategory),
    Section("purposes", PurposeEntry, Purpose),
    Section("retention_rules", RetentionRuleEntry, RetentionRule),
)


@dataclass(frozen=True)
class FileProblem:
    """Something wrong in the file: in which entry of which section, and in which field, as far as that is known."""

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
class LibraryEntry:
    """One valid entry: ``values`` are the plain fields of the model, ``related`` the keys that relations point to."""

    section: Section
    key: str
    values: dict[str, Any]
    related: dict[str, tuple[str, ...]]

    def related_model(self, field: str) -> type[LibraryItem]:
        """The model that the keys of this field belong to."""
        model: Any = self.section.model._meta.get_field(field).related_model
        return model


class LibraryFile:
    """A file read and checked as far as that goes without the database; ``problems`` is empty when all is well."""

    def __init__(self, name: str, stream: IO[str]) -> None:
        self.name = name
        self.problems: list[FileProblem] = []
        self.entries: list[LibraryEntry] = []
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

    def _read(self, section: Section, raw_entries: Any, checked_on: datetime.date | None) -> None:
        if raw_entries is None:
            return
        if not isinstance(raw_entries, list):
            self.problems.append(FileProblem("a section must be a list of entries.", section=section.name))
            return
        keys: set[str] = set()
        for position, raw in enumerate(raw_entries, start=1):
            found = list(_entry_problems(section, raw, position))
            key = _label(raw, position)
            if key in keys:
                found.append(FileProblem("this key stands twice.", section.name, key, "key"))
            keys.add(key)
            self.problems += found
            if not found:
                self.entries.append(_library_entry(section, section.entry.model_validate(raw), checked_on))


_DATE: TypeAdapter[datetime.date | None] = TypeAdapter(datetime.date | None)


def _label(raw: Any, position: int) -> str:
    key = raw.get("key") if isinstance(raw, dict) else None
    return str(key) if key else f"number {position}"


def _entry_problems(section: Section, raw: Any, position: int) -> Iterator[FileProblem]:
    label = _label(raw, position)
    try:
        entry = section.entry.model_validate(raw)
    except ValidationError as error:
        for problem in error.errors():
            field = ".".join(str(part) for part in problem["loc"])
            yield FileProblem(problem["msg"], section.name, label, field)
        return
    values = _library_entry(section, entry, None).values
    item = section.model(**values)
    others = [field.name for field in item._meta.get_fields() if field.name not in values]
    try:
        # The model has the last word on choices, lengths, addresses and dates.
        item.clean_fields(exclude=others)
        item.clean()
    except ModelValidationError as error:
        for field, messages in error.message_dict.items():
            yield FileProblem(" ".join(messages), section.name, label, field)


def _library_entry(section: Section, entry: Entry, checked_on: datetime.date | None) -> LibraryEntry:
    values: dict[str, Any] = {}
    related: dict[str, tuple[str, ...]] = {}
    for name, value in entry:
        if name == "key":
            continue
        if section.model._meta.get_field(name).is_relation:
            related[name] = value if isinstance(value, tuple) else (value,) if value else ()
        else:
            values[name] = "\n".join(value) if isinstance(value, tuple) else value
    values["checked_on"] = entry.checked_on or checked_on
    return LibraryEntry(section, entry.key, values, related)
