"""Sections of other apps, and of apps that are gone: read, kept and written beside our own."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import (
    GetCoreSchemaHandler,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_serializer,
)
from pydantic_core import CoreSchema, core_schema

from wagtail_privacy.documents.canonical import canonical_text
from wagtail_privacy.documents.fields import Label, machine, opaque, specs
from wagtail_privacy.documents.sections.base import SectionBase

_registered: dict[str, type[SectionBase]] = {}


class UnknownSection(SectionBase):
    """A section of a type that this site does not know, or no longer, as it was stored.

    It is written as it was read, byte for byte: a stored document is evidence, whoever can show it.
    """

    item_label: ClassVar[Label] = _("A part that this website cannot show")

    type: Annotated[str, machine()]
    stored: Annotated[str, opaque(_("A part that this website cannot show"))]

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "UnknownSection":
        """The section that was stored as ``payload``, decoded JSON with a text as its ``type``."""
        heading, anchor = (payload.get(name) for name in ("heading", "anchor"))
        return cls(
            type=payload["type"],
            heading=heading if isinstance(heading, str) else "",
            anchor=anchor if isinstance(anchor, str) else "",
            stored=canonical_text(payload),
        )

    @model_serializer
    def _as_stored(self) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(self.stored)
        return payload


def register_section_type(model: type[SectionBase]) -> None:
    """Read stored sections of the type of ``model`` as ``model``.

    The type is its default for ``type`` and holds the label of the app and a name, with a full stop between them
    ("meals.allergies"). Raises ``ValueError`` for a type without a full stop, which is ours, or one that is taken, and
    ``TypeError`` for a model with a field that does not say what it is.
    """
    specs(model)
    name = section_type(model)
    if "." not in name:
        raise ValueError(f"The type of {model.__name__} needs the label of its app before a full stop: {name!r}.")
    if _registered.setdefault(name, model) is not model:
        raise ValueError(f"Two classes of section have the type {name!r}: {_registered[name]!r} and {model!r}.")


def section_type(model: type[SectionBase]) -> str:
    """The type that sections of this class have. Raises ``TypeError`` for a class without one."""
    name = model.model_fields["type"].default
    if not isinstance(name, str):
        raise TypeError(f"{model.__name__}.type needs a default: the type of the section.")
    return name


class AnySection:
    """Annotation for a section of one of our types, of a registered one, or of one that is unknown.

    ``Annotated[OurTypes, AnySection()]``, where ``OurTypes`` is a union told apart by ``type``. The JSON Schema is that
    of the union: what other apps add is theirs to describe.
    """

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        known = handler(source)
        return core_schema.no_info_wrap_validator_function(
            self._read,
            known,
            serialization=core_schema.wrap_serializer_function_ser_schema(self._dump, schema=known, info_arg=True),
        )

    @staticmethod
    def _read(value: object, handler: ValidatorFunctionWrapHandler) -> object:
        if isinstance(value, SectionBase):
            return value if _is_foreign(value) else handler(value)
        name = value.get("type") if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping) or not isinstance(name, str):
            return handler(value)
        try:
            model = _registered.get(name)
            return handler(value) if model is None else model.model_validate(value)
        except ValidationError as error:
            # Of a registered type, the app has changed since: what it stored is kept, and shown as far as possible.
            if model is None and not _is_unknown_type(error):
                raise
            return UnknownSection.of(value)

    @staticmethod
    def _dump(value: SectionBase, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> object:
        return value.model_dump(mode=info.mode) if _is_foreign(value) else handler(value)


def _is_foreign(section: SectionBase) -> bool:
    return "." in section.type or isinstance(section, UnknownSection)


def _is_unknown_type(error: ValidationError) -> bool:
    return any(problem["type"] == "union_tag_invalid" and not problem["loc"] for problem in error.errors())
