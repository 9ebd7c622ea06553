"""Mail backends for tests: one whose server is dead, one that says nothing, one that several processes share."""

import os
import socket
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Dead(BaseEmailBackend):
    """No server answers."""

    def open(self) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")

    def send_messages(self, email_messages: Any) -> int:
        raise AssertionError


class Silent(BaseEmailBackend):
    """Sends nothing and says so only by its number."""

    def send_messages(self, email_messages: Any) -> int:
        return 0


class Shared(BaseEmailBackend):
    """A line for each mail in the file that ``PRIVACY_MAILS`` names: address, Message-ID, process."""

    def send_messages(self, email_messages: Any) -> int:
        path = Path(os.environ["PRIVACY_MAILS"])
        for message in email_messages:
            line = f"{message.to[0]} {message.extra_headers['Message-ID']} {os.getpid()} {socket.gethostname()}\n"
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(descriptor, line.encode())
            os.close(descriptor)
        return len(email_messages)
