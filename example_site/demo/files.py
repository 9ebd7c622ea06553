"""Reads the YAML of the demo."""

from pathlib import Path
from typing import Any

import yaml

from example_site.demo.problems import DocumentFileError

# The same in C, where it was built: eight times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: Path) -> Any:
    """What a file holds. Raises :class:`DocumentFileError` for what is no YAML, ``OSError`` for what is no file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - both are safe
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DocumentFileError(path.name, [f"this is not valid YAML: {error}"]) from error
