"""Wagtail hooks of this room: a new notice asks who it is for, and every way of publishing shows its problems."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page, Revision

from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.notices.admin import views
from wagtail_privacy.notices.models import NoticeMixin


@hooks.register("before_create_page")
def ask_for_audience(request: HttpRequest, parent_page: Page, page_class: type[Page]) -> HttpResponse | None:
    """Show the choice of audiences before the form; the form takes the answer from its own address."""
    if not issubclass(page_class, NoticeMixin) or request.method != "GET":
        return None
    audience = request.GET.get("audience", "")
    if audience not in Audience.values:
        return views.choose_audience(request, parent_page, page_class)
    # The form is given no request, but this very object.
    parent_page.audience_of_new_notice = audience
    return None


@hooks.register("before_bulk_action")
def refuse_bulk_publication(
    request: HttpRequest, action_type: str, objects: Iterable[Page], action: PageBulkAction
) -> HttpResponse | None:
    """Publish all the chosen pages or none; name the notices among them that may not be published."""
    if not isinstance(action, PublishBulkAction):
        return None
    with_drafts_below = action.cleaned_form.cleaned_data["include_descendants"]
    refused = [
        (notice, [str(problem) for problem in problems])
        for notice in _notices_to_publish(objects, with_drafts_below)
        if (problems := views.problems_of_draft(notice))
    ]
    if not refused:
        return None
    views.refuse(request, refused)
    return redirect(action.next_url)


def _notices_to_publish(pages: Iterable[Page], with_drafts_below: bool) -> list[NoticeMixin]:
    notices: dict[int, NoticeMixin] = {}
    for page in pages:
        drafts = page.get_descendants().not_live().specific() if with_drafts_below else ()
        for candidate in (page.specific, *drafts):
            if isinstance(candidate, NoticeMixin):
                notices.setdefault(candidate.pk, candidate)
    return list(notices.values())


@hooks.register("before_edit_page")
def explain_overdue_schedule(request: HttpRequest, page: Page) -> None:
    """Where a notice should have gone live by now, say what keeps it from it."""
    if request.method != "GET" or not isinstance(page, NoticeMixin):
        return
    overdue = Revision.objects.for_instance(page).filter(approved_go_live_at__lt=timezone.now()).first()
    if overdue is None:
        return
    problems = views.problems_of_revision(overdue)
    if problems:
        views.refuse(request, [(page, [str(problem) for problem in problems])])
