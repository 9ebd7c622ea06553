"""No code shows people an English text that cannot be translated, or puts a sentence together from pieces."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.message_sources import PACKAGE, SOURCES, translating_name, translators

FOR_PEOPLE = {
    *("heading", "help_text", "label", "menu_label", "message", "page_title", "title", "verbose_name"),
    *("verbose_name_plural", "header_title", "success_message", "error_message", "empty_label", "description"),
}
"""Arguments and attributes of Django and Wagtail that people read."""

SHOWING = {"ValidationError", "PermissionDenied", "StructBlockValidationError", "StreamBlockValidationError"}
CHOICES = {"TextChoices", "IntegerChoices"}
SENTENCE = re.compile(r"[^a-z].*[.?!]", re.DOTALL)
WORDS = re.compile(r"[^\W\d_]{2,}")

EXCEPTIONS = {
    ("pages/apps.py", "wagtail_privacy_pages"): "is the label of an app, which programs read",
    ("translations/apps.py", "wagtail_privacy_translations"): "is the label of an app, which programs read",
}
"""What needs no translation, by file, with the reason."""


def is_english(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(WORDS.search(node.value))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def untranslatable(source: str) -> Iterator[str]:
    """The texts for people that no function translates."""
    for node in ast.walk(ast.parse(source)):
        candidates: list[ast.AST | None] = []
        if isinstance(node, ast.Call):
            candidates = [word.value for word in node.keywords if word.arg in FOR_PEOPLE]
            on_messages = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "messages"
            if called(node) in SHOWING and node.args:
                candidates.append(node.args[0])
            elif on_messages and len(node.args) > 1:
                candidates.append(node.args[1])
        elif isinstance(node, ast.ClassDef):
            is_choices = any(getattr(base, "attr", getattr(base, "id", "")) in CHOICES for base in node.bases)
            for statement in node.body:
                candidates += _assigned(statement, is_choices=is_choices)
        yield from (candidate.value for candidate in candidates if is_english(candidate))


def _assigned(statement: ast.stmt, *, is_choices: bool) -> Iterator[ast.AST | None]:
    if isinstance(statement, ast.Assign):
        names = {getattr(target, "id", "") for target in statement.targets}
        if names & FOR_PEOPLE:
            yield statement.value
        if is_choices and isinstance(statement.value, ast.Tuple):
            yield statement.value.elts[-1]
    elif isinstance(statement, ast.AnnAssign) and getattr(statement.target, "id", "") in FOR_PEOPLE:
        yield statement.value


def joined(source: str) -> Iterator[int]:
    """The lines on which a translated piece of a sentence is joined to something; whole sentences may follow others."""
    tree = ast.parse(source)
    names = translators(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            parts = [node.left, node.right]
        elif isinstance(node, ast.JoinedStr):
            parts = [value.value if isinstance(value, ast.FormattedValue) else value for value in node.values]
        else:
            continue
        if any(_is_piece(part, names) for part in parts):
            yield node.lineno


def _is_piece(node: ast.AST, names: dict[str, str]) -> bool:
    """Whether a node is a translated text that is no whole sentence; one that is filled in counts too."""
    if isinstance(node, ast.BinOp):
        return _is_piece(node.left, names) or (isinstance(node.op, ast.Add) and _is_piece(node.right, names))
    if isinstance(node, ast.BoolOp | ast.IfExp):
        return any(_is_piece(child, names) for child in ast.iter_child_nodes(node))
    if not isinstance(node, ast.Call) or not translating_name(node, names):
        return False
    texts = [argument.value for argument in node.args if is_plain(argument)]
    return not all(SENTENCE.fullmatch(text) for text in texts)


def not_literal(source: str) -> Iterator[int]:
    """The lines on which what is to be translated is no plain text, so that no catalogue can have it."""
    tree = ast.parse(source)
    names = translators(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and translating_name(node, names) and not is_plain(node.args[0]):
            yield node.lineno


def is_plain(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


IMPORT = "from django.utils.translation import gettext as _\n"


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("Field(label='Name of it')", ["Name of it"]),
        ("Field(label=_('Name of it'), name='name of it')", []),
        ("raise ValidationError('Not that')", ["Not that"]),
        ("messages.success(request, 'It is done')", ["It is done"]),
        ("class A:\n    page_title = 'All of it'\n    name = 'all of it'", ["All of it"]),
        ("class A(TextChoices):\n    B = 'b', 'Bee'\n    C = 'c', _('Sea')", ["Bee"]),
    ],
)
def test_the_search_finds_what_cannot_be_translated(source, texts):
    assert list(untranslatable(source)) == texts


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("_('From') + ' ' + name", True),
        ("name + _('from %s') % other", True),
        ("f'{name} {_(\"from\")}'", True),
        ("_('From %(name)s') % {'name': name}", False),
        ("f'{name} {other}'", False),
        ("_('It is done.') + ' ' + _('See for yourself.')", False),
        ("_('It is done.') + ' ' + _('by %s') % name", True),
    ],
)
def test_the_search_finds_sentences_made_of_pieces(line, found):
    assert bool(list(joined(IMPORT + line))) is found


def test_the_search_finds_what_no_catalogue_can_have():
    assert list(not_literal(f"{IMPORT}_('a')\n_(name)\n_(f'{{name}}')\n")) == [3, 4]


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_no_code_shows_a_text_that_cannot_be_translated():
    found = {(name(path), text) for path in SOURCES for text in untranslatable(path.read_text(encoding="utf-8"))}
    assert found - set(EXCEPTIONS) == set()
    assert set(EXCEPTIONS) - found == set(), "No file needs this exception any more."


def test_no_code_puts_a_sentence_together():
    assert [f"{name(path)}:{line}" for path in SOURCES for line in joined(path.read_text(encoding="utf-8"))] == []


def test_every_message_is_written_out():
    assert [f"{name(path)}:{line}" for path in SOURCES for line in not_literal(path.read_text(encoding="utf-8"))] == []
