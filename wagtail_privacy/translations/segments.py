"""Stored sections as wagtail-localize takes them apart and puts them together again.

Items that sections choose are no part of this: a translated notice keeps what its source chose, and each item is shown
in the language of the notice where it has a published translation.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from bs4 import BeautifulSoup
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import quote_path_component
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import StringValue, extract_strings, restore_strings

from wagtail_privacy.notices.sections_field import SectionsField
from wagtail_privacy.notices.translatable.texts import Text, texts_in, with_texts

Segment = Any
"""One of the values in wagtail_localize.segments, with ``path`` and ``order``."""


def segments_of(field: SectionsField, value: StreamValue) -> list[Segment]:
    """The segments of a body: one for each plain text, a template and its strings for each rich one."""
    found: list[Segment] = []
    for text in texts_in(field.stream_block, _stored(value)):
        path = ".".join(text.path)
        if text.is_rich:
            found += _rich_segments(path, text)
        else:
            found.append(StringSegmentValue(path, text.value))
    return found


def _rich_segments(path: str, text: Text) -> list[Segment]:
    template, strings = extract_strings(text.value)
    hrefs = {tag["href"] for _string, attrs in strings for tag in attrs.values() if "href" in tag}
    return [
        TemplateSegmentValue(path, "html", template, len(strings)),
        *(StringSegmentValue(path, string, attrs=attrs) for string, attrs in strings),
        *(OverridableSegmentValue(f"{path}.{quote_path_component(href)}", href) for href in sorted(hrefs)),
    ]


def with_segments(field: SectionsField, value: StreamValue, segments: Iterable[Segment]) -> StreamValue:
    """The body ``value`` with translated segments in their places; ``value`` stays as it is."""
    by_path: dict[str, list[Segment]] = {}
    for segment in segments:
        # The address of a link follows the path of its text, in quotes, and holds dots itself.
        by_path.setdefault(segment.path.partition(".'")[0], []).append(segment)
    texts = {tuple(path.split(".")): _text(found) for path, found in by_path.items()}
    raw = with_texts(deepcopy(_stored(value)), texts, field.stream_block)
    translated: StreamValue = field.stream_block.to_python(raw)
    return translated


def _text(segments: list[Segment]) -> str:
    if not any(isinstance(segment, TemplateSegmentValue) for segment in segments):
        return str(segments[0].render_text())
    _format, template, strings = organise_template_segments(segments)
    known = [(_with_known_links(string, attrs or {}), attrs) for string, attrs in strings]
    return str(RichText(restore_strings(template, known)).source)


def _with_known_links(string: StringValue, attrs: Mapping[str, object]) -> StringValue:
    """A translated string without links that its source does not have; their words stay.

    Such a translation is marked when it is saved, and is not used; what a script has stored may not be marked.
    """
    soup = BeautifulSoup(string.data, "html.parser")
    unknown = [element for element in soup.find_all(id=True) if element["id"] not in attrs]
    if not unknown:
        return string
    for element in unknown:
        element.unwrap()
    return StringValue(str(soup))


def _stored(value: StreamValue) -> Any:
    return value.stream_block.get_prep_value(value)


def _get_translatable_segments(self: SectionsField, value: StreamValue) -> list[Segment]:
    return segments_of(self, value)


def _restore_translated_segments(self: SectionsField, value: StreamValue, segments: list[Segment]) -> StreamValue:
    return with_segments(self, value, segments)


def declare_sections() -> None:
    """Have wagtail-localize ask here for the segments of every body. Called when the app is ready."""
    SectionsField.get_translatable_segments = _get_translatable_segments
    SectionsField.restore_translated_segments = _restore_translated_segments
