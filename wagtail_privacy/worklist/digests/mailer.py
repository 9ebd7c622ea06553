"""The only place that knows how mails leave this site: any mail backend of Django, one connection for many mails."""

import re
import smtplib
from contextlib import suppress
from typing import Any, Self

from django.core import mail
from django.core.mail import EmailMultiAlternatives

TIMEOUT_SECONDS = 30
"""For a backend that would wait for its server for ever: Django's ``EMAIL_TIMEOUT`` is ``None`` unless it is set."""

LONGEST_ERROR = 300

_SECRET = re.compile(
    r"(?i)\b(\w*(?:api[-_ ]?key|token|passw(?:or)?d|secret|authorization))(\W{1,3})(?:bearer |basic )?\S+"
)
_CREDENTIALS = re.compile(r"(://)[^/\s@]+@")
_SERVER_ERRORS = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError)


class NotSentError(Exception):
    """A mail did not leave. ``is_final``: trying again is of no use. ``is_server``: it is not the fault of the mail."""

    def __init__(self, message: str, *, is_final: bool = False, is_server: bool = False):
        super().__init__(message)
        self.is_final = is_final
        self.is_server = is_server


def new_connection() -> Any:
    """A connection by the backend that the site has chosen.

    Since Django 6.1 that is the one in ``MAILERS``, which stands for ``EMAIL_BACKEND`` where the site has none.
    """
    mailers = getattr(mail, "mailers", None)
    connection: Any = mailers.default if mailers is not None else mail.get_connection()
    if getattr(connection, "timeout", TIMEOUT_SECONDS) is None:
        connection.timeout = TIMEOUT_SECONDS
    return connection


class Mailer:
    """Sends mails over one connection, which is opened again after an error. A context manager."""

    def __init__(self) -> None:
        self._connection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a server that does not answer to that any more has nothing of ours."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def send(self, message: EmailMultiAlternatives) -> None:
        """Send one mail. Raises :class:`NotSentError`, whatever the backend raises."""
        try:
            if self._connection is None:
                self._connection = new_connection()
                self._connection.open()
        except Exception as error:
            text = self._text_of(error)
            self.close()
            raise NotSentError(text, is_server=True) from error
        try:
            sent = self._connection.send_messages([message])
        except Exception as error:
            text = self._text_of(error)
            self.close()
            is_server = isinstance(error, _SERVER_ERRORS) and not isinstance(error, smtplib.SMTPResponseException)
            is_server &= not isinstance(error, smtplib.SMTPRecipientsRefused)
            raise NotSentError(text, is_final=_is_refused_for_good(error), is_server=is_server) from error
        if not sent:
            raise NotSentError("The mail backend did not send it, and gave no reason.")

    def _text_of(self, error: Exception) -> str:
        secrets = [getattr(self._connection, name, None) for name in ("password", "username")]
        return text_of(error, [str(secret) for secret in secrets if secret])


def _is_refused_for_good(error: Exception) -> bool:
    """Whether the server will take no mail for this address, or the address is none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    return False


def text_of(error: Exception, secrets: list[str]) -> str:
    """What an error says, in short, without ``secrets`` or whatever looks like one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        reasons = [f"{code} {_decoded(reason)}" for code, reason in error.recipients.values()]
        text = "; ".join(reasons)
    elif isinstance(error, smtplib.SMTPResponseException):
        text = f"{error.smtp_code} {_decoded(error.smtp_error)}"
    else:
        text = f"{type(error).__name__}: {error}"
    for secret in secrets:
        text = text.replace(secret, "…")
    text = _SECRET.sub(r"\1\2…", _CREDENTIALS.sub(r"\1…@", text))
    return " ".join(text.split())[:LONGEST_ERROR]


def _decoded(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
