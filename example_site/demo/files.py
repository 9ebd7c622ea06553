"""Reads the YAML of the demo."""

from pathlib import Path
from typing import Any

import yaml

from example_site.demo.problems import DocumentFileError

try:
    # The same in C: eight times as fast.
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader


def load_yaml(path: Path) -> Any:
    """What a file holds. Raises :class:`DocumentFileError` for what is no YAML, ``OSError`` for what is no file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DocumentFileError(path.name, [f"this is not valid YAML: {error}"]) from error
