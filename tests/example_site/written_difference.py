"""Writes a difference as plain text, a change a line, for people to review and for tests to compare."""

from collections.abc import Iterable, Iterator

from wagtail_privacy.documents.base import Data, Link
from wagtail_privacy.documents.diff import (
    ChangeKind,
    Difference,
    FactChange,
    ItemChange,
    SectionChange,
    major_reasons,
    summarise,
)
from wagtail_privacy.documents.items import CategoryUse, Citation, Contact, PurposeUse, RecipientIdentity
from wagtail_privacy.documents.wording import display_text

NAMED_ONLY = (CategoryUse, Citation, Contact, Link, PurposeUse, RecipientIdentity)
"""What a line of its own says enough about."""

SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.MOVED: ">", ChangeKind.CHANGED: "~"}


def write_difference(change: Difference) -> str:
    """The summary, why the change is major, then every section that is not what it was."""
    lines = [f"* {sentence}" for sentence in summarise(change)]
    lines += [f"! {reason.code}: {reason.message}" for reason in major_reasons(change)]
    lines += ["", *_facts(change.head, 0), *_items(change.items, 0)]
    for section in change.sections:
        lines += _section(section, 0)
    lines.append(f"= {change.counts()[ChangeKind.UNCHANGED]} sections are unchanged.")
    return "\n".join(lines) + "\n"


def _section(section: SectionChange, depth: int) -> Iterator[str]:
    if section.kind == ChangeKind.UNCHANGED:
        return
    before = f" (was: {section.heading_before})" if section.heading_before else ""
    moved = " (moved)" if section.moved else ""
    yield _line(depth, section.kind, f"SECTION {section.heading}{before}{moved}")
    if section.kind in {ChangeKind.ADDED, ChangeKind.REMOVED}:
        yield from _content(section.section, depth + 1)
    yield from _facts(section.facts, depth + 1)
    yield from _items(section.items, depth + 1)
    for inner in section.sections:
        yield from _section(inner, depth + 1)


def _facts(facts: Iterable[FactChange], depth: int) -> Iterator[str]:
    for fact in facts:
        if fact.is_wording:
            runs = {"equal": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
            text = "".join(runs[run.op].format(run.text) for run in fact.words)
        else:
            text = " -> ".join(value for value in (fact.before, fact.after) if value)
        yield _line(depth, fact.kind, f"{fact.label}: {text}")


def _items(items: Iterable[ItemChange], depth: int) -> Iterator[str]:
    for item in items:
        moved = " (moved)" if item.moved else ""
        if item.is_statement and item.facts:
            yield from _facts(item.facts, depth)
            continue
        yield _line(depth, item.kind, f"{item.label}: {item.name}{moved}")
        if item.kind in {ChangeKind.ADDED, ChangeKind.REMOVED} and isinstance(item.value, Data):
            yield from _content(item.value, depth + 1)
        yield from _facts(item.facts, depth + 1)
        yield from _items(item.items, depth + 1)


def _content(part: Data, depth: int) -> Iterator[str]:
    """What an added or removed part says, by field: no other line says it."""
    if isinstance(part, NAMED_ONLY):
        return
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name in {"type", "anchor", "ref", "clause", "heading"} or not value:
            continue
        for entry in value if isinstance(value, tuple) else (value,):
            if display_text(entry) == display_text(part):
                continue
            yield f"{'  ' * depth}. {name}: {display_text(entry)}"
            if isinstance(entry, Data):
                yield from _content(entry, depth + 1)


def _line(depth: int, kind: ChangeKind, text: str) -> str:
    return f"{'  ' * depth}{SIGNS[kind]} {' '.join(text.split())}"
