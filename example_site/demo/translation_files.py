"""Reads a translation from a YAML file: ``oakstone.pl.yaml`` in the folder ``translations`` of the documents::

    school: oakstone                 # a key of organisations.SCHOOLS
    language: pl                     # the language code of the translation
    notice: pupils                   # optional: the slug of the notice; else only the home page and the hub
    version: 2                       # with a notice: the version of it that was translated

    texts:                           # every text of home page, hub, notice and items, once, in both languages
    - en: How we use pupil information
      pl: Jak wykorzystujemy informacje o uczniach

A text with several lines, such as a list of uses, is written as a list of lines. Every problem names the file, the
place and what is wrong.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from example_site.demo.files import load_yaml
from example_site.demo.problems import DocumentFileError

_PARTS = frozenset({"school", "language", "notice", "version", "texts"})


@dataclass(frozen=True)
class TranslationFile:
    """A file read. ``notice`` is empty, and ``version`` ``None``, where no notice is translated."""

    name: str
    school: str
    language: str
    notice: str
    version: int | None
    texts: Mapping[str, str]


def read_translations(directory: Path) -> list[TranslationFile]:
    """Every translation of a directory, by file name; none where there is no such directory.

    Raises :class:`DocumentFileError` with every problem of a file.
    """
    return [read_translation(path) for path in sorted(directory.glob("*.yaml"))]


def read_translation(path: Path) -> TranslationFile:
    """Read one file. Raises :class:`DocumentFileError` with every problem."""
    content = load_yaml(path)
    problems = list(_shape_problems(content))
    texts: dict[str, str] = {}
    for position, raw in enumerate([] if problems else content["texts"], start=1):
        entry = _with_lines(raw)
        source = _source_language(entry, content["language"])
        if source is None:
            problems.append(f"texts[{position}]: must give a text in two languages, one of them {content['language']}.")
        elif entry[source] in texts:
            problems.append(f"texts[{position}]: “{entry[source]}” stands further up already.")
        else:
            texts[entry[source]] = entry[content["language"]]
    if problems:
        raise DocumentFileError(path.name, problems)
    return TranslationFile(
        path.name, content["school"], content["language"], content.get("notice", ""), content.get("version"), texts
    )


def _with_lines(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    is_lines = {
        code: isinstance(text, list) and all(isinstance(line, str) for line in text) for code, text in entry.items()
    }
    return {code: "\n".join(text) if is_lines[code] else text for code, text in entry.items()}


def _source_language(entry: Any, language: str) -> str | None:
    if not isinstance(entry, dict) or len(entry) != 2 or language not in entry:
        return None
    if not all(isinstance(text, str) and text.strip() for text in entry.values()):
        return None
    return next(str(code) for code in entry if code != language)


def _shape_problems(content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield "the file must have the parts school, language and texts."
        return
    for name in sorted(content.keys() - _PARTS):
        yield f"{name}: there is no such part; a translation has school, language, notice, version and texts."
    for name in ("school", "language"):
        if not isinstance(content.get(name), str):
            yield f"{name}: must be a text."
    if ("notice" in content) != ("version" in content):
        yield "notice: the notice and its version are given together, or neither of them."
    elif "notice" in content and not isinstance(content["notice"], str):
        yield "notice: must be the slug of a notice."
    elif "version" in content and (not isinstance(content["version"], int) or isinstance(content["version"], bool)):
        yield "version: must be a number."
    if not isinstance(content.get("texts"), list) or not content["texts"]:
        yield "texts: must be a list of texts in two languages."
