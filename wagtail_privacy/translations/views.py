"""What the screens of wagtail-localize leave unsaid and undone for notices."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext, ngettext
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.wagtail_hooks import before_edit_page

from wagtail_privacy.notices.admin.narrowed_views import PublishesEach
from wagtail_privacy.notices.admin.views import show_refusals
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.refusals import noting_refusals
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import SubmissionError, plan
from wagtail_privacy.translations.tasks import submit_translations

_MARK = b'"X-WagtailLocalize-TranslationID:'
_MOST_SHOWN = 10


def edit_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The answer of wagtail-localize where it publishes a translated notice, with the reasons where it does not.

    ``None`` for every other request. It catches the refusal and says only that there were errors.
    """
    if request.method != "POST" or request.POST.get("action") != "publish" or not isinstance(page, NoticeMixin):
        return None
    with noting_refusals(goes_on=False) as refusals:
        response: HttpResponse | None = before_edit_page(request, page)
    show_refusals(request, refusals)
    return response


class SubmitsItems(PublishesEach):
    """Submits a notice with every item that it shows, where wagtail-localize submits the page alone."""

    object: Page

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not isinstance(self.object, NoticeMixin):
            return super().form_valid(form)
        try:
            rows = plan(self.object, form.cleaned_data["locales"], self.request.user)
        except SubmissionError as error:
            messages.error(self.request, str(error))
            return redirect(self.request.get_full_path())
        response = super().form_valid(form)
        submit_translations.enqueue()
        _show_rows(self.request, list(rows.select_related("locale")))
        return response


def _show_rows(request: HttpRequest, rows: list[SubmittedTranslation]) -> None:
    waiting = sum(row.state == SubmittedTranslation.State.WAITING for row in rows)
    if waiting:
        text = ngettext(
            "%(count)s item of the library that the notice shows is being submitted too.",
            "%(count)s items of the library that the notice shows are being submitted too.",
            waiting,
        )
        messages.info(request, text % {"count": waiting})
    refused = [row for row in rows if row.state == SubmittedTranslation.State.REFUSED]
    for row in refused[:_MOST_SHOWN]:
        text = gettext("“%(title)s” was not submitted in %(language)s. %(reason)s")
        language = row.locale.get_display_name()
        messages.warning(request, text % {"title": row.title, "language": language, "reason": row.reason})
    if len(refused) > _MOST_SHOWN:
        messages.warning(request, gettext("… and %(count)d more.") % {"count": len(refused) - _MOST_SHOWN})


def upload_po_file(
    request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    """As the view of wagtail-localize, which fails without a file and for any other file, and hides what is wrong."""
    if request.method == "POST" and (refusal := _refused_file(request)):
        messages.error(request, refusal)
        return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")
    response = view(request, *args, **kwargs)
    translation = get_object_or_404(Translation.objects.select_related("source"), pk=kwargs["translation_id"])
    wrong = StringTranslation.objects.filter(
        context__object=translation.source.object_id, locale=translation.target_locale_id, has_error=True
    ).order_by("pk")
    for string in wrong[:_MOST_SHOWN]:
        text = gettext("“%(text)s” cannot be used: %(reason)s")
        messages.warning(request, text % {"text": string.data, "reason": string.get_error()})
    return response


def _refused_file(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        return gettext("Choose a PO file.")
    content = file.read()
    file.seek(0)
    if not any(line.startswith(_MARK) for line in content.splitlines()):
        return gettext("This file does not come from this website. Download the PO file, and translate that one.")
    return ""
