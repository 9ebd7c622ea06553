"""Answers in the language of the page and at its own address, and keeps a translation from outliving its source."""

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import swapper
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.public.archive.permanent import archived_notice, permanent_address, with_query
from wagtail_privacy.public.languages import Languages, active_content_language, languages_of, root_of, shows_text
from wagtail_privacy.public.paths import is_language_negotiated, tree_path
from wagtail_privacy.public.responses import Unavailable, is_deleted, page_url, unavailable

if TYPE_CHECKING:
    from wagtail.models import Page

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """Let ``view`` answer in the language of its page, whatever language is active, and at the address of the page.

    An address in a language that the page does not have leads to the page, and the address of an alias of a page in
    another language leads to that page: 302, because it may be translated tomorrow. A translation whose source is not
    published, or not for this visitor, is not shown; the answer says so.
    """

    @functools.wraps(view)
    def wrapper(request: HttpRequest, page: Any, **kwargs: Any) -> HttpResponse:
        source = _source_of_alias(page)
        if source is not None:
            return _at_source(request, page, source, wrapper, kwargs)
        is_foreign = not is_deleted(page) and active_content_language() != page_language(request, page)
        languages = languages_of(request, page, **kwargs)
        language = languages.language or translation.get_language()
        with translation.override(language):
            response = _elsewhere(request, page) if is_foreign else None
            if response is None:
                response = _without_source(request, page, languages) or view(request, page, **kwargs)
        if language:
            response["Content-Language"] = language
        return _with_vary(request, response)

    wrapper.is_guarded = True  # type: ignore[attr-defined]
    return wrapper


def page_language(request: HttpRequest, page: Any) -> str:
    """The language of the tree that ``page`` stands in; the active one where it is outside this site."""
    root = root_of(request, page)
    return str(root.language_code) if root is not None else active_content_language()


def hides_source(request: HttpRequest, page: "Page", languages: Languages) -> bool:
    """Whether ``page`` is a translated notice whose source this visitor may not read."""
    source: Any = languages.source
    if source is None or not isinstance(page, NoticeMixin):
        return False
    if not source.live:
        return True
    if source.is_restricted:
        return not all(rule.accept_request(request) for rule in source.get_view_restrictions())
    return source.shown_version is not None and not shows_text(source) and not source.shown_version["is_erased"]


def _source_of_alias(page: Any) -> Any:
    """The page of another language that ``page`` repeats; ``None`` where it does not."""
    source = page
    while getattr(source, "alias_of_id", None) is not None:
        source = source.alias_of
    return source.specific if source.pk != page.pk and source.locale_id != page.locale_id else None


def _at_source(request: HttpRequest, page: Any, source: Any, view: View, arguments: dict[str, Any]) -> HttpResponse:
    url = page_url(request, source)
    if not url or not source.live:
        raise Http404
    below = below_page(request, page)
    target = f"{url}{below_source(below)}"
    if is_here(request, url, below):
        return view(request, source, **arguments)
    return _with_vary(request, HttpResponseRedirect(with_query(request, target)))


def _elsewhere(request: HttpRequest, page: "Page") -> HttpResponse | None:
    """To the address of ``page``; ``None`` where that is the one that was asked for."""
    url, below = page_url(request, page), below_page(request, page)
    if not url or tree_path(request) is None or is_here(request, url, below):
        return None
    return HttpResponseRedirect(with_query(request, f"{url}{below}"))


def below_page(request: HttpRequest, page: Any) -> str:
    """What ``request`` asks for below the address of ``page``, as it is written there."""
    root, path = root_of(request, page), tree_path(request)
    if root is None or path is None:
        return ""
    return written(path.removeprefix(page.url_path[len(root.root_path) :]))


def written(below: str) -> str:
    """A path below a page as it is written: the data of a version is the one address without a slash at its end."""
    return below.removesuffix("/") if below.endswith("document.json/") else below


def below_source(below: str) -> str:
    """What corresponds to ``below`` at the source of a page, which counts its versions itself."""
    return "versions/" if below.startswith("versions/") else below


def is_here(request: HttpRequest, url: str, below: str) -> bool:
    """Whether ``below`` the address ``url`` is what was asked for."""
    asked, address = request.build_absolute_uri(request.path), request.build_absolute_uri(f"{url}{below}")
    return asked.rstrip("/") == address.rstrip("/")


def _without_source(request: HttpRequest, page: "Page", languages: Languages) -> HttpResponse | None:
    """The answer of a translation whose source may not be read; ``None`` where it may."""
    if not hides_source(request, page, languages):
        return None
    source: Any = languages.source
    reason = source_hidden() if source.live else source_unpublished()
    return unavailable(request, page, reason, is_whole=True)


def source_taken_away(request: HttpRequest, page: "Page", source_id: int | None) -> HttpResponse | None:
    """The answer of a translation whose source is no longer beside it; ``None`` where it is, or never was.

    Where the source was deleted, to its archive. ``source_id`` is the page that its version in force was translated
    from. At most one query for most notices, none for those beside their source.
    """
    if source_id is None or source_id in languages_of(request, page).known_pages:
        return None
    if swapper.load_model("wagtailcore", "Page").objects.filter(pk=source_id, live=True).exists():
        return None
    archive = permanent_address(source_id)
    if archive is not None and archived_notice(request, source_id) is not None:
        return HttpResponseRedirect(archive)
    raise source_unpublished()


def source_unpublished() -> Unavailable:
    """For a translation whose source is not published: 404, as the source itself."""
    return Unavailable(
        404,
        _("This notice is not published at the moment"),
        (
            _("It is a translation, and the notice that it was translated from is not published at the moment."),
            _("Ask the organisation for it: you may always ask what is held about you and why."),
        ),
    )


def source_hidden() -> Unavailable:
    """For a translation whose source is not for this visitor: 403."""
    return Unavailable(
        403,
        _("This notice is not public at the moment"),
        (
            _("It is a translation, and the notice that it was translated from is for some people only."),
            _("Ask the organisation for it: you may always ask what is held about you and why."),
        ),
    )


def _with_vary(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if is_language_negotiated(request):
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
