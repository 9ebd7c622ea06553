"""Model fields that several rooms have: lines of text, values of closed lists, partial dates, keys that stay."""

import datetime as dt
from collections.abc import Collection
from typing import Any, ClassVar, Self, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate, check_bounds, parse_written
from wagtail_privacy.documents.vocabulary import Audience, DataSubject, Nation

_INVALID_DATE = _("Enter a year, a month or a day, such as 2010, March 2010 or 31 March 2010.")


def lines(value: str | None) -> tuple[str, ...]:
    """The entries of a text with one entry a line: stripped, empty lines left out."""
    return tuple(entry for line in (value or "").splitlines() if (entry := line.strip()))


class LinesField(models.TextField):  # type: ignore[type-arg]
    """A text with one entry a line. Read it with :func:`lines`; surplus white space goes when it is cleaned."""

    def to_python(self, value: object) -> str | None:
        text: str | None = super().to_python(value)
        return text if text is None else "\n".join(lines(text))


class KeptForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key that saving an object leaves as it stands in the database: only ``update()`` changes it.

    So an object that was read before somebody wrote the key cannot undo it. Wagtail's index of references, which is
    brought up to date when an object is saved, leaves it out.
    """

    wagtail_reference_index_ignore = True

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        return value if add else models.F(self.attname)


AnyChoice = TypeVar("AnyChoice", bound=models.TextChoices)


def values_of(vocabulary: type[AnyChoice], stored: object) -> tuple[AnyChoice, ...]:
    """The values of ``vocabulary`` in a stored list, in its order; what is none of them is left out."""
    given = stored if isinstance(stored, list | tuple) else []
    return tuple(value for value in vocabulary if value in given)


def overlap(named: Collection[object], wanted: Collection[object]) -> bool:
    """Whether the two have a value in common; one that is empty stands for all values."""
    return not named or not wanted or not set(named).isdisjoint(wanted)


class ValuesField(models.JSONField):
    """A list of values of a closed list, the ``vocabulary`` of the subclass. Read it with :func:`values_of`."""

    vocabulary: ClassVar[type[models.TextChoices]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or not set(map(str, value)) <= set(self.vocabulary.values):
            raise ValidationError(_("Choose from the list only."), code="invalid")

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=self.vocabulary.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )


class AudiencesField(ValuesField):
    """Several audiences."""

    vocabulary = Audience


class NationsField(ValuesField):
    """Several nations of the United Kingdom."""

    vocabulary = Nation


class DataSubjectsField(ValuesField):
    """Several groups of people whom data is about."""

    vocabulary = DataSubject


def _isoformat(value: object) -> str:
    if not value:
        return ""
    try:
        return parse_written(str(value)).isoformat()
    except ValueError as error:
        raise ValidationError(_INVALID_DATE, code="invalid") from error


def validate_given_date(value: str | dt.date) -> None:
    """Raise ``ValidationError`` for a date outside the bounds of ``check_bounds`` on the day of the site.

    Takes a day, or a date in stored form; an empty text passes.
    """
    if not value:
        return
    date = PartialDate.of(value) if isinstance(value, dt.date) else PartialDate.parse(value)
    try:
        check_bounds(date, today=site_day())
    except ValueError as error:
        raise ValidationError(str(error), code="out_of_bounds") from error


def ends_before_it_starts(start: str, end: str) -> bool:
    """Whether two dates in stored form are in the wrong order for certain; never where one of them is unknown."""
    return bool(start and end) and PartialDate.parse(end).last_day < PartialDate.parse(start).first_day


class TypedDate(str):
    """What somebody typed for a date: equal to the date in stored form, where it is one, else to the text itself.

    ``typed`` is the text as it was typed: a form that is refused shows it unchanged.
    """

    __slots__ = ("typed",)

    typed: str

    def __new__(cls, text: str) -> Self:
        try:
            stored = parse_written(text).isoformat()
        except ValueError:
            stored = text
        date = super().__new__(cls, stored)
        date.typed = text
        return date

    def __reduce__(self) -> tuple[type["TypedDate"], tuple[str]]:
        return TypedDate, (self.typed,)


def shown_date(value: object) -> object:
    """How a form shows ``value``: what was typed unchanged, a date in stored form as people write it."""
    if isinstance(value, TypedDate):
        return value.typed
    if not isinstance(value, str):
        return value
    try:
        return PartialDate.parse(value).for_editing()
    except ValueError:
        return value


class PartialDateFormField(forms.CharField):
    """Takes a date as people write it and gives ``2010``, ``2010-03`` or ``2010-03-31``; empty when unknown.

    It shows a stored date as people write it, and what was typed as it was typed. The date has to lie within the bounds
    of ``check_bounds``.
    """

    default_validators = [validate_given_date]

    def __init__(self, **kwargs: Any) -> None:
        # People write "30 September 2010", which is longer than what is stored.
        kwargs["max_length"] = 40
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        return _isoformat(super().to_python(value))

    def bound_data(self, data: object, initial: object) -> object:
        data = super().bound_data(data, initial)
        return TypedDate(data) if isinstance(data, str) else data

    def prepare_value(self, value: object) -> object:
        return shown_date(value)


class PartialDateField(models.CharField):  # type: ignore[type-arg]
    """A date stored as ``2010``, ``2010-03`` or ``2010-03-31``; an empty text when unknown.

    What is stored may be of any year; what people give has to lie within the bounds of ``check_bounds``.
    """

    default_validators = [validate_given_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, list(args), kwargs

    def to_python(self, value: object) -> str:
        return _isoformat(value)

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})
