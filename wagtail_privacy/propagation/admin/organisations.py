"""The question between the form of an organisation and the moment when it is saved."""

from copy import copy
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.admin.forms import AnswerForm
from wagtail_privacy.propagation.admin.touched import AT_ONCE
from wagtail_privacy.propagation.admin.views import change_url, report, touched_by
from wagtail_privacy.propagation.applying import apply_change
from wagtail_privacy.propagation.policy import earliest_day
from wagtail_privacy.propagation.questions import ChangeError, has_to_ask, waiting_change
from wagtail_privacy.propagation.services import save_organisation

ANSWERED = "privacy-answered"
"""The field that says that a form comes from the screen with the question."""


def ask_about_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse | None:
    """The screen with the question, or what follows its answer; ``None`` where nothing has to be asked.

    Nothing is saved before it is answered. A form with errors goes on to Wagtail's own view, which shows them.
    """
    viewset = Organisation.snippet_viewset
    form_class = viewset.get_edit_handler().get_form_class()
    form = form_class(request.POST, request.FILES, instance=copy(organisation), for_user=request.user)
    if not form.is_valid():
        return None
    changed: Organisation = form.save(commit=False)
    if not has_to_ask(changed) and waiting_change(organisation) is None:
        return None
    is_answered = ANSWERED in request.POST
    answer = AnswerForm(request.POST if is_answered else None, earliest=earliest_day(changed))
    if is_answered and answer.is_valid():
        try:
            change = save_organisation(changed, answer.answer(), user=request.user)
        except ChangeError as error:
            answer.refuse(error)
        else:
            if not change.is_waiting:
                change = apply_change(change, at_most=AT_ONCE)
            report(request, change)
            return redirect(change_url(change))
    return TemplateResponse(
        request, "wagtail_privacy/propagation/organisation.html", _context(request, changed, answer)
    )


def _context(request: HttpRequest, changed: Organisation, answer: AnswerForm) -> dict[str, Any]:
    title = gettext("Whom this touches")
    viewset = Organisation.snippet_viewset
    own = {ANSWERED, "csrfmiddlewaretoken", *answer.fields}
    sent = [(name, value) for name, values in request.POST.lists() if name not in own for value in values]
    return {
        "touched": touched_by(changed, request.user),
        "answer_form": answer,
        "answered": ANSWERED,
        "sent": sent,
        "page_title": title,
        "header_title": title,
        "page_subtitle": str(changed),
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
            {"url": reverse(viewset.get_url_name("list")), "label": gettext("Organisations")},
            {"url": "", "label": title, "sublabel": str(changed)},
        ],
    }
