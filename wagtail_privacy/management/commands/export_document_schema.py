"""Write the JSON Schema of a document."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from wagtail_privacy.documents.json_schema import json_schema


class Command(BaseCommand):
    help = "Write the JSON Schema of the published documents to a file, or to standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="The file to write.")

    def handle(self, *args: object, output: Path | None = None, **options: object) -> None:
        text = json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True)
        if output is None:
            self.stdout.write(text)
        else:
            output.write_text(f"{text}\n", encoding="utf-8")
