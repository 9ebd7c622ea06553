"""The documentation says what is so."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import get_commands
from django.dispatch import Signal

from wagtail_privacy import base_template, signals
from wagtail_privacy.documents.reference import field_reference
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock
from wagtail_privacy.notices.blocks.unknown import UNKNOWN
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.section_kinds import section_kinds
from wagtail_privacy.templatetags import wagtail_privacy_tags

PROJECT = Path(__file__).resolve().parent.parent
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (PROJECT / "docs").rglob("*.md")
)
SETTING = re.compile(r"WAGTAIL_PRIVACY_[A-Z_]*[A-Z]")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
DOTTED = re.compile(r"\bwagtail_privacy(?:\.\w+)+")
IDENTIFIER_OF_CHECK = re.compile(r"wagtail_privacy\.[EW]\d{3}")
PACKAGE = PROJECT / "wagtail_privacy"
FOLDERS = [
    PROJECT,
    PACKAGE,
    PACKAGE / "templates",
    PACKAGE / "templates" / "wagtail_privacy",
    PACKAGE / "static",
    PROJECT / "tests" / "hostapp",
]
"""Where a path in the documentation may begin."""
FILE = re.compile(r"[\w.<>/-]+\.(?:css|html|md|py|toml|yaml)")
FOLDER = re.compile(r"(?:[a-z_.]+/)+")
ADDRESSES = {"feed/", "on/", "changes/"}
CALLED = re.compile(r"([A-Za-z_][\w.]*)\(")
CAPITALS = re.compile(r"(?:[a-z_]+\.)*([A-Z][a-z]\w*)(?:\.\w+)*")
NAMES_OF_OTHERS = {
    *{
        "Page",
        "PageQuerySet",
        "Revision",
        "AppConfig",
        "ImproperlyConfigured",
        "PermissionDenied",
        "ProtectedError",
        "TransactionTestCase",
        "ValidationError",
        "None",
        "True",
        "False",
    },
    *{"_raw_delete", "add_child", "bulk_create", "bulk_update", "delete", "django_db", "filter", "move", "publish"},
    *{"save", "save_revision", "unpublish", "update", "values", "view", "reverse", "ETag", "Literal", "Annotated"},
    "i18n_patterns",
}
"""Names of Django, Wagtail, Python, pytest and HTTP."""
EXAMPLES = {"contracts_of", "PrivacyNotice"}
"""Names in examples of what a site writes for itself."""


def page_name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def anchors(path: Path) -> set[str]:
    """The fragments that a Markdown host gives to the headings of a page."""
    headings = HEADING.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page):
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, fragment = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        if not linked.exists() or (fragment and linked.suffix == ".md" and fragment not in anchors(linked)):
            broken.append(target)
    assert broken == []


def test_every_page_is_reached_from_the_index():
    index = PROJECT / "docs" / "index.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(index.read_text("utf-8"))}
    pages = {path for path in (PROJECT / "docs").rglob("*.md") if path != index}
    assert sorted(page_name(path) for path in pages - linked) == []


def test_the_reference_lists_the_settings_that_are_read():
    read = {
        node.value
        for node in ast.walk(ast.parse((PROJECT / "wagtail_privacy" / "conf.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SETTING.fullmatch(node.value)
    }
    reference = (PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    documented = {name.strip("` ") for name in re.findall(r"^## (.+)$", reference, re.MULTILINE)}
    assert read == {name for name in documented if SETTING.fullmatch(name)}


def test_no_page_names_a_setting_that_does_not_exist():
    reference = set(SETTING.findall((PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")))
    named = {name for page in PAGES for name in SETTING.findall(page.read_text(encoding="utf-8"))}
    assert named <= reference


def test_the_make_targets_that_are_documented_exist():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    named = {
        target for page in PAGES for target in re.findall(r"(?:`|^)make (\w+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= targets


def test_the_first_two_commands_of_the_readme_are_demo_and_test():
    first = FENCE.search((PROJECT / "README.md").read_text(encoding="utf-8"))
    assert first is not None
    commands = [line.split("#")[0].strip() for line in first.group().splitlines()[1:-1]]
    assert commands == ["make demo", "make test"]


def test_the_commands_that_are_documented_exist():
    apps = ("example_site/*", "wagtail_privacy/*")
    files = [path for app in apps for path in PROJECT.glob(f"{app}/management/commands/*.py")]
    commands = {path.stem for path in files} | set(get_commands())
    named = {name for page in PAGES for name in re.findall(r"manage\.py (\w+)", page.read_text(encoding="utf-8"))}
    assert named - commands == set()


INSTALLATIONS = [PROJECT / "README.md", PROJECT / "docs" / "how-to" / "add-to-your-site.md"]
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", INSTALLATIONS, ids=page_name)
def test_who_follows_the_installation_is_not_warned(page, settings):
    """Each setting that our system checks ask for is in the installation, with a value that they take."""
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if "wagtail_privacy" not in path]
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
    assert len(run_checks(tags=["wagtail_privacy"])) == 4
    described = {}
    for code in PYTHON.findall(page.read_text(encoding="utf-8")):
        if "urlpatterns" not in code:
            exec(code, described)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *described["MIDDLEWARE"]]
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = described["DATA_UPLOAD_MAX_NUMBER_FIELDS"]
    assert run_checks(tags=["wagtail_privacy"]) == []
    assert set(described["INSTALLED_APPS"]) <= set(settings.INSTALLED_APPS)


@pytest.mark.parametrize("page", INSTALLATIONS, ids=page_name)
def test_the_installation_puts_our_addresses_directly_before_wagtails(page):
    (code,) = [code for code in PYTHON.findall(page.read_text(encoding="utf-8")) if "urlpatterns" in code]
    included = re.findall(r"include\((.+?)\)", code)
    assert included[-2:] == ['"wagtail_privacy.urls"', "wagtail_urls"]


def test_the_reference_lists_the_names_of_blocks_that_are_found():
    reference = (PROJECT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    rows = {row[1]: row[3] for row in (line.split("|") for line in reference.splitlines() if line.startswith("| `"))}
    for key, names in (
        ("title", base_template.TITLE_BLOCKS),
        ("head", base_template.HEAD_BLOCKS),
        ("content", base_template.CONTENT_BLOCKS),
    ):
        assert tuple(re.findall(r"`([^`]+)`", rows[f' `"{key}"` '])) == names


def test_the_reference_lists_the_custom_properties_that_are_set():
    sheets = (PROJECT / "wagtail_privacy" / "static" / "wagtail_privacy").glob("*.css")
    set_here = {name for sheet in sheets for name in re.findall(r"(--privacy-[a-z-]+):", sheet.read_text("utf-8"))}
    reference = (PROJECT / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")
    assert set_here == set(re.findall(r"`(--privacy-[a-z-]+)`", reference))


def prose_of(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def is_importable(dotted: str) -> bool:
    """Whether a name that begins with a module is a module, or something in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            if not hasattr(value, name):
                return False
            value = getattr(value, name)
        return True
    return False


