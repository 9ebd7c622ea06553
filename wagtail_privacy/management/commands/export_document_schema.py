"""Write the form of a document: as JSON Schema for programs, or as a page about its fields for people."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from wagtail_privacy.documents.json_schema import json_schema
from wagtail_privacy.documents.reference import field_reference


class Command(BaseCommand):
    help = "Write the JSON Schema of the published documents, or the reference of their fields."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="The file to write. Default: standard output.")
        parser.add_argument("--fields", action="store_true", help="Write the reference of all fields as Markdown.")

    def handle(self, *args: object, output: Path | None = None, fields: bool = False, **options: object) -> None:
        text = field_reference() if fields else _as_json()
        if output is None:
            self.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")


def _as_json() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
