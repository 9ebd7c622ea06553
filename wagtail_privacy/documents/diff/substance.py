"""What changed in substance: who receives data, what for, which data, and what allows it.

Judged over the whole of both documents, wherever in them something stands.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.diff.identity import name_key, normalise, ref_key
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    ConditionUse,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
)
from wagtail_privacy.documents.sections import Activity
from wagtail_privacy.documents.wording import item_name

RECEIVE_NOTHING: Final = frozenset({"RegistrationSection.regulator", "RequestPoint.recipient", "Source.recipient"})
"""Where a notice names bodies without saying that they receive data."""

Subject = str
"""What a lawful basis is for: the folded name of an activity or a recipient, empty for the notice as a whole."""


@dataclass(frozen=True)
class SetChange:
    """Names of what one document has and the other has not, in reading order, each thing once.

    ``new_names`` and ``gone_names`` are all names that it has there, folded.
    """

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new_names: frozenset[str] = frozenset()
    gone_names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BasisChange:
    """A lawful basis, or a condition for special category data, that now holds or no longer does.

    ``subject`` is the name of the activity or the recipient; empty for the notice as a whole.
    """

    subject: str
    use: BasisUse | ConditionUse
    is_new: bool

    @property
    def name(self) -> str:
        """The basis as people read it, in the active language."""
        return item_name(self.use)


@dataclass(frozen=True)
class MaterialChange:
    """What changed in who receives data, for which purposes, which categories, and under which lawful bases."""

    recipients: SetChange = field(default_factory=SetChange)
    purposes: SetChange = field(default_factory=SetChange)
    categories: SetChange = field(default_factory=SetChange)
    bases: tuple[BasisChange, ...] = ()


def substance(before: Document, after: Document, renamed: dict[Subject, Subject]) -> MaterialChange:
    """What changed in substance from ``before`` to ``after``.

    The same thing is one with the same library item or the same name. ``renamed`` are activities and recipients that
    are known to be the same in spite of another name: old subject to new.
    """
    old, new = _Inventory(before), _Inventory(after)
    return MaterialChange(
        recipients=_turnover(old.recipients, new.recipients),
        purposes=_turnover(old.purposes, new.purposes),
        categories=_turnover(old.categories, new.categories),
        bases=tuple(_basis_changes(old, new, renamed)),
    )


def subject_of(part: Activity | RecipientUse) -> Subject:
    """What a lawful basis within ``part`` is for."""
    return name_key(part) or ""


class _Inventory:
    """What a document names, wherever it does."""

    def __init__(self, document: Document) -> None:
        self.recipients: list[Data | str] = []
        self.purposes: list[Data | str] = []
        self.categories: list[Data | str] = []
        self.bases: dict[tuple[Subject, Hashable], BasisChange] = {}
        self.subjects: set[Subject] = {""}
        self._read(document, "", "")

    def _read(self, part: Data, subject: Subject, name: str) -> None:
        if isinstance(part, Activity | RecipientUse):
            subject, name = subject_of(part), item_name(part)
            self.subjects.add(subject)
        # Ten times as quick as asking for each field, and all of both documents is read.
        for field_name, value in vars(part).items():
            if not value or isinstance(value, str):
                continue
            if isinstance(value, Data):
                self._note(part, field_name, value, subject, name)
            elif isinstance(value, tuple):
                if field_name == "others":
                    # Recipients that the notice describes and does not name; see documents.flows.
                    self.recipients += value
                for entry in value:
                    if isinstance(entry, Data):
                        self._note(part, field_name, entry, subject, name)

    def _note(self, part: Data, field: str, item: Data, subject: Subject, name: str) -> None:
        match item:
            case RecipientIdentity():
                if not item.is_publisher and f"{type(part).__name__}.{field}" not in RECEIVE_NOTHING:
                    self.recipients.append(item)
            case Activity() if not item.purposes:
                self.purposes.append(item.name)
            case PurposeUse():
                self.purposes.append(item)
            case CategoryUse():
                self.categories.append(item)
            case BasisUse() | ConditionUse():
                self.bases.setdefault((subject, _canonical(item)), BasisChange(name, item, is_new=True))
        self._read(item, subject, name)


def _canonical(use: BasisUse | ConditionUse) -> Hashable:
    if isinstance(use, BasisUse):
        return use.basis or normalise(use.cited_as)
    return "condition", use.condition or normalise(use.cited_as), normalise(use.schedule_1)


def _turnover(old: list[Data | str], new: list[Data | str]) -> SetChange:
    new_names, all_new = _unknown(new, old)
    gone_names, all_gone = _unknown(old, new)
    return SetChange(new_names, gone_names, all_new, all_gone)


def _unknown(items: Iterable[Data | str], known: Iterable[Data | str]) -> tuple[tuple[str, ...], frozenset[str]]:
    keys = {key for item in known for key in _keys(item)}
    told: set[Hashable] = set()
    names: list[str] = []
    every: set[str] = set()
    for item in items:
        own = set(_keys(item))
        name = item_name(item)
        if name and keys.isdisjoint(own):
            if told.isdisjoint(own):
                names.append(name)
            told |= own
            every.add(normalise(name))
    return tuple(names), frozenset(every)


def _keys(item: Data | str) -> Iterator[Hashable]:
    if key := ref_key(item):
        yield key
    yield name_key(item)
    if name := getattr(item, "name", ""):
        yield normalise(name)


def _basis_changes(old: _Inventory, new: _Inventory, renamed: dict[Subject, Subject]) -> Iterator[BasisChange]:
    was: dict[tuple[Any, Hashable], BasisChange] = {
        (renamed.get(subject, subject), basis): change for (subject, basis), change in old.bases.items()
    }
    # What stands behind the same words is no change that readers could see.
    words_before = {(subject, name_key(change.use)) for (subject, _basis), change in was.items()}
    words_after = {(subject, name_key(change.use)) for (subject, _basis), change in new.bases.items()}
    for key, change in new.bases.items():
        if key not in was and (key[0], name_key(change.use)) not in words_before:
            yield change
    for key, change in was.items():
        # What went with its activity or recipient is no change of basis.
        if key not in new.bases and key[0] in new.subjects and (key[0], name_key(change.use)) not in words_after:
            yield BasisChange(change.subject, change.use, is_new=False)
