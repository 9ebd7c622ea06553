"""The maximal document a review later: something of every sort has changed."""

from typing import Any

from tests.documents_samples import maximal_document
from wagtail_privacy.documents.base import Prose
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import RecipientIdentity, RecipientUse
from wagtail_privacy.documents.sections import SecuritySection, TextSection
from wagtail_privacy.documents.vocabulary import Necessity

HOSTILE = "<script>alert('x')</script>"


def revised_document(language: str = "en-GB") -> Document:
    """A recipient came and one went, a period, a date and some wording changed, sections moved, came and went."""
    document = maximal_document(language)
    by_type: dict[str, Any] = {section.type: section for section in document.sections}
    retention, shared, governance = by_type["retention"], by_type["recipients"], by_type["governance"]
    about, text = by_type["about"], by_type["text"]
    newcomer = RecipientUse(
        recipient=RecipientIdentity(name="Riverside Counselling", website="https://riverside.example/"),
        uses=("to talk with children who need help",),
        necessity=Necessity.WITH_CONSENT,
    )
    edits: dict[str, Any] = {
        "retention": retention.model_copy(
            update={"rules": (retention.rules[0].model_copy(update={"period_number": 30}), *retention.rules[1:])}
        ),
        "recipients": shared.model_copy(update={"recipients": (*shared.recipients[:2], newcomer)}),
        "governance": governance.model_copy(update={"review_due": "2028-05"}),
        "about": about.model_copy(
            update={
                "heading": "What this notice is",
                "statements": ("We may also receive information from an earlier school or nursery.",),
            }
        ),
        "text": text.model_copy(update={"body": Prose(html="<p>Ask us <em>anything</em> you like, at any time.</p>")}),
        "links": SecuritySection(heading=f"A new section {HOSTILE}", measures=("Doors are locked.", HOSTILE)),
    }
    sections = [edits.get(section.type, section) for section in document.sections]
    # Contacts come before rights now.
    place = next(index for index, section in enumerate(sections) if section.type == "contacts")
    sections.insert(8, sections.pop(place))
    return document.model_copy(update={"sections": tuple(sections)})


def arabic_documents() -> tuple[Document, Document]:
    """Two short notices in Arabic, the older one first."""
    body = "<p>نحتفظ بتسجيلات الكاميرات لمدة ستين يوما ثم نحذفها.</p>"
    document = maximal_document("ar")
    section = TextSection(heading="مدة الاحتفاظ", body=Prose(html=body))
    older = document.model_copy(update={"title": "كيف نستخدم معلومات التلاميذ", "sections": (section,)})
    newer_section = section.model_copy(update={"body": Prose(html=body.replace("ستين", "ثلاثين"))})
    return older, older.model_copy(update={"sections": (newer_section,)})
