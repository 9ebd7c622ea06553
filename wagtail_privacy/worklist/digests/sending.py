"""Sends what is in the outbox, one mail after the other, each claimed by one run at a time."""

import datetime as dt
import email.policy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from wagtail_privacy import conf
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.worklist.digests.days import oldest_sent
from wagtail_privacy.worklist.digests.mailer import Mailer, NotSentError
from wagtail_privacy.worklist.models import Digest
from wagtail_privacy.worklist.preferences.addresses import absolute, stop_url

BACK_OFF = (
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=8),
    dt.timedelta(days=1),
)
"""How long after each attempt the next one comes; after the last of them a digest is given up."""

LEASE = dt.timedelta(minutes=10)
"""For so long a mail belongs to one run where rows cannot be skipped; longer than any server is waited for."""

SERVER_FAILURES = 3
"""After so many mails in a row at which the server failed it is left alone until the next run."""

LONGEST_LINE = 900
"""Of a mail, in bytes; 998 are allowed (RFC 5322, section 2.1.1)."""

Clock = Callable[[], dt.datetime]


@dataclass
class Sent:
    """What became of the mails of one run. ``stopped`` is why it went no further, where the server was to blame."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    dropped: int = 0
    stopped: str = ""


def send_pending(today: dt.date, clock: Clock) -> Sent:
    """Send every digest whose time has come, each once; those that fail are tried again in a later run."""
    Digest.objects.filter(state=Digest.State.PENDING, day__lt=oldest_sent(today)).update(state=Digest.State.DROPPED)
    result = Sent()
    started, failures = clock(), 0
    with Mailer() as mailer:
        while failures < SERVER_FAILURES:
            with _claimed(today, started, clock) as digest:
                if digest is None:
                    return result
                error = _send(digest, mailer, clock, result)
            failures = failures + 1 if error is not None and error.is_server else 0
    result.stopped = str(error)
    return result


@contextmanager
def _claimed(today: dt.date, started: dt.datetime, clock: Clock) -> Iterator[Digest | None]:
    """A digest that no other run sends meanwhile: by a lock where locked rows can be skipped, else by a lease."""
    waiting = (
        Digest.objects.filter(state=Digest.State.PENDING, next_attempt_at__lte=started, day__gte=oldest_sent(today))
        .select_related("correspondent__user")
        .order_by("next_attempt_at", "pk")
    )
    if transaction.get_connection().features.has_select_for_update_skip_locked:
        with transaction.atomic():
            yield lock_rows(waiting, skip_locked=True).first()
    else:
        yield _leased(waiting, clock)


def _leased(waiting: Any, clock: Clock) -> Digest | None:
    """The first that nobody has leased. Whoever writes the lease first has it; the others look for the next."""
    is_free = Q(claimed_until=None) | Q(claimed_until__lte=clock())
    while True:
        digest: Digest | None = waiting.filter(is_free).first()
        if digest is None:
            return None
        mine = Digest.objects.filter(is_free, pk=digest.pk, state=Digest.State.PENDING)
        if mine.update(claimed_until=clock() + LEASE):
            return digest


def _send(digest: Digest, mailer: Mailer, clock: Clock, result: Sent) -> NotSentError | None:
    """Send one mail and write down what became of it; the error where it did not leave."""
    user = digest.correspondent.user
    if user is not None and not user.is_active:
        _keep(digest, state=Digest.State.DROPPED)
        result.dropped += 1
        return None
    error: NotSentError | None = None
    try:
        _check_address(digest.address)
        mailer.send(message_of(digest))
    except NotSentError as not_sent:
        error = not_sent
    if error is None:
        _keep(digest, state=Digest.State.SENT, sent_at=clock(), error="")
        result.sent += 1
    elif error.is_final or digest.attempts >= len(BACK_OFF):
        _keep(digest, state=Digest.State.FAILED, error=str(error))
        result.failed += 1
    else:
        _keep(digest, next_attempt_at=clock() + BACK_OFF[digest.attempts], error=str(error))
        result.postponed += 1
    return error


def _keep(digest: Digest, **fields: Any) -> None:
    Digest.objects.filter(pk=digest.pk).update(attempts=F("attempts") + 1, claimed_until=None, **fields)


def _check_address(address: str) -> None:
    """Raise :class:`NotSentError` for what is no address, in words for whoever can mend it."""
    if not address:
        raise NotSentError(gettext("There is no e-mail address for this person."), is_final=True)
    try:
        validate_email(address)
    except ValidationError as error:
        text = gettext("“%(address)s” is not an e-mail address.") % {"address": address[:100]}
        raise NotSentError(text, is_final=True) from error


class DigestMail(EmailMultiAlternatives):
    """A mail whose headers are folded late: what is too long for a line is encoded, and a link in it is a link no more.

    Before Django 6.0 nothing is encoded for its length, and there is no policy to say so.
    """

    def message(self, **options: Any) -> Any:
        if django.VERSION >= (6, 0):
            policy = options.get("policy", email.policy.default)
            options["policy"] = policy.clone(max_line_length=LONGEST_LINE)
        return super().message(**options)


def message_of(digest: Digest) -> EmailMultiAlternatives:
    """The mail, the same whenever it is sent but for its date."""
    headers = {"Message-ID": digest.message_id, "Auto-Submitted": "auto-generated"}
    url = stop_url(digest.correspondent)
    if url is not None:
        headers |= {
            "List-Unsubscribe": f"<{absolute(url)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = DigestMail(
        subject=digest.subject,
        body=digest.text,
        from_email=conf.mail_sender(),
        to=[digest.address],
        headers=headers,
    )
    message.attach_alternative(digest.html, "text/html")
    return message
