"""The rules of the house that a machine can check."""

import ast
import importlib
import logging
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "wagtail_privacy"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
MAX_LINES = 400
NAMED_FOR_NOTHING = {"utils.py", "helpers.py", "common.py", "misc.py"}
EAGER = {"gettext", "pgettext", "ngettext", "npgettext"}
PAGE_ACTIONS = ("add", "change", "delete", "publish", "bulk_delete", "lock", "unlock", "view")
FORBIDDEN_LITERALS = {
    "wagtailcore.Page",
    "wagtailcore.page",
    "page_ptr",
    "page_ptr_id",
    *(f"{action}_page" for action in PAGE_ACTIONS),
}
ARCHITECTURE = PROJECT / "docs" / "explanation" / "architecture.md"
HAVE_NO_ROOMS = {"locale", "static", "templates"}
CHOICES = {"Choices", "TextChoices"}
INLINE = ("<style", " style=", "<script>", " onclick=", "javascript:")


def offenders(paths: Iterable[Path], find: Callable[[str], Iterable[int]]) -> list[str]:
    """``file:line`` for every line that ``find`` reports in the text of a file."""
    return [f"{path.relative_to(PROJECT)}:{line}" for path in paths for line in find(path.read_text(encoding="utf-8"))]


def run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node outside the bodies of functions and lambdas."""
    queue = [tree]
    while queue:
        node = queue.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            queue += [*node.decorator_list, *node.args.defaults]
        elif not isinstance(node, ast.Lambda):
            queue += ast.iter_child_nodes(node)


def imported(tree: ast.AST, module: str) -> dict[str, str]:
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }


def eager_translations(source: str) -> list[int]:
    tree = ast.parse(source)
    names = imported(tree, "django.utils.translation")
    return [
        node.lineno
        for node in run_at_import(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and names.get(node.func.id) in EAGER
    ]


WIRING = {"ready", "_check", "_scope", "_connect", "_register"}
"""The methods of an ``AppConfig`` that run once all models are loaded."""


def late_imports(source: str) -> list[int]:
    return [
        node.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name not in WIRING
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def base_page_literals(source: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and node.value in FORBIDDEN_LITERALS)
        or (isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_LITERALS)
    ]


def impure_django(source: str) -> list[int]:
    """Imports of Django beyond its pure functions (``django.utils``) and its lists of choices."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            pure = all(alias.name.split(".")[0] != "django" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "django":
            names = {alias.name for alias in node.names}
            pure = str(node.module).startswith("django.utils") or (
                node.module == "django.db.models" and names <= CHOICES
            )
        else:
            continue
        if not pure:
            found.append(node.lineno)
    return found


def settings_readers(source: str) -> list[int]:
    return [1] if "settings" in imported(ast.parse(source), "django.conf").values() else []


def inline_code(source: str) -> list[int]:
    return [
        number for number, line in enumerate(source.lower().splitlines(), 1) if any(part in line for part in INLINE)
    ]


def test_each_search_finds_what_it_looks_for():
    eager = (
        "from django.utils.translation import gettext as _\nclass A:\n    b = _('x')\n    def c(self): return _('y')\n"
    )
    assert eager_translations(eager) == [3]
    assert late_imports("import a\ndef ready(): import b\ndef c():\n    import d\n") == [4]
    assert base_page_literals("a = 'wagtailcore.Page'\nb.page_ptr\nc = 'publish_page'\n") == [1, 2, 3]
    assert impure_django("import django\nfrom django.db import models\nfrom django.db.models import TextChoices\n") == [
        1,
        2,
    ]
    assert settings_readers("from django.conf import settings as s") == [1]
    assert inline_code("<p>\n<p style='a'>\n<script>") == [2, 3]
    assert SOURCES
    assert TEMPLATES


@pytest.fixture
def loggers_stay_on() -> Iterator[None]:
    """import-linter sets up logging for itself and silences every logger that was there before."""
    yield
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.disabled = False


@pytest.mark.usefixtures("loggers_stay_on")
def test_imports_keep_to_the_contracts():
    assert lint_imports(config_filename=str(PROJECT / "pyproject.toml"), no_cache=True) == 0


