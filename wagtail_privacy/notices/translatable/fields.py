"""Which fields of items and notices translators translate."""

from typing import Any

from django.db.models import CharField, EmailField, Field, TextField, URLField

from wagtail_privacy.fields import PartialDateField
from wagtail_privacy.notices.sections_field import SectionsField

SAME_IN_EVERY_LANGUAGE = frozenset({"abbreviation", "aliases", "number", "phone"})
"""Texts of items that are not words of a notice: other names help to find an item in the language that it has."""


def is_translated(field: "Field[Any, Any]") -> bool:
    """Whether translators translate a field of an item: words, and no address, date, number or value of a list."""
    if isinstance(field, SectionsField):
        return True
    is_text = isinstance(field, CharField | TextField) and not field.choices
    is_same = field.name in SAME_IN_EVERY_LANGUAGE or isinstance(field, URLField | EmailField | PartialDateField)
    return is_text and not is_same
