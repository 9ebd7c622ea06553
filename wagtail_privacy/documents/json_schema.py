"""The JSON Schema of a document, for everybody who reads the published data."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from wagtail_privacy.documents.document import SCHEMA_VERSION, Document

SCHEMA_ID = f"urn:wagtail-privacy:document:{SCHEMA_VERSION}"


class _WithoutFieldTitles(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: object) -> bool:
        # The titles that would be made up repeat the names of the fields.
        return False


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema draft 2020-12) that every document of the current schema version satisfies.

    What is empty is left out of a document, so that most fields are optional; ``schema_version`` of the document and
    ``type`` of a section are always there.
    """
    schema = Document.model_json_schema(schema_generator=_WithoutFieldTitles)
    for part in (schema, *schema["$defs"].values()):
        always = [name for name in ("schema_version", "type") if "const" in part.get("properties", {}).get(name, {})]
        if always:
            part["required"] = [*part["required"], *always]
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": SCHEMA_ID,
        **schema,
        "title": "Privacy notice",
    }
