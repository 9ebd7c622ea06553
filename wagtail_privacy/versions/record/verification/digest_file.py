"""The text file of chained digests that people keep outside the database: one line for each chain.

The first line names the format. A line reads ``page 17 versions 4 <64 hexadecimal digits>`` or ``page 17 events 6 …``:
the number of the page, the chain, how many links it has, and the chained digest of the last of them. A reviewed object
that is no page stands by its model and key: ``object wagtail_privacy.recipient 5 reviews 3 …``. Empty lines and lines
that begin with ``#`` are skipped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wagtail_privacy.versions.record.verification.report import Chain, ChainDigest, ChainKey

HEADER = "wagtail-privacy-chains 1"

_HEADER = re.compile(r"wagtail-privacy-chains [0-9]{1,9}")
_LINE = re.compile(
    r"(?:page (?P<page>[1-9][0-9]{0,18})|object (?P<subject>[\w.]+ \S+)) "
    r"(?P<chain>versions|events|reviews) (?P<count>[1-9][0-9]{0,9}) (?P<digest>[0-9a-f]{64})"
)
_MAX_LINE_LENGTH = 1000
"""How many characters of a line are read; no valid line is longer."""


class DigestFileError(ValueError):
    """A file does not hold digests of chains. The message names the file and the line."""


def format_lines(digests: Iterable[ChainDigest]) -> Iterator[str]:
    """The text that :func:`read_digest_file` reads, line by line."""
    yield HEADER
    for digest in digests:
        yield f"{_place(digest)} {digest.chain} {digest.count} {digest.digest}"


def _place(digest: ChainDigest) -> str:
    return f"object {digest.subject}" if digest.subject else f"page {digest.page_id}"


def read_digest_file(path: Path) -> Mapping[ChainKey, ChainDigest]:
    """The digests in a file, by page, or other object, and chain.

    Raises :class:`DigestFileError` for a file that cannot be read, has another format or holds no digest, for a line
    that cannot be parsed, and for a chain that occurs twice.
    """
    digests: dict[ChainKey, ChainDigest] = {}
    lines: dict[ChainKey, int] = {}
    for number, line in _meaningful_lines(path):
        match = _LINE.fullmatch(line)
        if match is None:
            raise DigestFileError(
                f"{path}, line {number}: {line[:60]!r} is no digest of a chain. "
                "A line reads: page 17 versions 4 and 64 hexadecimal digits."
            )
        digest = ChainDigest(
            int(match["page"] or 0),
            Chain(match["chain"]),
            int(match["count"]),
            match["digest"],
            match["subject"] or "",
        )
        key = digest.key
        if key in digests:
            raise DigestFileError(
                f"{path}, line {number}: the {digest.chain} of {_place(digest)} stand in line {lines[key]} already."
            )
        digests[key], lines[key] = digest, number
    if not digests:
        raise DigestFileError(f"{path} holds no digest, so there is nothing to compare with.")
    return digests


def _meaningful_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines after the header, with their numbers, without empty lines and comments."""
    is_first = True
    for number, line in _numbered_lines(path):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if is_first:
            _check_header(path, number, text)
            is_first = False
        else:
            yield number, text
    if is_first:
        raise DigestFileError(f"{path} is empty. Keep what verify_versions prints, and compare with that.")


def _check_header(path: Path, number: int, text: str) -> None:
    if text == HEADER:
        return
    if _HEADER.fullmatch(text):
        raise DigestFileError(f"{path}, line {number}: this release reads {HEADER!r} only, and the file is {text!r}.")
    raise DigestFileError(
        f"{path}, line {number}: the file does not begin with {HEADER!r}, so it is none that verify_versions printed."
    )


def _numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    number = 1
    try:
        # An editor or a shell may have put a byte order mark before the first line.
        with path.open(encoding="utf-8-sig") as file:
            while line := file.readline(_MAX_LINE_LENGTH):
                yield number, line
                number += 1
    except UnicodeDecodeError as error:
        raise DigestFileError(f"{path}, line {number} or later: this is no text in UTF-8.") from error
    except (OSError, ValueError) as error:
        raise DigestFileError(f"{path} cannot be read: {error}") from error
