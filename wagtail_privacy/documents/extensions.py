"""What other apps say of an item: kept, digested and compared with it, and shown by their own templates."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import (
    BeforeValidator,
    Field,
    JsonValue,
    PlainSerializer,
    SerializeAsAny,
    ValidationError,
    WithJsonSchema,
    model_serializer,
)

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.canonical import canonical_text
from wagtail_privacy.documents.fields import Label, fact, machine, opaque, specs

_registered: dict[str, type[Data]] = {}


class UnknownExtension(Data):
    """What an app has stored that is not here, or that has changed since; written as it was read, byte for byte."""

    item_label: ClassVar[Label] = _("Something that this website cannot show")

    stored: Annotated[str, opaque(_("Something that this website cannot show"))]

    @model_serializer
    def _as_stored(self) -> JsonValue:
        payload: JsonValue = json.loads(self.stored)
        return payload


class Extension(Data):
    """What the app with the label ``app`` says of an item."""

    app: Annotated[str, machine()]
    data: Annotated[SerializeAsAny[Data], fact(_("More about it"), inline=True)]

    def naming(self) -> tuple[object, ...]:
        return (self.data.item_label or self.app,)


def register_extension(app: str, model: type[Data]) -> None:
    """Read what the app with this label has stored of an item as ``model``, whose ``item_label`` names it.

    Raises ``ValueError`` where the app has another model already, and ``TypeError`` for a model with a field that does
    not say what it is.
    """
    specs(model)
    if _registered.setdefault(app, model) is not model:
        raise ValueError(f"The app {app!r} extends items with {_registered[app]!r} already, not {model!r}.")


def _extension(app: str, payload: object) -> Extension:
    if isinstance(payload, Data):
        return Extension(app=app, data=payload)
    model = _registered.get(app)
    if model is not None:
        try:
            return Extension(app=app, data=model.model_validate(payload))
        except ValidationError:
            # The app has changed since: what it stored is kept.
            pass
    return Extension(app=app, data=UnknownExtension(stored=canonical_text(payload)))


def _from_mapping(value: object) -> object:
    if isinstance(value, Mapping):
        return tuple(_extension(str(app), value[app]) for app in sorted(value))
    return value


def _without_default(schema: dict[str, Any]) -> None:
    # Pydantic gives the empty tuple, which is no object.
    schema.pop("default", None)


def _to_mapping(extensions: tuple[Extension, ...]) -> dict[str, Any] | None:
    # Nothing is left out of the item; an empty object would not be, since an item that says nothing is one.
    if not extensions:
        return None
    return {extension.app: extension.data.model_dump(mode="json") for extension in extensions}


Extensions = Annotated[
    tuple[Extension, ...],
    BeforeValidator(_from_mapping),
    PlainSerializer(_to_mapping),
    Field(json_schema_extra=_without_default),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "object"},
            "description": "What other apps say of it, by the label of the app.",
        }
    ),
]
"""What other apps say of an item; in JSON an object, from the label of each app to its data."""
