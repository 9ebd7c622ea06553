"""Tokens in a resolved section: replaced in every text, reported where they stand for nothing."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext, ngettext

from wagtail_privacy.documents.base import Data, Prose
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.tokens import TokenProblem, replace_in_html, replace_in_text
from wagtail_privacy.notices.resolve.references import References

S = TypeVar("S", bound=SectionBase)
AnyData = TypeVar("AnyData", bound=Data)

Replace = Callable[[str, Mapping[str, str]], tuple[str, tuple[TokenProblem, ...]]]

UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no XML document and no PostgreSQL text can hold."""

_BRACES = re.compile("[{}]|%7", re.IGNORECASE)
"""What a token is made of, as it stands or as an address writes it."""

_NOTABLE = re.compile(f"{UNSTORABLE.pattern}|{_BRACES.pattern}", re.IGNORECASE)
"""Either of them: what most sections have nowhere."""

_MOST_REPORTED = 20
_LONGEST_SHOWN = 80


def replace_tokens(section: S, values: Mapping[str, str] | None, references: References) -> S:
    """The section with tokens such as ``{{ organisation.name }}`` replaced; problems go to ``references``.

    Without ``values`` (no organisation yet) tokens stay as they are: that the organisation is missing says it all.
    """
    if not _holds(section, _NOTABLE):
        return section
    if _holds(section, UNSTORABLE):
        storable = partial(without_unstorable, references=references)
        section = _rewritten(section, storable, storable)
    if values is None or not _holds(section, _BRACES):
        return section
    found: list[TokenProblem] = []

    def replaced_in(replace: Replace, text: str) -> str:
        new, problems = replace(text, values)
        found.extend(problems)
        return new

    replaced = _rewritten(section, partial(replaced_in, replace_in_text), partial(replaced_in, replace_in_html))
    for problem in found[:_MOST_REPORTED]:
        references.report("token", _message(problem), problem.token)
    if len(found) > _MOST_REPORTED:
        count = len(found) - _MOST_REPORTED
        references.report(
            "token",
            ngettext(
                "… and %(count)d more token stands for nothing.",
                "… and %(count)d more tokens stand for nothing.",
                count,
            )
            % {"count": count},
        )
    return replaced


def without_unstorable(text: str, references: References) -> str:
    """``text`` without characters that cannot be stored or shown; reported where there are some.

    Control characters but for tab and line ends, and half of a pair of surrogates.
    """
    if not UNSTORABLE.search(text):
        return text
    shown = ascii(text) if len(text) < _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]!a}…"
    references.report("characters", gettext("“%(text)s” holds characters that cannot be stored.") % {"text": shown})
    return UNSTORABLE.sub("", text)


def replace_in_line(text: str, values: Mapping[str, str] | None, references: References) -> str:
    """A title or heading with tokens replaced; problems go to ``references``.

    Characters that cannot be stored are reported too: half of a pair of surrogates, or a zero byte.
    """
    text = without_unstorable(text, references)
    if values is None:
        return text
    replaced, problems = replace_in_text(text, values)
    for problem in problems:
        references.report("token", _message(problem), problem.token)
    return replaced


def _rewritten(part: AnyData, in_text: Callable[[str], str], in_html: Callable[[str], str]) -> AnyData:
    """The same part of a document with every text, and the HTML of all prose, rewritten."""
    if isinstance(part, Prose):
        return type(part).model_validate({"html": in_html(part.html)})

    def rewritten(value: object) -> object:
        if isinstance(value, Data):
            return _rewritten(value, in_text, in_html)
        if isinstance(value, tuple):
            return tuple(rewritten(entry) for entry in value)
        return in_text(value) if type(value) is str else value

    return type(part).model_validate({name: rewritten(value) for name, value in vars(part).items()})


def _holds(section: SectionBase, pattern: re.Pattern[str]) -> bool:
    """Whether ``pattern`` is found in any text of a section."""
    found = pattern.search
    # A loop rather than a recursion: every text of every notice that is resolved goes through it.
    left: list[object] = [section]
    while left:
        value = left.pop()
        if type(value) is str:
            if value and found(value):
                return True
        elif isinstance(value, tuple):
            left += value
        elif isinstance(value, Data):
            left += vars(value).values()
    return False


def _message(problem: TokenProblem) -> str:
    message = gettext("“%(token)s” stands for nothing: %(reason)s") % {
        "token": problem.token,
        "reason": problem.reason.label,
    }
    if problem.suggestion:
        message += " " + gettext("Did you mean “%(suggestion)s”?") % {"suggestion": problem.suggestion}
    return message
