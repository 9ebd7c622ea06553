"""Short documents in which one thing at a time can change."""

from collections.abc import Iterable
from typing import Any

from wagtail_privacy.documents.diff import ChangeKind, ItemChange, SectionChange, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Party, RecipientIdentity, RecipientUse, RetentionUse
from wagtail_privacy.documents.sections import ActivitiesSection, Activity, RecipientsSection, RetentionSection, Section
from wagtail_privacy.documents.vocabulary import PeriodUnit


def document(*sections: Section, trust: str = "", phone: str = "", **given: Any) -> Document:
    """A notice of Ash School with these sections."""
    school = Party(name="Ash School")
    values = {"kind": "privacy_notice", "audience": "pupils", "language": "en", "title": "How we use data", **given}
    values.setdefault("organisation", school)
    values.setdefault("controller", values["organisation"])
    return Document(trust=Party(name=trust, phone=phone) if trust else None, sections=sections, **values)


def recipient(name: str, *uses: str, **identity: Any) -> RecipientUse:
    """Somebody who receives data, and what for."""
    return RecipientUse(recipient=RecipientIdentity(name=name, **identity), uses=uses)


def sharing(*recipients: RecipientUse, heading: str = "Who we share with", **given: Any) -> RecipientsSection:
    """A section with these recipients."""
    return RecipientsSection(heading=heading, recipients=recipients, **given)


def between(before: Section, after: Section) -> SectionChange:
    """What changed from one section to another of its type."""
    (section,) = difference(document(before), document(after)).sections
    return section


def said(items: Iterable[ItemChange]) -> list[tuple[ChangeKind, str]]:
    """What became of each item, with its name."""
    return [(item.kind, item.name) for item in items]


def retention(days: int | None = 60, name: str = "CCTV", **given: Any) -> RetentionSection:
    """A section with one rule."""
    rule = RetentionUse(name=name, period_number=days, period_unit=None if days is None else PeriodUnit.DAYS, **given)
    return RetentionSection(heading="How long we keep it", rules=(rule,))


def activities(*uses: Activity) -> ActivitiesSection:
    """A section with these activities."""
    return ActivitiesSection(heading="What we do", activities=uses)
