"""Requests by everybody for everything, and what their answers give away."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.world import ITEM_MODELS, OWNERS, PERSONAS, SEES, World, name_of


def addresses(prefix: str) -> Iterator[tuple[str, str]]:
    """Namespace and name of every address whose namespace begins with ``prefix``."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from walk(entry, entry.namespace or namespace)
            elif isinstance(entry, URLPattern) and namespace.startswith(prefix):
                yield namespace, str(entry.name)

    yield from walk(get_resolver(), "")


def is_denied(response: Any) -> bool:
    """Whether the request was refused, whichever way: 403, 404, or sent to the sign-in or the dashboard."""
    if response.status_code in (403, 404):
        return True
    home, login = reverse("wagtailadmin_home"), reverse("wagtailadmin_login")
    return response.status_code == 302 and (response.url == home or response.url.startswith(login))


class Cells:
    """Requests by everybody for everything, each undone afterwards."""

    def __init__(self, world: World):
        self.world = world
        self.clients = {}
        for persona in PERSONAS:
            self.clients[persona] = Client(raise_request_exception=True)
            if persona != "anonymous":
                self.clients[persona].force_login(world.people[persona])

    def send(self, persona: str, method: str, url: str, data: Any = None) -> Any:
        """The answer; ``shown`` is what it says, as text."""
        with transaction.atomic():
            response = getattr(self.clients[persona], method)(url, data)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            response.shown = content.decode(errors="replace")
            transaction.set_rollback(True)
        return response


def leaks(persona: str, response: Any) -> list[str]:
    """The names of items in an answer that the person must not see."""
    hidden = set(OWNERS) - SEES.get(persona, frozenset())
    text = response.shown
    return [name_of(model, owner) for owner in hidden for model in ITEM_MODELS if name_of(model, owner) in text]


def chooser_url(model: Any, name: str, *args: Any) -> str:
    """An address of the chooser for this kind of item."""
    return reverse(f"{model.snippet_viewset.get_chooser_admin_url_namespace()}:{name}", args=args)
