"""What the admin shows around a notice: who a new notice is for, and why a notice was not published."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page, Revision

from wagtail_privacy import conf
from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.admin.panels import MOST_PROBLEMS_SHOWN
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.organisations.refusals import AdvisedRefusalError, Refusal

AUDIENCES: dict[Audience, tuple[str, str | Promise]] = {
    Audience.PUPILS: ("group", _("What you hold about children, for families to read. Most schools start here.")),
    Audience.PARENTS: ("mail", _("What you hold about the adults in a child's family.")),
    Audience.STAFF: ("user", _("What you hold about the people who work for you.")),
    Audience.APPLICANTS: ("clipboard-list", _("What you do with the papers of people who apply for a job.")),
    Audience.GOVERNORS: (
        "crosshairs",
        _("What you hold about your governors or trustees, and what you publish of it."),
    ),
    Audience.VOLUNTEERS: ("tick-inverse", _("What you hold about people who help without pay.")),
    Audience.VISITORS: ("view", _("What you note down about people who visit you.")),
    Audience.CONTRACTORS: ("cogs", _("What you note down about contractors and agency workers, and their checks.")),
    Audience.CHILDREN: ("openquote", _("The same as for pupils, in words that children and young people understand.")),
    Audience.FORMER_PUPILS: ("history", _("How you keep in touch with those who have left.")),
    Audience.FORMER_STAFF: ("history", _("What you keep about people who worked for you.")),
    Audience.MEMBERS: ("group", _("What a trust holds about its members.")),
    Audience.WEBSITE_USERS: ("site", _("What your website notes down about its visitors, cookies included.")),
    Audience.EVERYONE: (
        "globe",
        _("A single document for all of them. It gets long: prefer a notice for each audience."),
    ),
}
"""The icon of each choice and what it is for, in the order of the page."""


def choose_audience(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> TemplateResponse:
    """Ask who a new notice is for. Each answer is the create form with the audience in its address."""
    other_parameters = {name: value for name, value in request.GET.items() if name != "audience"}
    existing: dict[str, list[str]] = {}
    for audience, title in page_class.objects.child_of(parent_page).values_list("audience", "title"):
        existing.setdefault(audience, []).append(title)
    choices = [
        {
            "audience": audience,
            "icon": icon,
            "purpose": purpose,
            "url": f"{request.path}?{urlencode({'audience': audience.value} | other_parameters)}",
            "existing": existing.get(audience.value, []),
        }
        for audience, (icon, purpose) in AUDIENCES.items()
    ]
    title = gettext("New %(kind)s") % {"kind": page_class._meta.verbose_name}
    context = {
        "choices": choices,
        "kind": page_class._meta.verbose_name,
        "header_title": title,
        "header_icon": "doc-empty-inverse",
        "breadcrumbs_items": [
            {
                "label": parent_page.get_admin_display_title(),
                "url": reverse("wagtailadmin_explore", args=[parent_page.pk]),
            },
            {"label": title, "url": ""},
        ],
    }
    return TemplateResponse(request, "wagtail_privacy/notices/choose_audience.html", context)


def refuse(request: HttpRequest, refused: Iterable[tuple[NoticeMixin, Iterable[str]]]) -> None:
    """Tell the user that nothing was published: for each notice its title, with a link to edit it, and the reasons."""
    for page, reasons in refused:
        shown = [*_workflow_advice(page), *reasons]
        more = len(shown) - MOST_PROBLEMS_SHOWN
        shown = shown[:MOST_PROBLEMS_SHOWN]
        if more > 0:
            shown.append(gettext("… and %(count)d more.") % {"count": more})
        text = format_html(
            "<strong>{}</strong><ul>{}</ul>",
            gettext("“%(title)s” was not published.") % {"title": page.get_admin_display_title()},
            format_html_join("", "<li>{}</li>", ((reason,) for reason in shown)),
        )
        messages.error(
            request, text, buttons=[messages.button(edit_url(page), gettext("Edit"))] if is_stored(page) else []
        )


def show_refusals(request: HttpRequest, refusals: Iterable[Refusal]) -> None:
    """Tell the user of each thing that was not published why it was not."""
    for refusal in refusals:
        match refusal:
            case Refusal(NoticeMixin() as page, ResolutionError() as error):
                refuse(request, [(page, error.messages)])
            case Refusal(subject, AdvisedRefusalError() as error):
                text = gettext("“%(title)s” was not published. %(reason)s") % {"title": subject, "reason": error}
                messages.warning(request, text, buttons=[messages.button(error.url, gettext("Go on"))])


def explain_bad_form(request: HttpRequest, reason: str) -> HttpResponse:
    """Answer with status 400 and say why nothing was saved; JSON for what Wagtail saves by itself."""
    if "application/json" in request.headers.get("accept", ""):
        return JsonResponse({"success": False, "error_code": "bad_form", "error_message": reason}, status=400)
    context = {"reason": reason, "address": request.path, "header_title": gettext("Nothing was saved")}
    return render(request, "wagtail_privacy/notices/bad_form.html", context, status=400)


def show_note(request: HttpRequest, note: publication.EditorNote) -> None:
    """Show ``note`` above the next screen, with a button that leads to where to act."""
    messages.warning(request, note.text, buttons=[messages.button(note.url, note.label)])


def _workflow_advice(page: NoticeMixin) -> list[str]:
    """What to do with a notice that was changed after it was submitted, where it has to be approved."""
    if not (conf.required_approval() and is_stored(page)):
        return []
    stored = type(page)._default_manager.get(pk=page.pk)
    step = stored.current_workflow_task_state
    if step is None or step.revision_id == stored.latest_revision_id:
        return []
    return [
        gettext("It was changed after it was submitted. Choose “Cancel workflow”, then submit it again as it is now.")
    ]


def is_stored(page: NoticeMixin) -> bool:
    """Whether the page is still there after what was begun with it has been undone."""
    return page.pk is not None and type(page)._default_manager.filter(pk=page.pk).exists()


def edit_url(page: NoticeMixin) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def problems_of_draft(page: NoticeMixin) -> tuple[Problem, ...]:
    """What stands between the newest draft of ``page`` and its publication."""
    return problems_of_revision(page.get_latest_revision()) if page.latest_revision_id else publication.problems(page)


def problems_of_revision(revision: Revision) -> tuple[Problem, ...]:
    """What stands between ``revision`` of a notice and its publication, an approval of that revision included."""
    notice = revision.as_object()
    notice.live_revision_id = revision.pk
    return publication.problems(notice)
