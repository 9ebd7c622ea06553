"""Pages outside the admin, for people who are not signed in: their choices, stopping the mails, their calendar.

Each is found by a secret in its address. So nothing of other sites stands in them, no search engine lists them, no
cache keeps them, and no other site is told their address.
"""

import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from wagtail_privacy import conf
from wagtail_privacy.days import site_day
from wagtail_privacy.worklist.digests.audience import language_of
from wagtail_privacy.worklist.models import Correspondent
from wagtail_privacy.worklist.preferences.addresses import calendar_url
from wagtail_privacy.worklist.preferences.calendar import calendar_of, correspondent_with
from wagtail_privacy.worklist.preferences.choices import correspondent_from, stop_digests
from wagtail_privacy.worklist.preferences.forms import PreferencesForm

View = Callable[..., HttpResponse]


def secret(view: View) -> View:
    """Keep the address of the page, and what it says, to its reader."""

    @functools.wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not “no-referrer”: then browsers send the form without saying where it comes from, and Django refuses it.
        response["Referrer-Policy"] = "same-origin"
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return wrapper


@secret
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """The choices of whoever has this signed link; words of what to do for a link that is not right."""
    correspondent = correspondent_from(token)
    if correspondent is None:
        return _unknown(request)
    with override(_language(correspondent)):
        form = _form(request, correspondent)
        is_saved = "saved" in request.GET
        if request.method == "POST" and form.is_valid():
            form.save()
            return redirect(f"{reverse('wagtail_privacy:mail_preferences', args=[token])}?saved")
        url = calendar_url(correspondent) if correspondent.user_id is None else None
        context = {
            "form": form,
            "correspondent": correspondent,
            "has_account": correspondent.user_id is not None,
            "calendar_url": request.build_absolute_uri(url) if url is not None else "",
            "is_saved": is_saved,
        }
        return TemplateResponse(request, "wagtail_privacy/worklist/preferences.html", context).render()


def _form(request: HttpRequest, correspondent: Correspondent) -> PreferencesForm:
    has_account = correspondent.user_id is not None
    return PreferencesForm(
        request.POST if request.method == "POST" else None,
        correspondent=correspondent,
        # A mail is passed on more easily than a password: the calendar of a user is for who signs in.
        has_calendar=not has_account,
        has_language=not has_account,
    )


@secret
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stops the mails with one click in a mail program, which posts here (RFC 8058). Looking at it changes nothing.

    Programs look at every link of a mail before anybody has read it.
    """
    correspondent = correspondent_from(token)
    if correspondent is None:
        return _unknown(request)
    if request.method != "POST":
        return redirect("wagtail_privacy:mail_preferences", token)
    with override(_language(correspondent)):
        stop_digests(correspondent)
        return TemplateResponse(request, "wagtail_privacy/worklist/stopped.html", {"token": token}).render()


@secret
@require_safe
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar at this secret address. Raises ``Http404`` for one that there is not, or not any more."""
    correspondent = correspondent_with(secret)
    if correspondent is None:
        raise Http404(_("There is no calendar at this address."))
    response = HttpResponse(calendar_of(correspondent, site_day()), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Disposition"] = 'inline; filename="reviews.ics"'
    return response


def _unknown(request: HttpRequest) -> HttpResponse:
    response = TemplateResponse(request, "wagtail_privacy/worklist/unknown_link.html", status=404)
    patch_vary_headers(response, ["Accept-Language"])
    return response.render()


def _language(correspondent: Correspondent) -> str:
    if correspondent.user is not None:
        return language_of(correspondent.user)
    return correspondent.language or conf.default_language()
