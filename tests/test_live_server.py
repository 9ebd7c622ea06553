"""Nothing that the live server still does meets the next test."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.urls import path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.test_live_server")]

started = threading.Event()
go_on = threading.Event()
written = threading.Event()


def slow(request: HttpRequest) -> HttpResponse:
    """Writes when it is told to, long after its reader has gone."""
    started.set()
    assert go_on.wait(30)
    time.sleep(0.5)
    Group.objects.create(name="written late")
    written.set()
    return HttpResponse("Done")


urlpatterns = [path("slow/", slow)]


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_left(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the tables were emptied for the last time in this module."""
    yield
    assert written.wait(30)
    with django_db_blocker.unblock():
        assert not Group.objects.exists()


@pytest.fixture
def abandoned(live_server: Any) -> Iterator[Any]:
    """The server, while it answers a request whose reader has hung up."""
    for event in (started, go_on, written):
        event.clear()
    server = live_server.thread.httpd
    with socket.create_connection(server.server_address[:2]) as reader:
        reader.sendall(b"GET /slow/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert started.wait(30)
    yield server
    go_on.set()


def test_waiting_ends_when_the_last_answer_is_written(abandoned: Any) -> None:
    with pytest.raises(TimeoutError, match="1 connections"):
        abandoned.wait_until_idle(0.2)
    assert not Group.objects.exists()
    go_on.set()
    abandoned.wait_until_idle()
    assert Group.objects.get().name == "written late"


def test_a_connection_that_a_browser_keeps_open_holds_nobody_up(live_server: Any) -> None:
    server = live_server.thread.httpd
    with socket.create_connection(server.server_address[:2]) as reader:
        reader.sendall(b"GET /none/ HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
        assert reader.recv(12) == b"HTTP/1.1 404"
        server.wait_until_idle(10)


def test_a_request_that_a_test_leaves_behind_writes_before_the_tables_are_emptied(abandoned: Any) -> None:
    """It is told to go on when the test is over; the fixture of the module looks for what it wrote."""
    assert not Group.objects.exists()
