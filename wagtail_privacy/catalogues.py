"""The fixed texts of pages: in which language each really is, and which translations nobody has checked.

``make messages`` writes down the languages with unconfirmed public messages; no page reads a catalogue to find out.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from weakref import WeakKeyDictionary

from django.utils.translation import trans_real

SOURCE_LANGUAGE = "en"
"""The language of the messages in the source code."""

_LOCALE = Path(__file__).resolve().parent / "locale"
_UNCONFIRMED = _LOCALE / "unconfirmed.json"
_CONTEXT_END = "\x04"

# Kept as long as Django keeps the catalogue itself.
_translated: WeakKeyDictionary[NullTranslations, frozenset[str]] = WeakKeyDictionary()


@cache
def unconfirmed_languages() -> frozenset[str]:
    """The languages of this package with a public message whose translation no person has confirmed."""
    return frozenset(json.loads(_UNCONFIRMED.read_text(encoding="utf-8")))


def unconfirmed_among(languages: Iterable[str]) -> tuple[str, ...]:
    """Those of ``languages`` whose fixed texts were not all confirmed, each once; ``pl-pl`` reads the texts of ``pl``.

    What is no tag of a language is left out.
    """
    return tuple(tag for tag in dict.fromkeys(languages) if _primary(tag) in unconfirmed_languages())


@cache
def own_messages() -> frozenset[str]:
    """The English texts that this package translates into any language, those with a context apart."""
    found: set[str] = set()
    for path in _LOCALE.glob("*/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            found.update(_keys(GNUTranslations(file)))
    return frozenset(text for text in found if text and _CONTEXT_END not in text)


def shown_language(source: str, language: str) -> str:
    """The language in which gettext has ``source`` for readers of ``language``: another one where that lacks it.

    Django asks the catalogue of the site's own language then; a text that this lacks too stays English.
    """
    catalogue: NullTranslations | None = trans_real.translation(language)
    found = language
    while catalogue is not None:
        # Within "pl-pl", Python's own gettext falls back to "pl"; across languages, only Django does.
        if isinstance(catalogue, trans_real.DjangoTranslation):
            found = str(catalogue.to_language())
        if source in _texts(catalogue):
            return found
        catalogue = getattr(catalogue, "_fallback", None)
    return language if _primary(language) == SOURCE_LANGUAGE else SOURCE_LANGUAGE


def _texts(catalogue: NullTranslations) -> frozenset[str]:
    """The English texts that a catalogue translates; those with a context begin with it."""
    if catalogue not in _translated:
        _translated[catalogue] = frozenset(_keys(catalogue))
    return _translated[catalogue]


def _keys(catalogue: NullTranslations) -> Iterator[str]:
    # Neither Python nor Django names what a catalogue has in any other way.
    entries = getattr(catalogue, "_catalog", None)
    keys = () if entries is None else entries.keys()
    return (entry[0] if isinstance(entry, tuple) else entry for entry in keys)


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
