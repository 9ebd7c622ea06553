"""From a field of the schema to its block: label, closed list and whether it must be filled in come from there."""

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from pydantic.fields import FieldInfo
from wagtail import blocks

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.fields import field_type, spec
from wagtail_privacy.notices.blocks.base import (
    LinesBlock,
    PartialDateBlock,
    PlainTextBlock,
    ProseBlock,
    VocabulariesBlock,
    VocabularyBlock,
)


def block_for(
    model: type[Data],
    field: str,
    child: type[blocks.Block] | blocks.Block | None = None,
    *,
    help_text: str | Promise | None = None,
    required: bool | None = None,
    rows: int | None = None,
    **options: object,
) -> blocks.Block:
    """The block for ``field`` of ``model``, called what the field is called.

    ``child`` is a class of block where the type of the field does not say which one (a chooser, an e-mail address), or
    a block of which the field is a list. A field that holds one item, and not several, is a list of at most one.
    ``required`` is that of the schema unless it is given. Raises ``TypeError`` where the type of the field needs a
    ``child`` and there is none::

        schema = s.SecuritySection
        measures = block_for(schema, "measures", help_text=_("In general terms, one a line."))
    """
    info: FieldInfo = model.model_fields[field]
    options |= {"label": spec(model, field).editor_label, "help_text": help_text}
    annotation: Any = info.annotation
    kind, is_list = field_type(annotation)
    if isinstance(child, blocks.Block):
        if not is_list:
            options["max_num"] = 1
        return blocks.ListBlock(child, default=[], collapsed=True, **options)
    options["required"] = info.is_required() if required is None else required
    if child is not None:
        return child(**options)
    if rows is not None:
        options["rows"] = rows
    if issubclass(kind, TextChoices):
        options["vocabulary"] = kind
    if kind is int:
        options.setdefault("min_value", 0)
    factory = _factory(kind, is_list=is_list, is_date=holds_date(info), has_rows=bool(rows))
    if factory is None:
        raise TypeError(f"{model.__name__}.{field} holds {kind.__name__}: say which block stands for one, as `child`.")
    return factory(**options)


def _factory(kind: type, *, is_list: bool, is_date: bool, has_rows: bool) -> Callable[..., blocks.Block] | None:
    """The class of block for values of ``kind``; ``None`` where the type alone does not say it."""
    if issubclass(kind, TextChoices):
        return VocabulariesBlock if is_list else VocabularyBlock
    if kind is not str:
        return {bool: blocks.BooleanBlock, int: blocks.IntegerBlock, Prose: ProseBlock}.get(kind)
    if is_list:
        return LinesBlock
    if is_date:
        return PartialDateBlock
    return PlainTextBlock if has_rows else blocks.CharBlock
