"""Which path of the page tree a request asks for, with and without the prefix of a language."""

from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, get_urlconf
from django.utils import translation
from django.utils.translation import get_language_from_path
from wagtail.views import serve

DATA_NAME = "document_json"
"""The name of the pattern of the data of a version."""


def serve_data(request: HttpRequest, path: str) -> HttpResponse:
    """The data of a version, served by Wagtail as a page. ``path`` has no slash at its beginning.

    Where the host includes ``wagtail_privacy.urls`` outside its ``i18n_patterns``, the language stands in ``path``: it
    is taken off, and the page is looked for in that language.
    """
    language, below = _split_language(request, path)
    with translation.override(language or translation.get_language()):
        response: HttpResponse = serve(request, below)
    return response


def tree_path(request: HttpRequest) -> str | None:
    """What ``request`` asks Wagtail for: the path below the home page, with a slash at its end.

    ``None`` where the request is not one for a page.
    """
    match = request.resolver_match
    if match is None or match.url_name not in {"wagtail_serve", DATA_NAME}:
        return None
    path = str(next(iter((*match.args, *match.kwargs.values())), ""))
    if match.url_name == DATA_NAME:
        path = _split_language(request, path)[1]
    return path if path.endswith("/") or not path else f"{path}/"


def is_language_negotiated(request: HttpRequest) -> bool:
    """Whether browser and cookie decide on the language of the answer, because the address has no place for it."""
    return not _has_language_prefixes() and hasattr(request, "LANGUAGE_CODE")


def _split_language(request: HttpRequest, path: str) -> tuple[str, str]:
    """The language at the beginning of ``path`` and what comes after it; empty and ``path`` where there is none.

    Inside ``i18n_patterns`` there is none: Django has taken it off already.
    """
    language, _slash, below = path.partition("/")
    is_whole = request.path_info == f"/{path}" and _has_language_prefixes()
    return (language, below) if is_whole and get_language_from_path(f"/{path}") == language else ("", path)


def _has_language_prefixes() -> bool:
    return is_language_prefix_patterns_used(get_urlconf() or str(get_resolver().urlconf_name))[0]
