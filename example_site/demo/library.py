"""Library items that a school or the trust keeps for itself, and how files find items by key."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Locale

from example_site.demo.problems import DocumentFileError
from example_site.demo.reader import LocalItem
from wagtail_privacy.library.starter_library.file import SECTIONS
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.models import Organisation

_MODELS: dict[str, type[Any]] = {section.name: section.model for section in SECTIONS}
_REFERRED_MODELS: tuple[type[Any], ...] = (*_MODELS.values(), Clause)


class Items:
    """The items that a file may use, by model and key: those of the file itself, then the starter library's.

    All are in the language ``locale`` where they are in it, else in the default one. ``clauses`` are those of the
    trust, by the keys that files use.
    """

    def __init__(self, file: str, locale: Locale, clauses: Mapping[str, int] = MappingProxyType({})) -> None:
        self.file = file
        self._locale = locale
        self._keys: dict[tuple[type[Any], str], int] = {
            (model, key): pk
            for model in _REFERRED_MODELS
            for locale in (Locale.get_default(), self._locale)
            for key, pk in model.objects.filter(locale=locale).exclude(starter_key="").values_list("starter_key", "pk")
        }
        self._keys |= {(Clause, key): pk for key, pk in clauses.items()}

    def find(self, model: type[Any], key: str) -> int | None:
        """The primary key of an item, or ``None``: the look-up that the reader of bodies wants."""
        return self._keys.get((model, key))

    def add(self, items: Iterable[LocalItem], owners: Mapping[str, Organisation]) -> None:
        """Make and publish the local items that are missing; one that is there stays as it is.

        ``owners`` are the organisations by the words of the file. Raises :class:`DocumentFileError`.
        """
        for item in items:
            model = _MODELS[item.section]
            place = f"library.{item.section} {item.key}"
            if (model, item.key) in self._keys:
                raise DocumentFileError(self.file, [f"{place}: this key is taken."])
            owner = owners[item.owner]
            name = item.values["name"]
            existing = model.objects.filter(owner=owner, name=name, locale=self._locale).first()
            self._keys[model, item.key] = (existing or self._create(model, item, owner, place)).pk

    def _create(self, model: type[Any], item: LocalItem, owner: Organisation, place: str) -> Any:
        plain, related = self._values(model, item, place)
        new = model(**plain, owner=owner, locale=self._locale, live=False)
        try:
            new.full_clean()
        except ValidationError as error:
            problems = [f"{place}.{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
            raise DocumentFileError(self.file, problems) from error
        new.save()
        for field, others in related.items():
            getattr(new, field).set(others)
        new.save_revision().publish()
        return new

    def _values(self, model: type[Any], item: LocalItem, place: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
        plain: dict[str, Any] = {}
        related: dict[str, list[Any]] = {}
        fields = {field.name: field for field in model._meta.get_fields() if getattr(field, "editable", False)}
        unknown = item.values.keys() - fields.keys()
        if unknown:
            raise DocumentFileError(self.file, [f"{place}.{name}: there is no such field." for name in sorted(unknown)])
        for name, value in item.values.items():
            field = fields[name]
            if field.many_to_many:
                related[name] = [self._other(field, key, f"{place}.{name}") for key in value]
            elif field.is_relation:
                plain[name] = self._other(field, value, f"{place}.{name}")
            else:
                plain[name] = "\n".join(value) if isinstance(value, list) else value
        return plain, related

    def _other(self, field: Any, key: str, place: str) -> Any:
        pk = self.find(field.related_model, key)
        if pk is None:
            raise DocumentFileError(self.file, [f"{place}: there is no item with the key “{key}”."])
        return field.related_model.objects.get(pk=pk)
