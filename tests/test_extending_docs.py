"""What the documentation tells people to write is what the tests run."""

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
HOST_APP = PROJECT / "tests" / "hostapp"
FENCE = re.compile(r"^( *)```\S+\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w/<>.]+\.(?:py|html|po))`")


def code_blocks(text: str) -> list[tuple[str, str]]:
    """Each block of code with the file that is named last before it."""
    return [
        (FILE.findall(text[: fence.start()])[-1], textwrap.dedent(fence.group(2)) if fence.group(1) else fence.group(2))
        for fence in FENCE.finditer(text)
    ]


def test_the_page_about_extending_shows_the_files_of_the_host_that_is_run():
    blocks = code_blocks((PROJECT / "docs" / "how-to" / "extend.md").read_text(encoding="utf-8"))
    shown = {name for name, _code in blocks if name != "settings.py"}
    assert {"apps.py", "blocks.py", "documents.py", "models.py"} < shown
    strange = [
        code
        for name, code in blocks
        if name != "settings.py" and code not in (HOST_APP / name).read_text(encoding="utf-8")
    ]
    assert strange == []


def test_the_page_about_reviewing_other_pages_shows_the_models_that_are_tested():
    blocks = code_blocks((PROJECT / "docs" / "how-to" / "review-other-pages.md").read_text(encoding="utf-8"))
    models = (PROJECT / "tests" / "reviewedapp" / "models.py").read_text(encoding="utf-8")
    assert len(blocks) == 3
    assert [code for _name, code in blocks if code not in models] == []


CHECK = """
import django
django.setup()
from django.template.loader import render_to_string
from wagtail_privacy.documents.canonical import canonical_json
from wagtail_privacy.documents.diff import difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.stored import read_document
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock
from wagtail_privacy.notices.resolve.items import ItemResolver
from wagtail_privacy.notices.resolve.sections import build
from wagtail_privacy.notices.section_kinds import section_kind
from wagtail_privacy.public.differences import render_difference
from wagtail_privacy.public.rendering import render_document
from tests.documents_samples import maximal_document
import json

block = NoticeBodyBlock().child_blocks["training"]
value = block.to_python({"heading": "Training", "courses": "A course for new staff.", "renewed": "each year"})
section = build(ItemResolver(None, None), block.schema, value)
before = maximal_document()
after = before.model_copy(update={"sections": (*before.sections, section)})
assert read_document(json.loads(canonical_json(after))).sections[-1] == section
for text in (render_document(after), plain_text(after), render_difference(difference(before, after))):
    assert "A course for new staff." in text and "each year" in text, text
assert "How often it is renewed" in render_document(after)
assert section_kind("training").example().courses
print("followed")
"""


def test_a_type_of_section_is_added_by_the_steps_of_the_contributing_guide(tmp_path: Path) -> None:
    """Applied to a copy of the package, in a process of its own."""
    text = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = text.split("## Add a type of section")[1].split("\n## ")[0]
    (schema, section), (blocks, block), (kinds, example), (_kinds, line), (template, html), *_commands = code_blocks(
        steps
    )
    shutil.copytree(PROJECT / "wagtail_privacy", tmp_path / "wagtail_privacy")
    (tmp_path / "tests").symlink_to(PROJECT / "tests")

    append(tmp_path / schema, section)
    append(tmp_path / blocks, block)
    (tmp_path / template.replace("<type>", "training")).write_text(html, encoding="utf-8")
    replace(tmp_path / kinds, "OWN_KINDS = (\n", f"{example}\n\nOWN_KINDS = (\n    {line.strip()},\n")
    union = tmp_path / "wagtail_privacy" / "documents" / "sections" / "__init__.py"
    named = re.sub(
        r"^(.*)SecuritySection(.*)$", r"\g<0>\n\1TrainingSection\2", union.read_text("utf-8"), flags=re.MULTILINE
    )
    assert named.count("TrainingSection") == 3
    union.write_text(named, encoding="utf-8")

    answer = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=tmp_path,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout == "followed\n", answer.stderr


def append(path: Path, code: str) -> None:
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{code}", encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
