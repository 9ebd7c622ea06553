"""What a page says without any style sheet, as in a reading mode, a text browser or an e-mail."""

import re
from html.parser import HTMLParser

# Without a style sheet, browsers start a line for these, or a cell.
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl", "dt", "fieldset"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "legend", "li", "main"),
        *("nav", "ol", "option", "p", "section", "select", "table", "tbody", "td", "th", "thead", "title", "tr", "ul"),
    }
)
HIDDEN = frozenset({"head", "script", "style", "template"})


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in HIDDEN
        self._boundary(tag)

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in HIDDEN
        self._boundary(tag)

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)

    def _boundary(self, tag: str) -> None:
        # The edge of an inline element adds nothing to the text: U+0000 marks where it was.
        self.pieces.append("\n" if tag in BLOCKS else "\0")


def _read(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


def visible_lines(html: str) -> list[str]:
    """The lines of a page: inline elements add nothing, others stand on a line of their own."""
    lines = (" ".join(line.split()) for line in _read(html).replace("\0", "").split("\n"))
    return [line for line in lines if line]


def glued(html: str) -> list[str]:
    """The places where the text of one element touches that of the next, with what is around them.

    Punctuation may follow an element at once: "Department for Education." does.
    """
    text = _read(html)
    places = []
    for edge in re.finditer(r"(?<=[^\s\0])\0+(?=[^\s\0.,;:)!?”’])", text):
        before, after = text[max(0, edge.start() - 30) : edge.start()], text[edge.end() : edge.end() + 30]
        places.append(" ".join(f"{before}|{after}".replace("\0", "").split()))
    return list(dict.fromkeys(places))
