"""Tokens such as ``{{ organisation.name }}`` in texts that several schools share.

They are looked up in a fixed table and put in as text. No template language is involved: nothing in a token is ever
evaluated, and a value is never searched for tokens again.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import unquote

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_BRACES = re.compile(
    r"(?P<open>\{(?:\s*\{)*)(?P<body>[^{}]*)(?P<close>\}(?:\s*\})*)|(?P<half>\{(?:\s*\{)+\s*[\w.]*|\}(?:\s*\})+)"
)
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_INLINE = frozenset({"a", "b", "em", "i", "strong"})
_SHOWN_LENGTH = 80
_MOST_SUGGESTIONS = 50


class TokenReason(TextChoices):
    """Why a token was left as it stood."""

    UNKNOWN = "unknown", _("There is no such token.")
    EMPTY = "empty", _("The value is not filled in yet.")
    HALF_WRITTEN = "half_written", _("The token is not written as {{ name }}.")
    IN_ATTRIBUTE = "in_attribute", _("Tokens do not work in web addresses.")
    SPLIT = "split", _("Part of the token is formatted: take the formatting off and write the token again.")


@dataclass(frozen=True)
class TokenProblem:
    """A token that stays visible: as it was written, why, and what was probably meant ("" where nothing is near)."""

    token: str
    reason: TokenReason
    suggestion: str = ""


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    value: str = ""
    problem: TokenProblem | None = None


def replace_in_text(text: str, values: Mapping[str, str]) -> tuple[str, tuple[TokenProblem, ...]]:
    """Plain ``text`` with each token replaced by its value, and the tokens that were not.

    ``values`` is the whole list of tokens there are, by name (``organisation.name``); an empty value is one that still
    has to be filled in. The result is plain text: escape it before it becomes HTML.
    """
    found = tuple(_find(text, values))
    return _replaced(text, found, 0, len(text)), tuple(token.problem for token in found if token.problem)


def replace_in_html(html: str, values: Mapping[str, str]) -> tuple[str, tuple[TokenProblem, ...]]:
    """Sanitised ``html`` with each token in its text replaced by its escaped value, and the tokens that were not.

    ``values`` as for :func:`replace_in_text`. Tags and attributes stay as they are: a token in a web address is a
    problem, as is one that a tag cuts in two.
    """
    parser = _TextParser(values)
    parser.feed(html)
    parser.close()
    parser.end_run()
    return "".join(parser.parts), tuple(parser.problems)


def _find(text: str, values: Mapping[str, str]) -> Iterator[_Found]:
    suggested = 0
    for match in _BRACES.finditer(text):
        written, body = match.group(), (match.group("body") or "").strip()
        if match.group("open") == "{{" and match.group("close") == "}}" and _NAME.fullmatch(body):
            if values.get(body):
                yield _Found(match.start(), match.end(), value=values[body])
                continue
            reason = TokenReason.EMPTY if body in values else TokenReason.UNKNOWN
        elif match.group("half") or sum(map(written.count, "{}")) > 2 or _NAME.fullmatch(body):
            body = body or re.sub(r"[{}\s]", "", written)
            reason = TokenReason.HALF_WRITTEN
        else:
            # One pair of braces around something that is no name belongs to the text.
            continue
        # Looking for what was meant takes long, and nobody reads hundreds of suggestions.
        suggested += 1
        is_suggested = reason is not TokenReason.EMPTY and suggested <= _MOST_SUGGESTIONS
        suggestion = _suggestion(body, values) if is_suggested else ""
        yield _Found(match.start(), match.end(), problem=TokenProblem(_shown(written), reason, suggestion))


def _shown(written: str) -> str:
    return written if len(written) <= _SHOWN_LENGTH else f"{written[:_SHOWN_LENGTH]}…"


def _suggestion(name: str, values: Mapping[str, str]) -> str:
    if len(name) > _SHOWN_LENGTH:
        return ""
    near = difflib.get_close_matches(re.sub(r"\s+", ".", name.lower()), values, n=1)
    return f"{{{{ {near[0]} }}}}" if near else ""


def _replaced(text: str, found: Sequence[_Found], start: int, end: int) -> str:
    parts, done = [], start
    for token in found:
        if token.problem is None and start <= token.start < end:
            parts += [text[done : token.start], token.value]
            done = token.end
    return "".join([*parts, text[done:end]])


def _if_whole(token: _Found, written: str, cuts: Iterable[int]) -> _Found:
    if not any(token.start < cut < token.end for cut in cuts):
        return token
    meant = token.problem.suggestion if token.problem else written
    return replace(token, problem=TokenProblem(_shown(written), TokenReason.SPLIT, meant))


class _TextParser(HTMLParser):
    """Rewrites the texts between tags, a run of inline markup at a time: that is where a tag can cut a token."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.problems: list[TokenProblem] = []
        self._values = values
        self._run: dict[int, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.end_run()
        for _name, value in attrs:
            address = unquote(value or "")
            for token in _find(address, self._values):
                self.problems.append(TokenProblem(_shown(address[token.start : token.end]), TokenReason.IN_ATTRIBUTE))
        self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_run()
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._run[len(self.parts)] = data
        self.parts.append("")

    def end_run(self) -> None:
        """Replace the tokens of the texts read since the last block began."""
        text = "".join(self._run.values())
        cuts = tuple(accumulate(len(part) for part in self._run.values()))
        found = [_if_whole(token, text[token.start : token.end], cuts) for token in _find(text, self._values)]
        for place, start, end in zip(self._run, (0, *cuts), cuts, strict=False):
            self.parts[place] = _escaped(_replaced(text, found, start, end))
        self.problems += [token.problem for token in found if token.problem]
        self._run = {}


def _escaped(text: str) -> str:
    # As the sanitiser writes it, so that a text without tokens stays the same to the byte.
    return escape(text, quote=False).replace("\xa0", "&nbsp;")
