"""Plain text for mails, wrapped so that every program can show and quote it. Pure."""

import unicodedata
from collections.abc import Iterator

COLUMNS = 72
_WIDE = {"W", "F"}


def wrapped(text: str, columns: int = COLUMNS) -> str:
    """``text`` with no line over so many columns, but for addresses, which would be broken.

    A line keeps the spaces that it begins with; below ``- `` text stands in line.
    """
    return "\n".join(part for line in text.splitlines() for part in _lines(line, columns))


def _lines(line: str, columns: int) -> Iterator[str]:
    words = line.split()
    if words == ["--"]:
        # By this line, with its space, programs know that the rest is no part of the letter.
        yield "-- "
        return
    first = line[: len(line) - len(line.lstrip(" "))]
    rest = first + ("  " if words[:1] == ["-"] else "")
    current = first
    for word in (part for long_word in words for part in _parts(long_word, columns - len(rest))):
        if current.strip() and width(current) + 1 + width(word) > columns:
            yield current
            current = rest
        current += word if not current.strip() else f" {word}"
    yield current.rstrip() if not words else current


def _parts(word: str, columns: int) -> Iterator[str]:
    """A word in pieces that fit; scripts without spaces between words need that."""
    if "://" in word or width(word) <= columns:
        yield word
        return
    part = ""
    for letter in word:
        if part and width(part + letter) > columns:
            yield part
            part = ""
        part += letter
    yield part


def width(text: str) -> int:
    """How many columns a text takes: letters of East Asia take two, and marks above or below others none."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
        for letter in text
    )
