"""Documents that somebody edited: pairs that have much in common are the interesting ones."""

import types
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from tests.documents.strategies import _values
from wagtail_privacy.documents.base import Data, Prose
from wagtail_privacy.documents.document import Document

AnyData = TypeVar("AnyData", bound=Data)

# Few texts, so that names, keys and statements meet their like, and some that nearly do.
_TEXTS = (
    "",
    "names",
    "Names ",
    "names and addresses of pupils",
    "names and addresses of our pupils",
    "to keep children safe and well",
    "to keep all children safe and well at school",
    "school nurse",
)
_VERBS = ("drop", "insert", "repeat", "move", "edit", "edit", "edit")
_FIXED = {"type", "schema_version"}


@st.composite
def edited_pairs(draw: st.DrawFn) -> tuple[Document, Document]:
    """A document of a few sections, and the same after a few edits anywhere in it."""
    sections = Document.model_fields["sections"]
    before = _new_part(draw, Document).model_copy(
        update={"sections": tuple(_new_entry(draw, sections) for _ in range(draw(st.integers(1, 4))))}
    )
    after = before
    for _ in range(draw(st.integers(1, 4))):
        after = _edited(draw, after)
    return before, after


def _edited(draw: st.DrawFn, part: AnyData) -> AnyData:
    names = [name for name in type(part).model_fields if name not in _FIXED]
    full = [name for name in names if getattr(part, name) not in (None, "", ())]
    # Sections are where most happens; what is empty is filled now and then.
    often = ["sections"] * 40 if isinstance(part, Document) else [*full, *full]
    name = draw(st.sampled_from([*often, *names]))
    field, value = type(part).model_fields[name], getattr(part, name)
    if isinstance(value, tuple):
        new: Any = _edited_list(draw, value, field)
    elif isinstance(value, Data) and not isinstance(value, Prose) and draw(st.booleans()):
        new = _edited(draw, value)
    else:
        new = _new(draw, field)
    return part.model_copy(update={name: new})


def _edited_list(draw: st.DrawFn, values: tuple[Any, ...], field: FieldInfo) -> tuple[Any, ...]:
    if not values:
        return (_new_entry(draw, field),)
    verb, place = draw(st.sampled_from(_VERBS)), draw(st.integers(0, len(values) - 1))
    before, value, after = values[:place], values[place], values[place + 1 :]
    if verb == "drop":
        return before + after
    if verb == "insert":
        return (*before, _new_entry(draw, field), *values[place:])
    if verb == "repeat":
        return (*values, value)
    if verb == "move":
        rest = before + after
        to = draw(st.integers(0, len(rest)))
        return (*rest[:to], value, *rest[to:])
    return (*before, _edited(draw, value) if isinstance(value, Data) else _new_entry(draw, field), *after)


def _new_part(draw: st.DrawFn, model: type[AnyData]) -> AnyData:
    fields = model.model_fields
    optional = [name for name, field in fields.items() if not field.is_required() and name not in _FIXED]
    names = {name for name, field in fields.items() if field.is_required()}
    if optional:
        names.update(draw(st.lists(st.sampled_from(optional), max_size=3)))
    return model(**{name: _new(draw, fields[name]) for name in fields if name in names})


def _new_entry(draw: st.DrawFn, field: FieldInfo) -> Any:
    return _of(draw, get_args(field.annotation)[0], field)


def _new(draw: st.DrawFn, field: FieldInfo) -> Any:
    return _of(draw, field.annotation, field)


def _of(draw: st.DrawFn, annotation: Any, field: FieldInfo) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _of(draw, arguments[0], field)
    if origin in {Union, types.UnionType}:
        return _of(draw, draw(st.sampled_from(arguments)), field)
    if origin is tuple:
        return tuple(_of(draw, arguments[0], field) for _ in range(draw(st.integers(0, 3))))
    if annotation is type(None):
        return None
    if isinstance(annotation, type) and issubclass(annotation, Data) and annotation is not Prose:
        return _new_part(draw, annotation)
    return draw(_leaves(annotation, tuple(field.metadata)))


@cache
def _leaves(annotation: Any, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    # Kept: making a strategy takes longer than drawing from it.
    field = FieldInfo(annotation=annotation)
    field.metadata = list(metadata)
    return st.sampled_from(_TEXTS) | _values(field) if annotation is str and not metadata else _values(field)
