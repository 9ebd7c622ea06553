"""Every message that templates and code ask for, read from them as Django's own parsers do."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.template import engines
from django.template.base import Lexer, Node, Template, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

import wagtail_privacy

PACKAGE = Path(wagtail_privacy.__file__).resolve().parent
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for path in (PACKAGE / "templates").rglob("*") if path.suffix in {".html", ".txt"})

GETTEXT = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}

Key = tuple[str | None, str]

_IN_TAGS = re.compile(r"_\(\s*(?:\"([^\"]*)\"|'([^']*)')\s*\)")


def translators(tree: ast.AST) -> dict[str, str]:
    """What the translating functions of Django are called in a module, and which each is."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in GETTEXT | WITH_CONTEXT
    }


def translating_name(node: ast.AST, names: dict[str, str]) -> str:
    """Which translating function a node calls; empty where it calls none."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id, "")
    is_of_module = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "translation"
    if is_of_module and node.func.attr in GETTEXT | WITH_CONTEXT:
        return node.func.attr
    return ""


@cache
def code_messages() -> dict[Key, str]:
    """The messages of the code, with the file of each."""
    found: dict[Key, str] = {}
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = translators(tree)
        for node in ast.walk(tree):
            if (name := translating_name(node, names)) and isinstance(node, ast.Call):
                texts = [ast.literal_eval(argument) for argument in node.args[: 1 + (name in WITH_CONTEXT)]]
                key = (texts[0], texts[1]) if name in WITH_CONTEXT else (None, texts[0])
                found.setdefault(key, str(path.relative_to(PACKAGE)))
    return found


@cache
def template_messages() -> dict[Key, str]:
    """The messages of the templates, with the file of each."""
    return {
        key: str(path.relative_to(PACKAGE))
        for path in TEMPLATES
        for key in [*_messages(compiled(path)), *_messages_in_tags(path.read_text(encoding="utf-8"))]
    }


def compiled(path: Path) -> Template:
    return engines["django"].get_template(str(path.relative_to(PACKAGE / "templates"))).template


def _messages(template: Template) -> Iterator[Key]:
    for node in nodes(template.nodelist):
        if isinstance(node, TranslateNode):
            context = node.message_context
            yield (context.var if context else None, str(node.filter_expression.token).strip("\"'"))
        elif isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            context = node.message_context
            yield (context.var if context else None, _trimmed(singular, node))


def _messages_in_tags(source: str) -> Iterator[Key]:
    """As in ``{% include "a.html" with label=_("Name") %}``."""
    for token in Lexer(source).tokenize():
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from ((None, match[1] or match[2]) for match in _IN_TAGS.finditer(token.contents))


def _trimmed(text: str, node: BlockTranslateNode) -> str:
    return " ".join(filter(None, map(str.strip, text.split("\n")))) if node.trimmed else text


def nodes(nodelist: Iterable[Node]) -> Iterator[Node]:
    """Every node of a template, with those inside others."""
    for node in nodelist:
        yield node
        for name in node.child_nodelists:
            yield from nodes(getattr(node, name, None) or ())