def test_no_file_grows_beyond_its_purpose():
    assert offenders(SOURCES, lambda source: range(MAX_LINES + 1, len(source.splitlines()) + 1)) == []


def test_no_file_is_named_for_nothing():
    assert [str(path) for path in SOURCES if path.name in NAMED_FOR_NOTHING] == []


def test_what_is_translated_at_import_is_lazy():
    assert offenders(SOURCES, eager_translations) == []


def test_imports_stand_at_the_top():
    assert offenders(SOURCES, late_imports) == []


def test_no_base_page_is_taken_for_granted():
    """A custom base page has another label, another parent link and other permission codenames."""
    assert offenders(SOURCES, base_page_literals) == []


def test_documents_take_only_pure_functions_from_django():
    assert offenders((PACKAGE / "documents").rglob("*.py"), impure_django) == []


def test_settings_are_read_in_one_place():
    assert offenders([path for path in SOURCES if path.name != "conf.py"], settings_readers) == []


def test_templates_need_no_inline_script_or_style():
    assert offenders(TEMPLATES, inline_code) == []


def test_templates_and_static_files_keep_to_our_own_folder():
    folders = {kind: [path.name for path in (PACKAGE / kind).iterdir()] for kind in ("templates", "static")}
    assert folders == {"templates": ["wagtail_privacy"], "static": ["wagtail_privacy"]}


def picture(name: str) -> list[str]:
    """The lines of the picture of the page on the architecture that follows the comment ``name``."""
    page = ARCHITECTURE.read_text(encoding="utf-8")
    match = re.search(rf"^<!-- {name}: .+? -->\n\n```\n(.+?)\n```$", page, re.MULTILINE | re.DOTALL)
    assert match is not None
    return match[1].splitlines()


def drawn_paths(lines: Iterable[str]) -> list[str]:
    """The paths of a tree of folders and files; two spaces or more stand before the purpose of each."""
    paths: list[str] = []
    folders: list[str] = []
    for line in filter(None, lines):
        names, purpose = re.split(r" {2,}", line.strip())
        assert purpose
        del folders[(len(line) - len(line.lstrip())) // 2 :]
        paths += ["/".join([*folders, name.rstrip("/")]) for name in names.split(", ")]
        folders.append(names.rstrip("/"))
    return paths


def real_paths() -> list[str]:
    """Every folder of the package, and every Python file but those in the sub-folders of a room."""
    folders = [PACKAGE, *(path for path in PACKAGE.rglob("*/") if path.is_dir() and path.name != "__pycache__")]
    files = [path for pattern in ("*.py", "*/*.py") for path in PACKAGE.glob(pattern) if path.name != "__init__.py"]
    return [
        str(path.relative_to(PROJECT))
        for path in [*folders, *files]
        if not {"migrations", *HAVE_NO_ROOMS}.intersection(path.relative_to(PACKAGE).parts[:-1])
    ]


def test_the_picture_of_the_house_names_every_room_folder_and_file():
    drawn = drawn_paths(picture("rooms"))
    assert sorted(drawn) == sorted(real_paths()), "Name it in docs/explanation/architecture.md."


def test_the_picture_of_the_house_has_the_order_of_imports():
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    layers = [re.findall(r"\w+", layer) for layer in contracts["contracts"][0]["layers"]]
    built = [[room for room in layer if room in rooms] for layer in layers]
    assert [re.findall(r"\w+", line) for line in picture("layers")] == [layer for layer in built if layer]


def test_what_the_page_on_the_architecture_names_beside_a_file_is_in_that_file():
    """As in: `documents/diff/compare.py`: `difference()`."""
    named = re.findall(r"`([a-z_/]+)\.py`: `(\w+)(?:\.(\w+))?(?:\(\))?`", ARCHITECTURE.read_text(encoding="utf-8"))
    assert len(named) > 9
    for path, name, attribute in named:
        value = getattr(importlib.import_module(f"wagtail_privacy.{path.replace('/', '.')}"), name)
        assert value.__module__ == f"wagtail_privacy.{path.replace('/', '.')}"
        assert not attribute or hasattr(value, attribute)