def exists(path: str) -> bool:
    """Whether a path is there, from one of the folders where paths may begin; ``<type>`` stands for any name."""
    pattern = re.sub(r"<\w+>", "*", path)
    return any(folder.joinpath(path).exists() or any(folder.glob(pattern)) for folder in FOLDERS)


def defined_names() -> set[str]:
    """Every function, class and attribute that the package defines, and the fixtures of the tests."""
    names: set[str] = set()
    for path in [*PACKAGE.rglob("*.py"), PROJECT / "tests" / "conftest.py", PROJECT / "tests" / "trees.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def test_the_dotted_names_that_are_documented_exist():
    named = {(page_name(page), name) for page in PAGES for name in DOTTED.findall(page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    missing = [
        (page, name) for page, name in named if not IDENTIFIER_OF_CHECK.fullmatch(name) and not is_importable(name)
    ]
    assert sorted(missing) == []


def test_what_the_examples_import_from_the_package_exists():
    imported = [
        (page_name(page), f"{node.module}.{alias.name}")
        for page in PAGES
        for code in PYTHON.findall(page.read_text(encoding="utf-8"))
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("wagtail_privacy")
        for alias in node.names
    ]
    assert len(imported) > 8
    assert [(page, name) for page, name in imported if not is_importable(name)] == []


def test_the_files_and_folders_that_are_documented_exist():
    named = {(page_name(page), code) for page in PAGES for code in CODE.findall(prose_of(page)) if "/" in code}
    paths = [
        (page, code)
        for page, code in named
        if FILE.fullmatch(code) or (FOLDER.fullmatch(code) and code not in ADDRESSES)
    ]
    assert len(paths) > 50
    assert sorted((page, path) for page, path in paths if not exists(path)) == []


def test_the_files_that_are_documented_without_a_folder_exist():
    folders = [PROJECT / name for name in ("docs", "example_site", "tests", "wagtail_privacy")]
    ours = {path.name for path in [*PROJECT.iterdir(), *(path for folder in folders for path in folder.rglob("*.*"))]}
    named = {(page_name(page), code) for page in PAGES for code in CODE.findall(prose_of(page)) if "/" not in code}
    assert sorted((page, name) for page, name in named if FILE.fullmatch(name) and name not in ours) == [
        ("CONTRIBUTING.md", "utils.py")  # the name that no file may have
    ]


def named_in_code(page: Path) -> Iterator[str]:
    for code in CODE.findall(prose_of(page)):
        yield from (name.rpartition(".")[2] for name in CALLED.findall(code))
        match = CAPITALS.fullmatch(code)
        if match is not None:
            yield match[1]


def test_the_functions_and_classes_that_are_documented_exist():
    known = defined_names() | NAMES_OF_OTHERS | EXAMPLES
    named = {(page_name(page), name) for page in PAGES for name in named_in_code(page)}
    assert len(named) > 60
    assert sorted((page, name) for page, name in named if name not in known) == []


def rows_of(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    section = f"\n{text}".split(f"\n{heading}\n", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert lines is not None
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines.group().splitlines()[2:]]


def test_the_reference_lists_the_kinds_of_sections():
    blocks = NoticeBodyBlock().child_blocks
    kinds = [(kind.type, str(blocks[kind.type].label), kind.article) for kind in section_kinds()]
    others = [(name, str(block.label), "") for name, block in blocks.items() if name in {"appendix", "clause"}]
    assert {name for name, _label, _article in [*kinds, *others]} == set(blocks) - {UNKNOWN}
    documented = [
        (name.strip("`"), label, law) for name, label, _use, law in rows_of("reference/blocks.md", "## Kinds")
    ]
    assert documented == [*kinds, *others]


def test_the_reference_of_fields_is_that_of_the_schema():
    published = (PROJECT / "docs" / "reference" / "fields.md").read_text(encoding="utf-8")
    assert published == field_reference(), (
        "Run: manage.py export_document_schema --fields --output docs/reference/fields.md"
    )


@pytest.mark.parametrize(
    ("heading", "registered"),
    [("### Tags", wagtail_privacy_tags.register.tags), ("### Filters", wagtail_privacy_tags.register.filters)],
)
def test_the_reference_lists_the_tags_and_filters_of_templates(heading, registered):
    documented = {
        name for row in rows_of("reference/templates.md", heading) for name in re.findall(r"`(?:\{% )?(\w+)", row[0])
    }
    assert documented == set(registered)


def test_the_reference_lists_the_signals():
    documented = {row[0].strip("`") for row in rows_of("reference/signals.md", "# Signals")}
    assert documented == {name for name, value in vars(signals).items() if isinstance(value, Signal)}


def test_the_reference_lists_the_codes_of_problems():
    rows = rows_of("reference/blocks.md", "## When publishing is refused")
    documented = {code for row in rows for code in re.findall(r"`(\w+)`", row[0])}
    (described,) = re.findall(r"``code`` is stable \((.+?)\)", Problem.__doc__, re.DOTALL)
    assert documented == set(re.findall(r"``(\w+)``", described))
