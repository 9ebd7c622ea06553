"""A model notice about staff, which the trust has written for its schools.

One school follows it: it has to decide about a section that both have changed.
"""

from collections.abc import Iterable
from typing import Any

from example_site.demo.organisations import Place
from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.propagation.model_notices.bringing import bring_model_into
from wagtail_privacy.propagation.model_notices.services import make_model, mandate_sections, roll_out

SLUG = "staff-model"
SCHOOL = "oakstone"
"""The school that follows the model."""

_MEASURES = "Personnel files are locked away.\nEverybody who works with them is trained each year."
_MANDATED = ("commitment",)


def _section(block_id: str, kind: str, heading: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": {"heading": heading} | value, "id": block_id}


def _sections(*, measures: str = _MEASURES, commitment: str = "We never sell what we know about you.") -> list[Any]:
    words = (
        "<p>{{ organisation.name }} employs you, and {{ controller.name }} answers for what is done with your "
        "information. Write to {{ organisation.email }} with any question.</p>"
    )
    return [
        _section("who", "text", "Who holds information about you", body=words),
        _section("commitment", "text", "What we promise", body=f"<p>{commitment}</p>"),
        _section("security", "security", "How we keep it safe", measures=measures),
        _section("asking", "text", "Asking us", body="<p>Ask the office for what your file says.</p>"),
    ]


def load_model(trust: Place, schools: Iterable[Place]) -> None:
    """Write the model, roll it out to one school, and let both change it; nothing where there is a model already."""
    school = next((place for place in schools if place.member.key == SCHOOL), None)
    if school is None or PrivacyNoticePage.objects.child_of(trust.hub).filter(slug=SLUG).exists():
        return
    model = PrivacyNoticePage(
        title="How we use information about our staff",
        slug=SLUG,
        audience=Audience.STAFF,
        summary="Which information we hold about the people who work for us, and what they can do about it.",
        locale=trust.hub.locale,
        live=False,
    )
    _write(model, _sections())
    trust.hub.add_child(instance=model)
    model.save_revision()
    make_model(model)
    mandate_sections(model, _MANDATED)
    _publish(model)
    notice = roll_out(PrivacyNoticePage.objects.get(pk=model.pk), school.organisation).specific
    _change(notice, _sections(measures=f"{_MEASURES}\nThe office closes at four, and its door is locked."))
    _change(
        model,
        _sections(
            measures=f"{_MEASURES}\nNobody takes a personnel file home.",
            commitment="We never sell what we know about you, and we tell you when it goes to somebody new.",
        ),
    )
    _publish(model)
    bring_model_into(notice)


def _write(page: Any, sections: list[Any]) -> None:
    page.body = page.body.stream_block.to_python(sections)


def _change(page: Any, sections: list[Any]) -> None:
    draft = PrivacyNoticePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    _write(draft, sections)
    draft.save_revision()


def _publish(page: Any) -> None:
    PrivacyNoticePage.objects.get(pk=page.pk).get_latest_revision().publish()
