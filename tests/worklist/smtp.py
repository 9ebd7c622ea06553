"""A mail server of our own, on this machine only, which can refuse, hang and die."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller

from tests.worklist.mailing import SMTP, use_backend


@dataclass
class Server:
    """What the server does and what it got. ``dies_at`` is the mail, counted from 1, at which it hangs up."""

    refused: frozenset[str] = frozenset()
    refusal: str = "550 5.1.1 No such mailbox here"
    dies_at: int | None = None
    hangs_for: float = 0
    got: list[tuple[str, bytes]] = field(default_factory=list)
    mails: int = 0
    connections: int = 0
    port: int = 0

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails += 1
        if self.mails == self.dies_at:
            server.transport.abort()
            return "421 Gone"
        if self.hangs_for:
            await asyncio.sleep(self.hangs_for)
        self.got.append((envelope.rcpt_tos[0], envelope.content))
        return "250 Accepted"

    @property
    def addresses(self) -> list[str]:
        return sorted(address for address, _content in self.got)


class OnAnyPort(Controller):
    """Takes whatever port is free, and connects to that one to see that the server answers."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(settings: Any, timeout: float | None = None, **options: Any) -> Generator[Server]:
    """Run a server for as long as the block lasts, and have the site use it."""
    server = Server(**options)
    controller = OnAnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        server.port = controller.port
        use_backend(settings, SMTP, host="127.0.0.1", port=server.port, timeout=timeout)
        yield server
    finally:
        controller.stop()
