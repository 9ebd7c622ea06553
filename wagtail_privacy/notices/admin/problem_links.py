"""What is wrong with a form that was refused, each with where it stands and a link that leads there. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.utils.choices import flatten_choices
from django.utils.text import Truncator
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.blocks import BlockField

LONGEST_NAME = 60
"""So many characters of a name are shown."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MISSING = (AttributeError, LookupError, TypeError, ValueError)
"""What looking into a value that somebody else sent can raise."""


@dataclass(frozen=True)
class ProblemLink:
    """One thing to put right.

    ``trail`` names the parts that it stands in, the outermost first; ``target`` is the id of the element to go to,
    empty where there is none; ``block_ids`` are the ids of all sections and items around it; ``field_id`` is the id of
    the element of the page's field.
    """

    message: str
    trail: tuple[str, ...] = ()
    target: str = ""
    block_ids: tuple[str, ...] = ()
    field_id: str = ""

    @property
    def href(self) -> str:
        """The address of :attr:`target` on the same page, or an empty text."""
        return f"#{quote(self.target, safe='')}" if self.target else ""

    @property
    def text(self) -> str:
        """As it is shown: "Who we share with › Fire service: choose a recipient."."""
        if not self.trail:
            return self.message
        place = " › ".join(self.trail)
        if place.endswith("?"):
            # A field that asks a question needs no colon after it.
            return f"{place} {self.message}"
        return gettext("%(place)s: %(problem)s") % {"place": place, "problem": self.message}

    def inside(self, name: str, block_id: str = "") -> "ProblemLink":
        """The place inside a part of this one: a section or item where it has an id, else a field."""
        inner = replace(self, trail=(*self.trail, name) if name else self.trail)
        if not block_id:
            return inner
        return replace(inner, target=f"block-{block_id}-section", block_ids=(*self.block_ids, block_id))


def problem_links(form: forms.BaseForm) -> tuple[ProblemLink, ...]:
    """Every error of ``form`` and of its formsets, those of the form as a whole first, then field by field."""
    places = [NON_FIELD_ERRORS, *form.fields]
    errors = sorted(form.errors.as_data().items(), key=lambda entry: places.index(entry[0]))
    links = [link for name, found in errors for link in _field_links(form, name, found)]
    for name, formset in getattr(form, "formsets", {}).items():
        if name == "comments":
            continue
        links += [ProblemLink(message) for message in formset.non_form_errors()]
        for child in formset.forms:
            links += problem_links(child) if child.is_bound and child.errors else ()
    return tuple(links)


def problem_counts(links: Iterable[ProblemLink]) -> dict[str, int]:
    """How many problems stand in each section and item, by its id."""
    return dict(Counter(block_id for link in links for block_id in link.block_ids))


def field_counts(links: Iterable[ProblemLink]) -> dict[str, int]:
    """How many problems each field of the page has, by the id of its element."""
    return dict(Counter(link.field_id for link in links if link.field_id))


def _field_links(form: forms.BaseForm, name: str, errors: Iterable[ValidationError]) -> Iterator[ProblemLink]:
    if name == NON_FIELD_ERRORS:
        yield from (ProblemLink(message) for error in errors for message in error.messages)
        return
    bound = form[name]
    block = bound.field.block if isinstance(bound.field, BlockField) else None
    # Wagtail gives the element of a stream the plain name of the field.
    element = bound.html_name if block is not None else bound.id_for_label or bound.auto_id
    place = ProblemLink("", target=element, field_id=element)
    for error in errors:
        if block is not None:
            yield from block_problem_links(block, bound.value(), error, place, str(bound.label))
        else:
            yield from _messages(error, place.inside(str(bound.label)))


def block_problem_links(
    block: blocks.Block | None, value: Any, error: ValidationError, place: ProblemLink, label: str = ""
) -> Iterator[ProblemLink]:
    """The problems that ``error`` tells of ``value``, which stands at ``place``.

    ``label`` says what an error of the whole of a list or stream is about.
    """
    inner_errors = getattr(error, "block_errors", None)
    if inner_errors is None:
        yield from _messages(error, place.inside(label))
        return
    for whole in error.non_block_errors.as_data():  # type: ignore[attr-defined]
        yield from _messages(whole, place.inside(label))
    for key in sorted(inner_errors) if not isinstance(block, blocks.BaseStructBlock) else inner_errors:
        child, child_value, block_id = _child(block, value, key)
        if isinstance(block, blocks.BaseStructBlock):
            field_label = str(child.label) if child is not None else ""
            # A list says what it is only of itself: its items have names.
            is_list = isinstance(child, (blocks.ListBlock, blocks.BaseStreamBlock))
            inner = place if is_list else place.inside(field_label)
            yield from block_problem_links(child, child_value, inner_errors[key], inner, field_label if is_list else "")
        else:
            name = name_of(child, child_value) if child is not None else ""
            yield from block_problem_links(child, child_value, inner_errors[key], place.inside(name, block_id))


def name_of(block: blocks.Block, value: Any) -> str:
    """What the collapsed line of a section or item calls it, as far as the server knows; else what kind it is."""
    text = _line(block, value) if isinstance(block, blocks.BaseStructBlock) else _text(block, value)
    kind = getattr(getattr(block, "schema", None), "item_label", "") or block.label
    return Truncator(" ".join(text.split()) or str(kind)).chars(LONGEST_NAME)


def _line(block: blocks.BaseStructBlock, value: Any) -> str:
    line_format = getattr(block.meta, "label_format", None) or "{heading}"

    def text_of(match: re.Match[str]) -> str:
        child, child_value, _block_id = _child(block, value, match.group(1))
        return _text(child, child_value)

    return _PLACEHOLDER.sub(text_of, line_format)


def _text(block: blocks.Block | None, value: Any) -> str:
    if isinstance(block, blocks.ChoiceBlock):
        return str(dict(flatten_choices(block.field.choices)).get(value, "")) if value else ""
    return str(value) if isinstance(value, str | int | Model) and not isinstance(value, bool) else ""


def _child(block: blocks.Block | None, value: Any, key: Any) -> tuple[blocks.Block | None, Any, str]:
    """A part of ``value`` as its block, its value and its id; ``None`` for a part that is not there."""
    try:
        if isinstance(block, blocks.BaseStructBlock):
            return block.child_blocks[key], value.get(key) if value is not None else None, ""
        child = block.normalize(value).bound_blocks[key] if isinstance(block, blocks.ListBlock) else value[key]
    except _MISSING:
        return None, None, ""
    return child.block, child.value, str(child.id or "")


def _messages(error: ValidationError, place: ProblemLink) -> Iterator[ProblemLink]:
    for message in error.messages:
        yield replace(place, message=str(message))
