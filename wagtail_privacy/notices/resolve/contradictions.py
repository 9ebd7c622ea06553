"""Statements of a notice that cannot both be true, as problems of its sections."""

from collections.abc import Sequence

from wagtail.blocks import StreamValue

from wagtail_privacy.documents.contradictions import contradictions
from wagtail_privacy.documents.document import Document
from wagtail_privacy.notices.resolve.places import Origin
from wagtail_privacy.notices.resolve.references import References


def report_contradictions(
    document: Document, origins: Sequence[Origin], body: StreamValue, references: References
) -> None:
    """Report every statement of ``document`` that another one excludes, at the block of ``body`` that it came from."""
    found = contradictions(document)
    positions = {str(child.id): position for position, child in enumerate(body)} if found else {}
    for index, text in found:
        with references.section(document.sections[index].heading, positions.get(origins[index].block_id)):
            references.report("contradiction", text)
