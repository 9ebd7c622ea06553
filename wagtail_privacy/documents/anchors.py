"""Readable names for the places in a page."""

from django.utils.text import slugify

_LENGTH = 60


def anchor(heading: str, otherwise: str, taken: set[str]) -> str:
    """A name for the section under ``heading``, in its own script, that is not in ``taken``; it is added there.

    The same headings in the same order give the same names. ``otherwise`` names a section whose heading has no
    letters. A name that is taken gets a number: ``contact``, ``contact-2``.
    """
    name = _shortened(slugify(heading, allow_unicode=True)) or slugify(otherwise.replace("_", "-"))
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique)
    return unique


def _shortened(name: str) -> str:
    if len(name) <= _LENGTH:
        return name
    words = name[: _LENGTH + 1].rpartition("-")[0]
    return words or name[:_LENGTH]
