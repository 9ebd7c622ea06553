"""A service of the trust that changes its name in a month, in the notices for volunteers of two schools.

One of them has taken its own copy; in the other the change waits for its day.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from example_site.demo.organisations import Place
from example_site.demo.reviews import MONTHS
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.propagation.own_copies import take_own_copy
from wagtail_privacy.propagation.questions import Answer
from wagtail_privacy.propagation.services import publish_change
from wagtail_privacy.reviews.timing.schedule import add_months
from wagtail_privacy.versions.publishing.services import in_force_from

SLUG = "volunteers"
SCHOOLS = ("larkfield", "meadway")
"""The schools with a notice for volunteers; the last has its own copy."""

NAME, NEW_NAME = "Five Rivers Volunteering Desk", "Five Rivers Community Team"
DAYS = 30
DUE_IN = 25
"""In so many days their notices are to be reviewed, a year after they came into force."""

_ENTRY = str(uuid5(NAMESPACE_URL, "volunteers"))
"""The id of the entry, which makes it one of a list as the editor stores it."""


def load_shared_change(trust: Place, schools: Iterable[Place]) -> None:
    """Write the notices, and decide about the change; nothing where the notices are there already."""
    places = {place.member.key: place for place in schools}
    chosen = [places[key] for key in SCHOOLS if key in places]
    if len(chosen) < len(SCHOOLS) or PrivacyNoticePage.objects.child_of(chosen[0].hub).filter(slug=SLUG).exists():
        return
    service = Recipient(name=NAME, kind="service", owner=trust.organisation, locale=trust.hub.locale, live=False)
    service.save()
    service.save_revision().publish()
    for place in chosen:
        _write_notice(place, service)
    service = Recipient.objects.get(pk=service.pk)
    service.name = NEW_NAME
    service.save_revision()
    answer = Answer(
        tells_readers=True,
        note=f"The team at our trust that looks after volunteers is now called {NEW_NAME}.",
        day=site_day() + dt.timedelta(days=DAYS),
    )
    change = publish_change(service, answer)
    take_own_copy(change, chosen[-1].organisation)


def _write_notice(place: Place, service: Recipient) -> None:
    page = PrivacyNoticePage(
        title="How we use information about volunteers",
        slug=SLUG,
        audience=Audience.VOLUNTEERS,
        summary="Which information we hold about people who help in our school.",
        locale=place.hub.locale,
        live=False,
    )
    page.body = page.body.stream_block.to_python(_sections(service))
    place.hub.add_child(instance=page)
    first_day = add_months(site_day() + dt.timedelta(days=DUE_IN), -MONTHS)
    with in_force_from(PartialDate.of(first_day)):
        page.save_revision().publish()


def _sections(service: Recipient) -> list[dict[str, Any]]:
    words = "<p>We ask for your name, how to reach you, and whom to call in an emergency.</p>"
    sharing = {"recipient": service.pk, "uses": "find you a task that suits you\nkeep in touch with you"}
    return [
        {"type": "text", "value": {"heading": "What we ask for", "body": words}},
        {
            "type": "recipients",
            "value": {
                "heading": "Who we share it with",
                "recipients": [{"type": "item", "value": sharing, "id": _ENTRY}],
            },
        },
    ]
