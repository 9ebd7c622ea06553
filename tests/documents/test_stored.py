import json
from typing import Any

import pytest

from tests.documents.strategies import full_document
from wagtail_privacy.documents.canonical import canonical_bytes, canonical_json
from wagtail_privacy.documents.diff import difference, patch
from wagtail_privacy.documents.stored import UnreadableDocument, read_document
from wagtail_privacy.documents.text import plain_text


@pytest.fixture(scope="module")
def payload() -> dict[str, Any]:
    return dict(json.loads(canonical_json(full_document())))


def test_a_stored_document_reads_back(payload: dict[str, Any]) -> None:
    assert read_document(payload) == full_document()


@pytest.mark.parametrize("version", [0, 3, True, "1", "draft", [1]])
def test_another_schema_version_is_refused(payload: dict[str, Any], version: Any) -> None:
    with pytest.raises(UnreadableDocument, match="schema version"):
        read_document({**payload, "schema_version": version})


def test_a_document_without_version_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(UnreadableDocument, match="does not say"):
        read_document({key: value for key, value in payload.items() if key != "schema_version"})


@pytest.mark.parametrize(
    "change", [{"title": None}, {"mood": "good"}, {"sections": [{"type": "links"}]}, {"sections": ["poem"]}]
)
def test_data_that_does_not_fit_is_refused(payload: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableDocument, match="does not fit"):
        read_document({**payload, **change})


@pytest.mark.parametrize("stored", [None, [], "{}", 1])
def test_what_is_no_object_is_refused(stored: Any) -> None:
    with pytest.raises(UnreadableDocument, match="is an object"):
        read_document(stored)


@pytest.mark.parametrize("name", ["poem", "poems.sonnet"])
def test_a_section_of_a_type_that_nobody_knows_is_kept_byte_for_byte(payload: dict[str, Any], name: str) -> None:
    verse = {"type": name, "heading": "Verse", "lines": [1, 2.5, None, {"a": ""}, "Ä"], "anchor": "verse"}
    stored = {**payload, "sections": [verse, *payload["sections"]]}
    stored["sections"][-1] = {**stored["sections"][-1], "sections": [verse]}
    document = read_document(stored)
    assert canonical_json(document) == canonical_bytes(stored)
    assert (document.sections[0].heading, document.sections[0].anchor) == ("Verse", "verse")
    assert "Verse" in plain_text(document)
    assert difference(document, document).is_empty
    other = read_document({**stored, "sections": [{**verse, "lines": []}, *stored["sections"][1:]]})
    assert difference(document, other).sections[0].kind == "changed"
    assert patch(difference(document, other), document) == other


def test_what_was_erased_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="was erased"):
        read_document({"purged": True})
