"""The fixed texts of pages: in which language each really is, and which translations nobody has checked.

``make messages`` writes down the languages with unconfirmed public messages; no page reads a catalogue to find out.
"""

import json
from collections.abc import Iterable
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from weakref import WeakKeyDictionary

from django.utils.functional import Promise
from django.utils.translation import get_language, override, trans_real

SOURCE_LANGUAGE = "en"
"""The language of the messages in the source code."""

_UNCONFIRMED = Path(__file__).resolve().parent / "locale" / "unconfirmed.json"
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


def message_language(message: str | Promise) -> str:
    """The language in which a message is shown now: the active one, or that of the text shown in its place.

    A text that is not translated when it is asked for counts as one in the active language.
    """
    active = get_language() or SOURCE_LANGUAGE
    if not isinstance(message, Promise):
        return active
    with override(None):
        source = str(message)
    return _language_of(source, active)


def _language_of(source: str, language: str) -> str:
    """The language in which gettext finds ``source``, along the catalogues that Django asks in turn."""
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
    """The English texts that a catalogue translates, without what tells two of the same words apart."""
    if catalogue not in _translated:
        entries = getattr(catalogue, "_catalog", None) or {}
        keys = (entry[0] if isinstance(entry, tuple) else entry for entry in entries.keys())  # noqa: SIM118 - no dict
        _translated[catalogue] = frozenset(entry.split(_CONTEXT_END)[-1] for entry in keys)
    return _translated[catalogue]


def _primary(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()
