"""A live server that can be waited for, as a pytest plugin: no request is still writing when the tables are emptied."""

import socket
import threading
from collections.abc import Generator
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread

IDLE_SECONDS = 60


class CountedServer(ThreadedWSGIServer):
    """Knows the connections that its threads still serve, those included whose other end has gone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._served: set[socket.socket] = set()
        self._changed = threading.Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._served.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._served.discard(request)
                self._changed.notify_all()

    def wait_until_idle(self, seconds: float = IDLE_SECONDS) -> None:
        """Until every request that was sent so far is answered. Raises ``TimeoutError`` after ``seconds``."""
        # Connections are accepted in their order: when this one was, so were all before it.
        with socket.create_connection(self.server_address[:2], timeout=seconds) as last:
            last.shutdown(socket.SHUT_WR)
            last.recv(1)
        with self._changed:
            for request in self._served:
                _expect_no_more(request)
            if not self._changed.wait_for(lambda: not self._served, timeout=seconds):
                message = f"{len(self._served)} connections of the live server are in use after {seconds} seconds."
                raise TimeoutError(message)


def _expect_no_more(request: socket.socket) -> None:
    """What has arrived is still answered; a connection kept open for further requests ends."""
    try:
        request.shutdown(socket.SHUT_RD)
    except OSError:
        return


@pytest.fixture(scope="session")
def _counted_server() -> Generator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LiveServerThread, "server_class", CountedServer)
        yield


@pytest.fixture(autouse=True)
def _live_server_is_idle(request: pytest.FixtureRequest) -> Generator[None]:
    """After the browser has closed its tabs, and before the tables are emptied."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    server = request.getfixturevalue("live_server").thread.httpd
    yield
    server.wait_until_idle()
