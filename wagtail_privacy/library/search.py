"""Finding items by what people call them: an item of that very name comes first."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from wagtail.search.backends import get_search_backend

from wagtail_privacy.fields import lines
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.querysets import LibraryItemQuerySet

SHORTEST_WORD = 4
"""Words that are shorter say little where not all the words of a query are found together."""

_OPENING = re.compile(r"(?:the|our|your|to) (?=\S)", re.IGNORECASE)
"""How an entry of a list begins that calls an item by its name: “our local authority”, “to keep children safe”."""


def found(query: str, items: LibraryItemQuerySet) -> list[Any]:
    """Those of ``items`` that ``query`` finds, best first.

    Items that are called so, by name, abbreviation or another name, come before what the search of the site finds; it
    looks for the longer words each by itself where nothing has them all.
    """
    query = _plain(query)
    backend = get_search_backend()
    first = _called(query, items)
    others: Iterable[Any] = backend.autocomplete(query, items)
    results = list(dict.fromkeys([*first, *others]))
    words = [word for word in query.split() if len(word) >= SHORTEST_WORD]
    if results or len(words) < 2:
        return results
    return list(backend.autocomplete(" ".join(words), items, operator="or"))


def _called(query: str, items: LibraryItemQuerySet) -> list[LibraryItem]:
    """Items that have ``query`` as a name: their own before other names, each in the order of ``items``."""
    own = [name for name in ("name", "abbreviation") if name in {field.name for field in items.model._meta.fields}]
    is_named = Q(aliases__icontains=query)
    for name in own:
        is_named |= Q(**{f"{name}__icontains": query})
    wanted = query.casefold()
    by_own_name, by_other_name = [], []
    for item in items.filter(is_named):
        if any(_plain(getattr(item, name)).casefold() == wanted for name in own):
            by_own_name.append(item)
        elif any(_plain(alias).casefold() == wanted for alias in lines(item.aliases)):
            by_other_name.append(item)
    return by_own_name + by_other_name


def _plain(text: str) -> str:
    """With the apostrophe that keyboards have, and without surplus white space and such a beginning."""
    plain = " ".join(text.replace("’", "'").split())
    beginning = _OPENING.match(plain)
    return plain[beginning.end() :] if beginning is not None else plain
