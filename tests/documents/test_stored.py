import json
from typing import Any

import pytest

from tests.documents.strategies import full_document
from wagtail_privacy.documents.canonical import canonical_json
from wagtail_privacy.documents.stored import UnreadableDocument, read_document


@pytest.fixture(scope="module")
def payload() -> dict[str, Any]:
    return dict(json.loads(canonical_json(full_document())))


def test_a_stored_document_reads_back(payload: dict[str, Any]) -> None:
    assert read_document(payload) == full_document()


@pytest.mark.parametrize("version", [0, 2, "1", "draft", [1]])
def test_another_schema_version_is_refused(payload: dict[str, Any], version: Any) -> None:
    with pytest.raises(UnreadableDocument, match="schema version"):
        read_document({**payload, "schema_version": version})


def test_a_document_without_version_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(UnreadableDocument, match="does not say"):
        read_document({key: value for key, value in payload.items() if key != "schema_version"})


@pytest.mark.parametrize(
    "change", [{"title": None}, {"mood": "good"}, {"sections": [{"type": "poem", "heading": "x"}]}]
)
def test_data_that_does_not_fit_is_refused(payload: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableDocument, match="does not fit"):
        read_document({**payload, **change})


@pytest.mark.parametrize("stored", [None, [], "{}", 1])
def test_what_is_no_object_is_refused(stored: Any) -> None:
    with pytest.raises(UnreadableDocument, match="is an object"):
        read_document(stored)
