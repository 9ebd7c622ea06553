"""Reviews that are due and people who are in charge of them, without notices: a schedule is all that digests need."""

import datetime as dt
from email.message import EmailMessage
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from wagtail.permissions import page_permission_policy

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.timing.schedule import DAYS_BEFORE
from wagtail_privacy.worklist.digests.services import Run, send_reminders
from wagtail_privacy.worklist.models import Correspondent, Digest, DigestEntry

MONDAY = dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def at(day: dt.date, hour: int = 7) -> dt.datetime:
    """A moment of a day, as the clock of a run gives it."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC)


def make_schedule(organisation: Organisation | None, due_on: dt.date, number: int = 1, **fields: Any) -> ReviewSchedule:
    """The review of something that is due on one day; ``number`` tells those of one organisation apart."""
    base = ContentType.objects.get_for_model(page_permission_policy.model)
    owner = organisation.pk if organisation is not None else 0
    defaults = {
        "title": f"Notice {number}",
        "due_from": due_on,
        "remind_on": due_on - dt.timedelta(days=DAYS_BEFORE),
    }
    return ReviewSchedule.objects.create(
        content_type=base,
        object_id=str(900_000 + owner * 10_000 + number),
        organisation=organisation,
        due_on=due_on,
        **defaults | fields,
    )


def expect_no_notices() -> None:
    """Have no school miss a notice, which is work of another kind that its office would be told of."""
    Organisation.objects.update(expected_audiences=[])


def make_user(name: str, **fields: Any) -> Any:
    """Somebody with an address and no permissions; with ``is_superuser`` also in charge of what is everyone's."""
    return get_user_model().objects.create_user(name, fields.pop("email", f"{name}@example.org"), "password", **fields)


def write_daily(address_or_user: Any, since: dt.date = MONDAY - 60 * DAY) -> Correspondent:
    """Have somebody get digests on any day."""
    is_user = hasattr(address_or_user, "pk")
    key = f"user:{address_or_user.pk}" if is_user else f"mail:{address_or_user}"
    made: Correspondent = Correspondent.objects.create(
        key=key,
        user=address_or_user if is_user else None,
        address="" if is_user else address_or_user,
        rhythm="daily",
        since=since,
    )
    return made


def run(day: dt.date, hour: int = 7) -> Run:
    """One run in the morning of a day."""
    return send_reminders(day, lambda: at(day, hour))


def mails_of(day: dt.date, hour: int = 7) -> dict[str, Any]:
    """The mails that a run sends, by address. Nobody gets two."""
    mail.outbox.clear()
    run(day, hour)
    addresses = [message.to[0] for message in mail.outbox]
    assert len(addresses) == len(set(addresses))
    return {message.to[0]: message for message in mail.outbox}


def steps_told(day: dt.date | None = None) -> list[int]:
    """The steps that sent digests have told, in the order in which they were told."""
    entries = DigestEntry.objects.filter(digest__state=Digest.State.SENT).order_by("digest__day", "pk")
    return list(entries.values_list("step", flat=True))


def parsed(message: Any) -> EmailMessage:
    """A mail as programs read it."""
    import email  # noqa: PLC0415
    from email import policy  # noqa: PLC0415

    return email.message_from_bytes(message.message().as_bytes(), policy=policy.default)
