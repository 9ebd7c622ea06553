"""The items of the starter library that fit a new notice."""

from collections.abc import Collection, Iterable

from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.library.models import LibraryItem

_OF_ITEMS = ("pk", "starter_key", "locale", "nations", "audiences")


class StarterItems:
    """Everyone's live items of the starter library that fit, by their key: one query for each model asked for."""

    def __init__(self, locale_id: int | None, nations: Collection[Nation], audiences: Collection[Audience]):
        self.locale_id = locale_id
        self._nations = nations
        self._audiences = audiences
        self._by_key: dict[type[LibraryItem], dict[str, int]] = {}

    def primary_keys(self, model: type[LibraryItem], keys: Iterable[str]) -> list[int]:
        """Primary keys in the order of ``keys``; what is missing is left out."""
        if model not in self._by_key:
            items = model.objects.filter(live=True, owner=None).exclude(starter_key="")
            fitting = [item for item in items.only(*_OF_ITEMS) if self._fits(item)]
            # The items in the language of the page come last, and so replace the others.
            fitting.sort(key=lambda item: (item.locale_id == self.locale_id, item.pk))
            self._by_key[model] = {item.starter_key: item.pk for item in fitting}
        by_key = self._by_key[model]
        return [by_key[key] for key in keys if key in by_key]

    def _fits(self, item: LibraryItem) -> bool:
        return item.fits(self._nations, self._audiences) if self._nations else not item.nations
