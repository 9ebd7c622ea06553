"""Reading rendered pages and documents as tests need them."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from wagtail_privacy.documents.base import Data


class _VisibleText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # What a style sheet or a script could hide is no visible text.
        assert "hidden" not in dict(attrs)
        assert tag not in {"script", "style", "details", "template"}

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def visible_text(html: str) -> str:
    """All text of a fragment with white space folded."""
    parser = _VisibleText()
    parser.feed(html)
    return re.sub(r"\s+", " ", "".join(parser.parts))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every plain string of a document with its path, such as ``sections.3.heading``; closed lists are left out."""
    if isinstance(value, Data):
        for name in type(value).model_fields:
            yield from leaves(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}.{index}")
    elif type(value) is str and value:
        yield path, value


def changed(value: Any, change: Callable[[str, str], str], path: str = "") -> Any:
    """The same document with every plain string replaced by ``change(path, string)``, unchecked."""
    if isinstance(value, Data):
        update = {
            name: changed(getattr(value, name), change, f"{path}.{name}".lstrip("."))
            for name in type(value).model_fields
        }
        return value.model_copy(update=update)
    if isinstance(value, tuple):
        return tuple(changed(item, change, f"{path}.{index}") for index, item in enumerate(value))
    if type(value) is str and value:
        return change(path, value)
    return value
