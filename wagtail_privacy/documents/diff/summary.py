"""A difference in a few plain sentences, in the active language."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from wagtail_privacy.documents.base import Data, Link
from wagtail_privacy.documents.diff import sentences
from wagtail_privacy.documents.diff.changes import ChangeKind, Difference, FactChange, ItemChange, SectionChange
from wagtail_privacy.documents.diff.identity import normalise
from wagtail_privacy.documents.diff.sentences import Sort
from wagtail_privacy.documents.diff.substance import RECEIVE_NOTHING, SetChange
from wagtail_privacy.documents.fields import FieldKind, spec
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    EnablingPower,
    Instrument,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sections import Activity, ComplaintStep, RequestPoint, RightUse
from wagtail_privacy.documents.wording import first_few, item_name, join_and

_ONE_BY_ONE = 3
"""How many changed facts have a sentence each; more are counted."""

_LONGEST = 100
"""Characters of a name or a value; some names are whole sentences."""

_SORTS: Final[dict[type[Data], Sort]] = {
    Activity: Sort.ACTIVITY,
    BasisUse: Sort.BASIS,
    CategoryUse: Sort.CATEGORY,
    Citation: Sort.LAW,
    ComplaintStep: Sort.STEP,
    ConditionUse: Sort.BASIS,
    Contact: Sort.CONTACT,
    EnablingPower: Sort.LAW,
    Instrument: Sort.LAW,
    Link: Sort.LINK,
    PurposeUse: Sort.PURPOSE,
    RecipientIdentity: Sort.RECIPIENT,
    RecipientUse: Sort.RECIPIENT,
    RequestPoint: Sort.CONTACT,
    RetentionUse: Sort.RETENTION,
    RightUse: Sort.RIGHT,
    Source: Sort.SOURCE,
}

Names = dict[str, str]
"""What things are called, by their folded names, so that each is named once."""


def summarise(change: Difference) -> tuple[str, ...]:
    """What changed, a sentence each, the weightiest first; empty where people read the same as before.

    Recipients, purposes and categories of data count as added only where the old document names them nowhere, and as
    removed where the new one names them nowhere.
    """
    return tuple(_Summary(change).sentences())


class _Summary:
    def __init__(self, change: Difference) -> None:
        self._added: dict[Sort, Names] = defaultdict(dict)
        self._removed: dict[Sort, Names] = defaultdict(dict)
        self._renamed: dict[Sort, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        self._moved: dict[Sort, Names] = defaultdict(dict)
        self._new_headings: Names = {}
        self._statements: Counter[ChangeKind] = Counter()
        self._facts: list[tuple[str, FactChange]] = []
        self._periods: list[tuple[str, FactChange]] = []
        self._wording = 0
        self._layout = 0
        self._read("", change.head, change.items)
        for section in change.sections:
            self._read_section(section)
        self._substance = {
            Sort.RECIPIENT: change.substance.recipients,
            Sort.PURPOSE: change.substance.purposes,
            Sort.CATEGORY: change.substance.categories,
        }

    def _read_section(self, section: SectionChange) -> None:
        if section.kind == ChangeKind.ADDED:
            _name(self._added[Sort.SECTION], section.heading)
        elif section.kind == ChangeKind.REMOVED:
            _name(self._removed[Sort.SECTION], section.heading)
        if section.moved:
            _name(self._moved[Sort.SECTION], section.heading)
        self._read(section.heading, section.facts, section.items)
        for inner in section.sections:
            self._read_section(inner)

    def _read(self, owner: str, facts: Iterable[FactChange], items: Iterable[ItemChange]) -> None:
        for fact in facts:
            self._read_fact(owner, fact)
        for item in items:
            self._read_item(item)

    def _read_fact(self, owner: str, fact: FactChange) -> None:
        if fact.is_layout:
            self._layout += 1
        elif fact.is_wording or fact.is_opaque:
            self._wording += 1
        elif fact.field == "heading":
            _name(self._new_headings, fact.after)
        elif spec(fact.model, fact.field).kind == FieldKind.PERIOD:
            self._periods.append((owner, fact))
        else:
            self._facts.append((owner, fact))

    def _read_item(self, item: ItemChange) -> None:
        if item.kind in {ChangeKind.ADDED, ChangeKind.REMOVED}:
            if item.is_statement:
                self._statements[item.kind] += 1
            else:
                by_sort = self._added if item.kind == ChangeKind.ADDED else self._removed
                _name(by_sort[_sort(item)], item.name or item.label)
            return
        if item.moved:
            if item.is_statement:
                self._statements[ChangeKind.MOVED] += 1
            else:
                _name(self._moved[Sort.ENTRY], item.name or item.label)
        # Whom the notice describes in words is a recipient like others.
        sort = Sort.RECIPIENT if item.is_statement else _sort(item)
        for value, names in zip((item.before, item.after), self._renamed[sort], strict=True):
            names.add(normalise(item_name(value or "")))
        self._read(item.name or item.label, item.facts, item.items)

    def sentences(self) -> Iterator[str]:
        again: Names = {}
        less: Names = {}
        for sort in Sort:
            if sort in self._substance:
                self._settle(sort, self._substance[sort], again, less)
            elif sort != Sort.SECTION:
                self._take_out_moved(sort, self._added[sort], self._removed[sort])
        for sort in Sort:
            yield from _counted(sentences.ADDED[sort], self._added[sort])
            yield from _counted(sentences.REMOVED[sort], self._removed[sort])
        yield from self._period_sentences()
        yield from self._fact_sentences()
        yield from _counted(sentences.RENAMED_SECTIONS, self._new_headings)
        yield from _counted(sentences.MOVED_SECTIONS, self._moved[Sort.SECTION])
        yield from _counted(sentences.MOVED_ENTRIES, self._moved[Sort.ENTRY])
        yield from _counted(sentences.NAMED_AGAIN, again)
        yield from _counted(sentences.NAMED_LESS, less)
        for sentence, number in (
            (sentences.STATEMENTS_ADDED, self._statements[ChangeKind.ADDED]),
            (sentences.STATEMENTS_REMOVED, self._statements[ChangeKind.REMOVED]),
            (sentences.STATEMENTS_MOVED, self._statements[ChangeKind.MOVED]),
            (sentences.WORDING, self._wording),
            (sentences.LAYOUT, self._layout),
        ):
            if number:
                yield _sentence(sentence, number)

    def _settle(self, sort: Sort, turnover: SetChange, again: Names, less: Names) -> None:
        """Replace what came and went here and there by what is new to the document or gone from it."""
        here, away = self._added[sort], self._removed[sort]
        used = self._added[Sort.ACTIVITY], self._removed[Sort.ACTIVITY]
        was, now = self._renamed[sort]
        new, gone = _names(turnover.new), _names(turnover.gone)
        self._added[sort] = {key: name for key, name in new.items() if key not in now and key not in used[0]}
        self._removed[sort] = {key: name for key, name in gone.items() if key not in was and key not in used[1]}
        told_new = set(turnover.new_names).difference(now, used[0]).union(self._added[sort])
        told_gone = set(turnover.gone_names).difference(was, used[1]).union(self._removed[sort])
        here = {key: name for key, name in here.items() if key not in told_new}
        away = {key: name for key, name in away.items() if key not in told_gone}
        self._take_out_moved(sort, here, away)
        again |= here
        less |= away

    def _take_out_moved(self, sort: Sort, here: Names, away: Names) -> None:
        for key in [key for key in here if key in away]:
            self._moved[Sort.ENTRY][key] = here.pop(key)
            del away[key]

    def _period_sentences(self) -> Iterator[str]:
        if len(self._periods) > _ONE_BY_ONE:
            yield from _counted(sentences.PERIODS, _names(owner for owner, _fact in self._periods))
            return
        for owner, fact in self._periods:
            if fact.kind == ChangeKind.CHANGED:
                yield _("The retention period for %(name)s went from %(before)s to %(after)s.") % {
                    "name": _short(owner),
                    "before": _short(fact.before),
                    "after": _short(fact.after),
                }
            else:
                yield _one_fact(owner, fact)

    def _fact_sentences(self) -> Iterator[str]:
        if len(self._facts) > _ONE_BY_ONE:
            labels = tuple(dict.fromkeys(fact.label for _owner, fact in self._facts))
            yield _sentence(sentences.FACTS, len(self._facts), join_and(labels[:_ONE_BY_ONE]))
            return
        for owner, fact in self._facts:
            yield _one_fact(owner, fact)


def _sort(item: ItemChange) -> Sort:
    value = item.value
    if isinstance(value, RecipientIdentity) and (
        value.is_publisher or f"{item.model.__name__}.{item.field}" in RECEIVE_NOTHING
    ):
        return Sort.ENTRY
    if isinstance(value, RecipientUse) and value.recipient.is_publisher:
        return Sort.ENTRY
    return _SORTS.get(type(value), Sort.ENTRY)  # type: ignore[arg-type]


def _one_fact(owner: str, fact: FactChange) -> str:
    label = _("%(label)s (%(owner)s)") % {"label": fact.label, "owner": _short(owner)} if owner else fact.label
    values = {"label": label, "before": _short(fact.before), "after": _short(fact.after)}
    if fact.kind == ChangeKind.ADDED:
        return _("%(label)s was added: %(after)s.") % values
    if fact.kind == ChangeKind.REMOVED:
        return _("%(label)s was removed: %(before)s.") % values
    if len(fact.before) > _LONGEST or len(fact.after) > _LONGEST:
        return _("%(label)s changed.") % values
    return _("%(label)s changed from %(before)s to %(after)s.") % values


def _counted(sentence: Promise, names: Names) -> Iterator[str]:
    if names:
        yield _sentence(sentence, len(names), first_few([_short(name) for name in names.values()]))


def _sentence(sentence: Promise, number: int, names: str = "") -> str:
    count = str(sentences.NUMBERS.get(number, number))
    return capfirst(str(sentence % {"number": number, "count": count, "names": names}))


def _names(names: Iterable[str]) -> Names:
    found: Names = {}
    for name in names:
        _name(found, name)
    return found


def _name(names: Names, name: str) -> None:
    names.setdefault(normalise(name), name)


def _short(text: str) -> str:
    # A name that is a sentence does not end the sentence that it stands in.
    text = " ".join(text.split()).removesuffix(".")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
