import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.documents.strategies import full_document
from wagtail_privacy.documents.canonical import canonical_json, digest
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.json_schema import json_schema

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
PUBLISHED = REFERENCE / "document.schema.json"


def test_the_published_schema_is_the_schema() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema(), (
        "Run: manage.py export_document_schema --output docs/reference/document.schema.json"
    )


def test_the_schema_says_what_it_is() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:wagtail-privacy:document:2"
    assert schema["title"] == "Privacy notice"


def test_what_is_always_written_is_required() -> None:
    schema, document = json_schema(), json.loads(canonical_json(full_document()))
    assert set(schema["required"]) == {name for name, field in Document.model_fields.items() if field.is_required()} | {
        "schema_version"
    }
    for section in document["sections"]:
        kind = next(
            part
            for part in schema["$defs"].values()
            if part.get("properties", {}).get("type", {}).get("const") == section["type"]
        )
        assert {"heading", "type"} <= set(kind["required"])


def test_every_name_in_a_full_document_stands_in_the_schema() -> None:
    def check(value: Any, part: dict[str, Any], definitions: dict[str, Any]) -> None:
        if "$ref" in part:
            check(value, definitions[part["$ref"].rpartition("/")[2]], definitions)
        elif "discriminator" in part:
            check(value, {"$ref": part["discriminator"]["mapping"][value["type"]]}, definitions)
        elif "anyOf" in part:
            check(value, part["anyOf"][0], definitions)
        elif part.get("additionalProperties") == {"type": "object"}:
            assert all(isinstance(inner, dict) for inner in value.values())
        elif isinstance(value, dict):
            assert part["additionalProperties"] is False
            for name, inner in value.items():
                check(inner, part["properties"][name], definitions)
        elif isinstance(value, list):
            for inner in value:
                check(inner, part["items"], definitions)
        else:
            allowed = part.get("enum", [part.get("const", value)])
            assert value in allowed
            assert isinstance(value, {"string": str, "integer": int, "boolean": bool}[part["type"]])

    schema = json_schema()
    check(json.loads(canonical_json(full_document())), schema, schema["$defs"])


def test_the_command_writes_the_schema_to_a_file_or_to_the_terminal(tmp_path: Path) -> None:
    file, terminal = tmp_path / "schema.json", io.StringIO()
    call_command("export_document_schema", output=file)
    call_command("export_document_schema", stdout=terminal)
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(terminal.getvalue()) == json_schema()
    assert file.read_text(encoding="utf-8") == PUBLISHED.read_text(encoding="utf-8")


def test_the_reference_page_lists_every_field_of_a_document() -> None:
    page = (REFERENCE / "document.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    assert [name for cell in listed for name in re.findall(r"\w+", cell)] == list(Document.model_fields)


def test_the_reference_of_fields_lists_every_section_and_what_its_fields_hold(tmp_path: Path) -> None:
    file = tmp_path / "fields.md"
    call_command("export_document_schema", fields=True, output=file)
    page = file.read_text(encoding="utf-8")
    titles = re.findall(r"^### (\w+)$", page, re.MULTILINE)
    assert len(titles) == len(set(titles))
    assert {section["type"] for section in json.loads(canonical_json(full_document()))["sections"]} <= set(titles)
    assert "| `necessity` | Why we share | fact | [Necessity](#necessity) |" in page
    assert "| `period_number` | How long it is kept: how many | period | number |" in page
    assert "| `categories` | Kinds of information | fact | list of [CategoryUse](#categoryuse) |" in page
    assert "| `review_due` | Next review | fact | date |" in page
    assert "| `database` | Database | fact, role | [RecipientIdentity](#recipientidentity), required |" in page


def test_the_digest_can_be_computed_as_the_reference_page_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (REFERENCE / "document.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^import hashlib.*?^print.*?$", page, re.MULTILINE | re.DOTALL)
    data = {"version": 1, "document": full_document().model_dump(mode="json")}
    (tmp_path / "document.json").write_text(json.dumps(data), encoding="utf-8")
    with contextlib.chdir(tmp_path):
        exec(code, {})
    assert capsys.readouterr().out.strip() == digest(full_document())
