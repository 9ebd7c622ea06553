"""The documentation says what is so."""

import ast
import re
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import get_commands

from wagtail_privacy import base_template

PROJECT = Path(__file__).resolve().parent.parent
PAGES = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (PROJECT / "docs").rglob("*.md")
)
SETTING = re.compile(r"WAGTAIL_PRIVACY_[A-Z_]*[A-Z]")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


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
    commands = {path.stem for path in PROJECT.glob("example_site/*/management/commands/*.py")} | set(get_commands())
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
