"""What the screens of wagtail-localize leave unsaid."""

from django.http import HttpRequest, HttpResponse
from wagtail.models import Page
from wagtail_localize.wagtail_hooks import before_edit_page

from wagtail_privacy.notices.admin.views import show_refusals
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.organisations.refusals import noting_refusals


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
