"""Tokens in a resolved section: replaced in every text, reported where they stand for nothing."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext

from wagtail_privacy.documents.base import Prose
from wagtail_privacy.documents.sections import SectionBase
from wagtail_privacy.documents.tokens import TokenProblem, replace_in_html, replace_in_text
from wagtail_privacy.notices.resolve.references import References

S = TypeVar("S", bound=SectionBase)


def replace_tokens(section: S, values: Mapping[str, str] | None, references: References) -> S:
    """The section with tokens such as ``{{ organisation.name }}`` replaced; problems go to ``references``.

    Without ``values`` (no organisation yet) tokens stay as they are: that the organisation is missing says it all.
    """
    section.model_dump_json().encode()
    if values is None:
        return section
    found: list[TokenProblem] = []
    replaced = _replace(section, values, found)
    for problem in found:
        references.report("token", _message(problem), problem.token)
    return type(section).model_validate(replaced)


def replace_in_line(text: str, values: Mapping[str, str] | None, references: References) -> str:
    """A title or heading with tokens replaced; problems go to ``references``.

    Characters that cannot be stored are reported too: half of a pair of surrogates, or a zero byte.
    """
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        references.report(
            "characters", gettext("“%(text)s” holds characters that cannot be stored.") % {"text": ascii(text)}
        )
        text = "".join(character for character in text if character != "\0" and not "\ud800" <= character <= "\udfff")
    if values is None:
        return text
    replaced, problems = replace_in_text(text, values)
    for problem in problems:
        references.report("token", _message(problem), problem.token)
    return replaced


def _replace(value: Any, values: Mapping[str, str], found: list[TokenProblem]) -> Any:
    if isinstance(value, Prose):
        html, problems = replace_in_html(value.html, values)
        found.extend(problems)
        return {"html": html}
    if hasattr(value, "model_fields_set"):
        return {name: _replace(getattr(value, name), values, found) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return tuple(_replace(one, values, found) for one in value)
    if type(value) is str:
        text, problems = replace_in_text(value, values)
        found.extend(problems)
        return text
    return value


def _message(problem: TokenProblem) -> str:
    message = gettext("“%(token)s” stands for nothing: %(reason)s") % {
        "token": problem.token,
        "reason": problem.reason.label,
    }
    if problem.suggestion:
        message += " " + gettext("Did you mean “%(suggestion)s”?") % {"suggestion": problem.suggestion}
    return message
