"""Documents of every shape, made from the schema itself: a new field is tested from the day it is added."""

import itertools
import types
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from wagtail_privacy.documents.base import Data, Prose, holds_date
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.extensions import Extension, UnknownExtension

LANGUAGES = ("en", "en-gb", "cy", "ar", "so")

AnyData = TypeVar("AnyData", bound=Data)


def texts(min_size: int = 0, max_size: int = 12) -> st.SearchStrategy[str]:
    """Any text that a database stores: no half surrogate pairs, no zero bytes."""
    return st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=min_size, max_size=max_size
    )


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Years, months and days."""
    return st.dates().flatmap(
        lambda day: st.sampled_from(
            [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
        )
    )


def rich_texts() -> st.SearchStrategy[str]:
    """Sanitised rich text."""
    words = st.text("abc é&<>م", max_size=8).map(
        lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )
    blocks = st.sampled_from(["<p>{}</p>", "<h3>{}</h3>", "<p><b>{}</b></p>", "<ul><li>{}</li></ul>"])
    return st.lists(st.builds(str.format, blocks, words), max_size=3).map("".join)


def data(model: type[AnyData]) -> st.SearchStrategy[AnyData]:
    """Instances of ``model``, most of their optional fields left as they are."""
    if model is Prose:
        return rich_texts().map(lambda html: model.model_validate({"html": html}))
    required = {name: _values(field) for name, field in model.model_fields.items() if field.is_required()}
    optional = {name: _values(field) for name, field in model.model_fields.items() if not field.is_required()}

    def chosen(names: list[str]) -> st.SearchStrategy[AnyData]:
        strategies = required | {name: optional[name] for name in names}
        return st.fixed_dictionaries(strategies).map(lambda values: model(**values))

    if not optional:
        return chosen([])
    return st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True).flatmap(chosen)


def documents() -> st.SearchStrategy[Document]:
    """Whole documents of up to a few sections."""
    return st.deferred(lambda: data(Document))


def _values(field: FieldInfo) -> st.SearchStrategy[Any]:
    if field.annotation == tuple[Extension, ...]:
        stored = st.dictionaries(st.sampled_from(["name", "price"]), texts() | st.integers() | st.none(), max_size=2)
        return st.dictionaries(st.sampled_from(["meals", "trips"]), stored, max_size=2)
    if holds_date(field):
        return st.just("") | partial_dates().map(PartialDate.isoformat)
    if field.annotation is str and any(isinstance(entry, StringConstraints) for entry in field.metadata):
        return st.sampled_from(LANGUAGES)
    return st.deferred(lambda: _of(field.annotation))


def _of(annotation: Any) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _of(arguments[0])
    if origin is tuple:
        return st.lists(_of(arguments[0]), max_size=2).map(tuple)
    if origin in {Union, types.UnionType}:
        return st.one_of([_of(argument) for argument in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if annotation is type(None):
        return st.none()
    if issubclass(annotation, Data):
        return data(annotation)
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return {str: texts(), int: st.integers(0, 9999), bool: st.booleans()}[annotation]


def full(model: type[AnyData], **given: Any) -> AnyData:
    """One instance of ``model`` in which every field says something and no two texts are equal."""
    return _full(model, itertools.count(1), given)


def full_document() -> Document:
    """A document with every section and every field, no two texts equal."""
    return full(Document, language="en")


def _full(model: type[AnyData], numbers: Iterator[int], given: dict[str, Any] | None = None) -> AnyData:
    values = dict(given or {})
    for name, field in model.model_fields.items():
        if name in values:
            continue
        if model is Prose:
            values[name] = f"<p>prose{next(numbers)}</p>"
        elif field.annotation == tuple[Extension, ...]:
            values[name] = {f"app{next(numbers)}": {"says": f"text{next(numbers)}"}}
        elif holds_date(field):
            values[name] = PartialDate(1900 + next(numbers) % 99, 5).isoformat()
        else:
            values[name] = _full_value(field.annotation, numbers)
    return model(**values)


def _full_value(annotation: Any, numbers: Iterator[int]) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _full_value(arguments[0], numbers)
    if origin is tuple:
        inner = get_args(arguments[0])[0] if hasattr(arguments[0], "__metadata__") else arguments[0]
        kinds = get_args(inner) if get_origin(inner) in {Union, types.UnionType} else (inner,)
        return tuple(_full_value(kind, numbers) for kind in kinds)
    if origin in {Union, types.UnionType}:
        return _full_value(arguments[0], numbers)
    if origin is Literal:
        return arguments[0]
    if annotation is Data:
        return UnknownExtension(stored=f'{{"says":"text{next(numbers)}"}}')
    if issubclass(annotation, Data):
        return _full(annotation, numbers)
    if issubclass(annotation, Enum):
        # The last one: the first is often what goes without saying.
        return list(annotation)[-1]
    return {str: f"text{next(numbers)}", int: 1000 + next(numbers), bool: True}[annotation]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value of decoded JSON that holds no other value, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value
