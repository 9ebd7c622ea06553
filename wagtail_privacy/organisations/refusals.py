"""What was refused, and what the user is told: why something was not deleted, and what was not published and why."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from wagtail_privacy.organisations.deletion import Obstacle, Obstacles
from wagtail_privacy.organisations.models import Organisation


class AdvisedRefusalError(PermissionDenied):
    """Refused until something else is done, at the address ``url``; the message says what."""

    def __init__(self, message: str, url: str):
        super().__init__(message)
        self.url = url


@dataclass(frozen=True)
class Refusal:
    """Something that was not published, and the error that says why."""

    subject: Model
    error: Exception


@dataclass
class _Noted:
    refusals: list[Refusal]
    goes_on: bool


_noted: ContextVar[_Noted | None] = ContextVar("wagtail_privacy_refusals", default=None)


@contextmanager
def noting_refusals(*, goes_on: bool) -> Iterator[list[Refusal]]:
    """Note what is refused inside, for a view that publishes and does not say why something was refused.

    With ``goes_on`` a refusal is noted and not raised: for a view that publishes several things, of which one must not
    keep the others back.
    """
    noted = _Noted([], goes_on)
    token = _noted.set(noted)
    try:
        yield noted.refusals
    finally:
        _noted.reset(token)


def is_noted(subject: Model, error: Exception) -> bool:
    """Note that ``subject`` was not published, where somebody asked for it; gives whether that is all to be done."""
    noted = _noted.get()
    if noted is None:
        return False
    noted.refusals.append(Refusal(subject, error))
    return noted.goes_on


def lead_to_advice(request: HttpRequest, error: AdvisedRefusalError) -> HttpResponse:
    """The way from a view of Wagtail's that was refused to the screen where it can go on."""
    messages.warning(request, str(error))
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # What the dialogue of a workflow expects when it is done.
        return JsonResponse({"step": "success", "redirect": error.url})
    return redirect(error.url)


_ADVICE = _(
    "Nothing was deleted: these notices need it. Versions of notices name the organisation that published them for as "
    "long as they are kept, so an organisation that has any stays. Where there is none, delete the notices first."
)


def refuse_deletion(
    request: HttpRequest, refused: Iterable[tuple[Model, Obstacles]], advice: str | Promise
) -> TemplateResponse:
    """The page, with a heading for each thing that stays and what it is needed for, and ``advice`` above them.

    What the user may not open is counted, not named: it may belong to another school.
    """
    finder = AdminURLFinder(request.user)
    refusals = []
    for subject, obstacles in refused:
        places = [place for obstacle in obstacles.listed if (place := _place(obstacle, finder))]
        listed = len(obstacles.listed)
        refusals.append(
            {
                "subject": subject,
                "places": places,
                "hidden": listed - len(places),
                "unlisted": obstacles.total - listed,
            }
        )
    context = {
        "refusals": refusals,
        "advice": advice,
        "page_title": _("This cannot be deleted"),
        "header_icon": "warning",
        "breadcrumbs_items": [],
        "header_title": _("This cannot be deleted"),
    }
    return TemplateResponse(request, "wagtail_privacy/organisations/deletion_refused.html", context, status=409)


def refuse_deletion_of_organisations(
    request: HttpRequest, obstacles: dict[Organisation, Obstacles]
) -> TemplateResponse | None:
    """The page for organisations, their sites and home pages; ``None`` where nothing needs any of them."""
    return refuse_deletion(request, obstacles.items(), _ADVICE) if obstacles else None


def _place(obstacle: Obstacle, finder: AdminURLFinder) -> dict[str, str] | None:
    url = finder.get_edit_url(obstacle.target) if obstacle.target is not None else ""
    if url is None:
        return None
    return {"label": obstacle.label, "kind": obstacle.kind, "detail": obstacle.detail, "url": url}
