"""The fields of a document as a page of the documentation, made from the schema."""

import inspect
import json
from collections.abc import Iterator
from typing import Any, Literal, cast, get_args, get_origin

from django.db.models import TextChoices
from django.utils import translation
from pydantic.fields import FieldInfo

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.extensions import Extension
from wagtail_privacy.documents.fields import FieldSpec, field_type, specs
from wagtail_privacy.documents.sections import AppendixSection, PlainSection, SectionBase
from wagtail_privacy.documents.sections.registry import section_type

INTRODUCTION = """\
# Fields of a document

<!-- Made by: manage.py export_document_schema --fields --output docs/reference/fields.md -->

Every field of [the document](document.md), with what it is called in the editor, on the page and in differences. This
page is made from the annotations of the schema, see `wagtail_privacy.documents.fields`.

| Kind | How a change of it is shown |
|---|---|
| wording | a sentence or a part of one, compared word by word |
| fact | a name, a number, a date, a value of a closed list or an item, compared as a whole |
| period | one of the fields that say a length of time together |
| machine | not shown: programs read it |

*Catch-all* fields take what no other field can say. *Role*: the label says which part an item plays. *Inline*: the part
is what the item around it is about. *Single*: people read the list as one value. *Hidden*: compared, and no part of the
text.
"""
VALUES = {str: "text", int: "number", bool: "yes or no", Prose: "rich text", Extension: "data of other apps, by app"}
FLAGS = {"catch_all": "catch-all", "is_role": "role", "inline": "inline", "single": "single", "hidden": "hidden"}


def field_reference() -> str:
    """Every field of the document, our sections and their items, and every closed list, as Markdown in English."""
    section_models: tuple[type[SectionBase], ...] = (*get_args(PlainSection), AppendixSection)
    models, lists = _used_by((Document, *section_models))
    items = sorted((model for model in models if not issubclass(model, Document | SectionBase)), key=_name)
    with translation.override("en"):
        parts = [
            INTRODUCTION,
            *_table("## The document", Document),
            "## What all sections have\n",
            *_rows(SectionBase),
            "## Sections\n",
            *(line for model in section_models for line in _table(f"### {section_type(model)}", model)),
            "## Items\n",
            *(line for model in items for line in _table(f"### {_name(model)}", model)),
            "## Closed lists\n",
            *(line for choices in sorted(lists, key=_name) for line in _choices(choices)),
        ]
    return "\n".join(parts).rstrip() + "\n"


def _name(kind: type) -> str:
    return kind.__name__


def _used_by(roots: tuple[type[Data], ...]) -> tuple[set[type[Data]], set[type[TextChoices]]]:
    """The classes of data and the closed lists that the fields of ``roots`` hold, and theirs in turn."""
    models: set[type[Data]] = set()
    lists: set[type[TextChoices]] = set()
    queue = list(roots)
    while queue:
        model = queue.pop()
        if model in models:
            continue
        models.add(model)
        for info in model.model_fields.values():
            kind, _is_list = _type(info)
            if kind in VALUES or kind is None:
                continue
            if issubclass(kind, TextChoices):
                lists.add(kind)
            else:
                queue.append(cast("type[Data]", kind))
    return models, lists


def _type(info: FieldInfo) -> tuple[type | None, bool]:
    """As ``field_type``; no type for a constant, and for sections, which can be of many types."""
    annotation: Any = info.annotation
    try:
        return field_type(annotation)
    except TypeError:
        return None, False


def _table(title: str, model: type[Data]) -> Iterator[str]:
    yield f"{title}\n"
    yield " ".join((inspect.getdoc(model) or "").split()).replace("``", "`") + "\n"
    yield from _rows(model)


def _rows(model: type[Data]) -> Iterator[str]:
    inherited = SectionBase.model_fields if issubclass(model, SectionBase) and model is not SectionBase else {}
    fields = specs(model)
    rows = [
        f"| `{name}` | {fields[name].editor_label} | {_kind(fields[name])} | {_value(info, fields[name])} |"
        for name, info in model.model_fields.items()
        if name not in inherited
    ]
    yield "\n".join(["| Field | Called | Kind | Holds |", "|---|---|---|---|", *rows]) + "\n"


def _kind(spec: FieldSpec) -> str:
    flags = [text for flag, text in FLAGS.items() if getattr(spec, flag) and not spec.is_machine]
    return ", ".join([spec.kind.value, *flags])


def _value(info: FieldInfo, spec: FieldSpec) -> str:
    if get_origin(info.annotation) is Literal:
        return f"always `{json.dumps(get_args(info.annotation)[0])}`"
    kind, is_list = _type(info)
    if kind is None:
        text = "[sections](#sections)"
    elif kind is str and holds_date(info):
        text = "date"
    elif kind in VALUES:
        text = VALUES[kind]
    else:
        text = f"[{kind.__name__}](#{kind.__name__.lower()})"
    if is_list and kind is not Extension:
        text = f"list of {text}" if kind is not str else "list of texts"
    if spec.unit:
        text = f"{text} ({spec.unit})"
    return f"{text}, required" if info.is_required() else text


def _choices(choices: type[TextChoices]) -> Iterator[str]:
    yield f"### {choices.__name__}\n"
    rows = [f"| `{choice.value}` | {choice.label} |" for choice in choices]
    yield "\n".join(["| Value | What people read |", "|---|---|", *rows]) + "\n"
