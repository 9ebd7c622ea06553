"""No template shows people an English text that cannot be translated, or puts a sentence together from pieces."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.base import Lexer, Token, TokenType

from tests.message_sources import PACKAGE, TEMPLATES

VISIBLE_ATTRIBUTES = {"alt", "aria-label", "aria-description", "data-label", "label", "placeholder", "title"}
BUTTONS = {"button", "reset", "submit"}
INVISIBLE = {"script", "style"}
TRANSLATING = {"blocktranslate", "blocktrans"}
SHOWN = re.compile(r"\|(?:default|default_if_none|yesno|pluralize|add|join|date):(?P<text>\"[^\"]*\"|'[^']*')")
TRANSLATED = re.compile(r"_\(\s*(?:\"[^\"]*\"|'[^']*')\s*\)")
WORD = re.compile(r"[^\W\d_]{2,}")
STANDS_FOR_TAG = "\x00"
STANDS_FOR_VALUE = "\x01"

EXCEPTIONS: dict[tuple[str, str], str] = {}
"""What needs no translation, by template, with the reason."""

DATE_FORMATS = re.compile(r"[A-Za-z](?:[ .,:\-][A-Za-z])*|c")


class _Visible(HTMLParser):
    """The texts that people see or hear of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in INVISIBLE
        values = dict(attrs)
        names = VISIBLE_ATTRIBUTES | ({"value"} if tag == "input" and values.get("type") in BUTTONS else set())
        self.texts += [value for name, value in attrs if name in names and value]

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in INVISIBLE

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a template without comments and without what is translated."""
    skipped_until = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if skipped_until:
            if name == skipped_until:
                skipped_until = ""
                # Stands for the sentence.
                yield Token(TokenType.VAR, "translated")
        elif name in TRANSLATING:
            skipped_until = f"end{name}"
        elif name == "comment":
            skipped_until = "endcomment"
        elif token.token_type != TokenType.COMMENT:
            yield token


def untranslatable(source: str, *, is_html: bool = True) -> list[str]:
    """The words of a template that stand outside of every tag that translates."""
    kept = list(tokens(source))
    text = ""
    for token in kept:
        if token.token_type == TokenType.TEXT:
            text += token.contents
        elif token.token_type == TokenType.VAR:
            text += STANDS_FOR_VALUE
        else:
            # Between the attributes of an element, nothing else may stand.
            text += " " if text.rfind("<") > text.rfind(">") else STANDS_FOR_TAG
    visible = _Visible()
    if is_html:
        visible.feed(text)
        visible.close()
    else:
        visible.texts = text.splitlines()
    found = [
        part.strip()
        for shown in visible.texts
        for part in re.split(f"[{STANDS_FOR_TAG}{STANDS_FOR_VALUE}]", shown)
        if WORD.search(part)
    ]
    return found + [
        word for token in kept if token.token_type != TokenType.TEXT for word in _in_filters(token.contents)
    ]


def _in_filters(contents: str) -> Iterator[str]:
    """The texts that a filter shows, such as the answers of ``yesno``."""
    for match in SHOWN.finditer(TRANSLATED.sub("", contents)):
        text = match["text"][1:-1]
        if WORD.search(text) and "/" not in text and not DATE_FORMATS.fullmatch(text):
            yield text


def joined_sentences(source: str) -> list[str]:
    """Runs of text in which two translated pieces stand with a value between them, and nothing ends the sentence."""
    run: list[str] = []
    found = []
    for token in [*tokens(source), Token(TokenType.TEXT, "<end>")]:
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if token.token_type == TokenType.TEXT:
            ends = "<" in token.contents or re.search(r"[.:;!?·–|]", token.contents)
        else:
            ends = name not in {"", "translate", "trans"}
        if ends:
            if "".join(run).count("T") > 1 and "V" in run:
                found.append("".join(run))
            run = []
        elif name:
            run += "T" if " as " not in token.contents else ""
        elif token.token_type == TokenType.VAR:
            run.append("T" if token.contents == "translated" else "V")
    return found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Read this</p>", ["Read this"]),
        ('<p>{% translate "Read this" %}</p>', []),
        ("<p>{% blocktranslate %}Read this{% endblocktranslate %}</p>", []),
        ("{% comment %}Read this{% endcomment %}{# Or that #}<!-- or here -->", []),
        ('<p class="read this" aria-label="Read this">·</p>', ["Read this"]),
        ('<input type="submit" value="Send it"><input type="hidden" value="on time">', ["Send it"]),
        ('<td{% if a %} data-label="Read this"{% endif %} class="no words">·</td>', ["Read this"]),
        ("<script>const read = 1;</script><p>{{ value }} days</p>", ["days"]),
        ('{{ value|yesno:"Yes,No" }}{{ value|default:_("None") }}{{ day|date:"j F Y" }}', ["Yes,No"]),
    ],
)
def test_the_search_finds_what_cannot_be_translated(source, words):
    assert untranslatable(source) == words


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('<p>{% translate "From" %} {{ a }} {% translate "on" %}</p>', 1),
        ('<p>{% translate "From" %} {{ a }} {% blocktranslate %}on{% endblocktranslate %}</p>', 1),
        ('<p>{% translate "From" %}: {{ a }}</p><p>{% translate "To" %}</p>', 0),
        ('<p>{% translate "From" as b %}{{ a }} {% translate "To" as c %}</p>', 0),
    ],
)
def test_the_search_finds_sentences_made_of_pieces(source, count):
    assert len(joined_sentences(source)) == count


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE / "templates" / "wagtail_privacy"))


def test_no_template_shows_a_text_that_cannot_be_translated():
    found = {
        (name(path), text)
        for path in TEMPLATES
        for text in untranslatable(path.read_text(encoding="utf-8"), is_html=path.suffix == ".html")
    }
    assert len(TEMPLATES) > 100
    assert found - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) - found == set(), "No template needs this exception any more."


def test_no_template_puts_a_sentence_together():
    found = {name(path): joined_sentences(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {path: runs for path, runs in found.items() if runs} == {}
