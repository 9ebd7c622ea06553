"""Building blocks that every part of a Document shares."""

from functools import cache
from typing import Annotated, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
)
from pydantic.fields import FieldInfo

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.fields import Label, fact, machine, specs, wording


def _is_empty(value: object) -> bool:
    # 0 is a value: a window of no days says something else than no window.
    return value is None or value is False or value in ("", [], ())


class Data(BaseModel):
    """Immutable plain data.

    Unknown fields are refused, so that a document written by a newer release fails loudly instead of losing a
    fact. Empty values are left out when serialised: a field that a later schema adds does not change the digest of
    the documents that do not use it. Every optional field is therefore empty unless it is given, or has a default
    that is never empty.

    Every field says what it is, see :mod:`~wagtail_privacy.documents.fields`; ``item_label`` says what sort of item an
    instance is.
    """

    item_label: ClassVar[Label] = ""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def naming(self) -> tuple[object, ...]:
        """What readers know the item by, the name first; empty parts are left out. See :func:`name_parts`."""
        return (getattr(self, "name", ""),)

    @model_serializer(mode="wrap")
    def _leave_out_empty(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        kept = _required_fields(type(self))
        # A value that counts as true is not empty: most values need no look at what they are.
        return {name: value for name, value in handler(self).items() if value or name in kept or not _is_empty(value)}


def name_parts(item: Data) -> tuple[object, ...]:
    """What readers know ``item`` by, before it is put into words: the same in every language.

    The first text that it says, where nothing is its name.
    """
    return tuple(part for part in item.naming() if part) or _first_text(item)


def _first_text(item: Data) -> tuple[object, ...]:
    texts = (getattr(item, name) for name, entry in specs(type(item)).items() if not entry.is_machine)
    return tuple(text for text in texts if type(text) is str and text)[:1]


@cache
def _required_fields(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(name for name, field in model.model_fields.items() if field.is_required())


def _parsed(value: str) -> str:
    return PartialDate.parse(value).isoformat() if value else ""


_DATE = AfterValidator(_parsed)
_DATE_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$",
        "description": "A year, a month or a day: 2025, 2025-05 or 2025-05-14. Empty when unknown.",
    }
)

PartialDateText = Annotated[str, _DATE, _DATE_SCHEMA]
"""A date as ``2025``, ``2025-05`` or ``2025-05-14``; empty when unknown."""


def holds_date(field: FieldInfo) -> bool:
    """Whether the texts of ``field`` are dates."""
    return _DATE in field.metadata


class ItemRef(Data):
    """Which shared item a piece of the document came from, and what it said at that moment.

    ``model`` is the lower-case model name, ``key`` the translation key (the same in every language), ``hash`` the
    sha256 of the item's own content, so that staleness and impact are exact. ``language`` is empty unless the item is
    shown in another language than the document, because it has no live translation.
    """

    model: Annotated[str, machine()]
    key: Annotated[str, machine()]
    hash: Annotated[str, machine()]
    language: Annotated[str, machine()] = ""


class Prose(Data):
    """Free text: sanitised HTML with tokens already resolved. The only type that holds markup."""

    html: Annotated[str, wording(_("Text"))]


class Link(Data):
    """A web address with the words that say where it leads.

    ``url`` is empty for a document that is named without saying where it stands, as printed policies do.
    """

    item_label: ClassVar[Label] = _("Link")

    url: Annotated[str, fact(_("Web address"))] = ""
    text: Annotated[str, wording(_("Link text"))] = ""
    about: Annotated[str, wording(_("What readers find there"))] = ""

    def naming(self) -> tuple[object, ...]:
        return (self.text or self.url,)
