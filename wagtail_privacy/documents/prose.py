"""The text of rich text."""

from html.parser import HTMLParser

_BLOCKS = frozenset({"br", "h3", "h4", "li", "ol", "p", "ul"})


def prose_text(html: str) -> str:
    """The text of rich text: a line for each paragraph, heading and list item."""
    parser = _ProseParser()
    parser.feed(html)
    parser.close()
    lines = (one_line(line) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """``text`` with single spaces in the place of all white space."""
    return " ".join(text.split())


class _ProseParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
