"""A clause of the trust that the notices of all its schools show, and that the trust makes longer when they do."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from example_site.demo.organisations import Place
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.propagation.applying import apply_change
from wagtail_privacy.propagation.impact import touched_notices
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.propagation.questions import Answer
from wagtail_privacy.propagation.services import publish_change

KEY = "keeping-safe"
"""What the files of notices call it."""

NAME = "How we keep information safe"
MEASURES = (
    "Only people who need information for their work can see it.",
    "Laptops and memory sticks are encrypted, and papers are locked away.",
)
MORE_MEASURES = (*MEASURES, "Everybody who works with information is trained each year.")

_SECTION = str(uuid5(NAMESPACE_URL, KEY))
"""The id of the section, which makes it one of a stream as the editor stores it."""


def make_clause(trust: Place) -> Clause:
    """The clause of the trust, published with its first wording where it is missing."""
    existing = Clause.objects.filter(owner=trust.organisation, name=NAME, locale=trust.hub.locale).first()
    if existing is not None:
        return existing
    clause = Clause(name=NAME, owner=trust.organisation, locale=trust.hub.locale, live=False)
    _write(clause, MEASURES)
    clause.save()
    clause.save_revision().publish()
    return clause


def change_clause(clause: Clause) -> None:
    """Publish the longer wording, in all notices that show it; nothing where it was changed, or no notice shows it."""
    if SharedChange.objects.of(clause).exists() or not any(True for _notice in touched_notices(clause)):
        return
    changed = Clause.objects.get(pk=clause.pk)
    _write(changed, MORE_MEASURES)
    changed.save_revision()
    note = "The trust and its schools now train everybody who works with information, each year."
    # The notices follow here, not once all is stored: translations are made from what they say then.
    apply_change(publish_change(changed, Answer(tells_readers=True, note=note)))


def _write(clause: Clause, measures: tuple[str, ...]) -> None:
    section: dict[str, Any] = {"heading": NAME, "measures": "\n".join(measures)}
    clause.body = clause.body.stream_block.to_python([{"type": "security", "value": section, "id": _SECTION}])
