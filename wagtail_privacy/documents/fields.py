"""What each field of a document is: said once, beside its type, and read wherever the field is shown or compared.

A field of the schema is annotated with what it is::

    class SecuritySection(SectionBase):
        measures: Annotated[tuple[str, ...], wording(_("How data is kept safe"))] = ()

The block of the editor takes its label from there, and so do the page, the difference and the plain text. Annotations
change neither the stored data nor the published JSON Schema.
"""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Union, get_args, get_origin

from django.utils.functional import Promise
from django.utils.text import format_lazy
from pydantic import BaseModel
from pydantic.fields import FieldInfo

Label = str | Promise
"""A text, or one that is translated when it is asked for."""


class FieldKind(StrEnum):
    """What a value says, which decides how it is compared.

    ``WORDING`` is a sentence or a part of one, compared word by word; ``FACT`` a name, a number, a date, an address or
    a value of a closed list, compared as a whole; ``PERIOD`` one of several fields that say a length of time together;
    ``MACHINE`` is read by programs only; ``OPAQUE`` is for readers, and this site does not know how to show it.
    """

    WORDING = "wording"
    FACT = "fact"
    PERIOD = "period"
    MACHINE = "machine"
    OPAQUE = "opaque"


@dataclass(frozen=True)
class FieldSpec:
    """What a field is.

    ``label`` is what people call it. ``part`` tells the fields of one period apart in the editor. ``unit`` is what a
    number counts, as CLDR names it ("day"), or "age"; of a text it is "language" where it holds the tag of one.
    ``is_role``: the label says which part an item plays and stands in the place of the label of its class ("Run by:
    Department for Education"). ``inline``: the part is what the item around it is about, and its facts are the item's
    own. ``single``: people read the list as one value, such as an address. ``hidden``: people read it nowhere, neither
    in the notice nor in a difference. ``unless``: the field that is read in its place where it says something.
    ``remark``: a yes says something, a no says nothing.
    ``only``: the fields of the item that are read here, where these are not all. ``catch_all``: takes whatever no other
    field can say, so that its words are as little checked as free text.
    """

    kind: FieldKind
    label: Label = ""
    part: Label = ""
    unit: str = ""
    is_role: bool = False
    inline: bool = False
    single: bool = False
    remark: bool = False
    hidden: bool = False
    unless: str = ""
    only: tuple[str, ...] = ()
    catch_all: bool = False

    @property
    def is_machine(self) -> bool:
        """Whether nobody reads the field."""
        return self.kind == FieldKind.MACHINE

    @property
    def editor_label(self) -> Label:
        """What the field is called in the editor, where the fields of a period stand apart."""
        return format_lazy("{}: {}", self.label, self.part) if self.part else self.label


def wording(label: Label, *, catch_all: bool = False) -> FieldSpec:
    """A sentence or a part of one, or a list of them."""
    return FieldSpec(FieldKind.WORDING, label, catch_all=catch_all)


def fact(
    label: Label,
    *,
    unit: str = "",
    is_role: bool = False,
    inline: bool = False,
    single: bool = False,
    remark: bool = False,
    hidden: bool = False,
    unless: str = "",
    only: tuple[str, ...] = (),
) -> FieldSpec:
    """A name, a number, a date, a value of a closed list, or an item; or a list of them."""
    return FieldSpec(
        FieldKind.FACT,
        label,
        unit=unit,
        is_role=is_role,
        inline=inline,
        single=single,
        remark=remark,
        hidden=hidden,
        unless=unless,
        only=only,
    )


def period_part(label: Label, part: Label) -> FieldSpec:
    """One of the fields that say a length of time together: ``label`` is theirs, ``part`` its own."""
    return FieldSpec(FieldKind.PERIOD, label, part)


def opaque(label: Label) -> FieldSpec:
    """What is kept for readers and cannot be shown here: ``label`` says so in its place."""
    return FieldSpec(FieldKind.OPAQUE, label)


def machine() -> FieldSpec:
    """What identifies something to programs."""
    return FieldSpec(FieldKind.MACHINE, hidden=True)


@cache
def specs(model: type[BaseModel]) -> Mapping[str, FieldSpec]:
    """What each field of ``model`` is, in the order of the schema.

    Raises ``TypeError`` for a model with a field that does not say it.
    """
    return MappingProxyType({name: _spec(model, name, info) for name, info in model.model_fields.items()})


def spec(model: type[BaseModel], field: str) -> FieldSpec:
    """What ``field`` of ``model`` is. Raises ``KeyError`` for a field that the model has not."""
    return specs(model)[field]


def _spec(model: type[BaseModel], name: str, info: FieldInfo) -> FieldSpec:
    field_spec = next((entry for entry in info.metadata if isinstance(entry, FieldSpec)), None)
    if field_spec is None:
        raise TypeError(
            f"{model.__name__}.{name} does not say what it is. Annotate it, for example as "
            f"{name}: Annotated[str, wording(_('What readers call it'))]; see wagtail_privacy.documents.fields."
        )
    return field_spec


@cache
def field_type(annotation: Any) -> tuple[type, bool]:
    """The type that a field holds besides ``None``, and whether it holds a list of it.

    Raises ``TypeError`` for an annotation that is neither a class, nor optional, nor a tuple of one type.
    """
    if get_origin(annotation) is Annotated:
        return field_type(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return field_type(get_args(annotation)[0])[0], True
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not types.NoneType]
        if len(kinds) == 1:
            return field_type(kinds[0])
    if isinstance(annotation, type):
        return annotation, False
    raise TypeError(f"{annotation!r} is not the type of a field: use a class, one or None, or a tuple of it.")


@cache
def period_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of ``model`` that say a length of time together; empty where there are none."""
    return tuple(name for name, entry in specs(model).items() if entry.kind == FieldKind.PERIOD)


@cache
def machine_fields(model: type[BaseModel]) -> frozenset[str]:
    """The fields of ``model`` that nobody reads."""
    return frozenset(name for name, entry in specs(model).items() if entry.is_machine)


def is_read(part: BaseModel, field: str) -> bool:
    """Whether people read ``field`` of ``part``: neither is it hidden, nor does another field say it in its place."""
    entry = spec(type(part), field)
    return not entry.hidden and not (entry.unless and getattr(part, entry.unless))


def field_label(model: type[BaseModel], field: str) -> str:
    """What people call ``field`` of ``model``, in the active language; empty where nobody reads it."""
    return str(spec(model, field).label)
