"""Admin hooks of this room."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter, log

from wagtail_privacy import conf
from wagtail_privacy.library.actions import REFUSED_ACTION
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.admin.forms import approvers_of
from wagtail_privacy.notices.admin.views import show_note
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.versions.admin import urls as admin_urls
from wagtail_privacy.versions.publishing.rows import FREEZE_ACTION
from wagtail_privacy.versions.visibility import RELEASE_ACTION, awaiting_release_notes

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry
    from wagtail.models import ModelLogEntry, Page

    from wagtail_privacy.organisations.permissions import User

UNAPPROVED_ACTION = "wagtail_privacy.publish_unapproved"
"""The log action of a publication past the workflow that stands over the notice."""


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the URLs of this room to the admin."""
    patterns = (admin_urls.urlpatterns, "wagtail_privacy_admin")
    return [path("privacy/", include(patterns))]


@hooks.register("register_page_header_buttons")
def page_header_buttons(page: "Page", user: "User", view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Links from a notice to its versions and to what its draft would change, for those who may edit or publish it."""
    if not issubclass(type(page), NoticeMixin) or page.is_model:
        return
    permissions = page.permissions_for_user(user)
    if not (permissions.can_edit() or permissions.can_publish()):
        return
    # Where a site has one language there is nothing to look at.
    languages = [(_("Languages"), "languages", "globe", 67)] if conf.has_languages() else []
    for label, name, icon, priority in (
        (_("What will change"), "changes", "resubmit", 65),
        (_("Versions"), "versions", "history", 66),
        *languages,
    ):
        url = reverse(f"wagtail_privacy_admin:{name}", args=[page.pk])
        yield Button(label, url, icon_name=icon, priority=priority)


@hooks.register("construct_page_action_menu")
def hide_publish_where_workflow_is_required(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Make "Submit" the big button of a notice in a workflow; remove "Publish" where only an approval may publish."""
    if not _is_notice(request, context):
        return
    # Wagtail offers it only where a workflow stands over the page.
    menu_items.sort(key=lambda item: item.name != "action-submit")
    if conf.required_approval() != "workflow":
        return
    page = context.get("page")
    # An unpublished notice whose text has not changed since it was live needs no new approval.
    if page is not None and not page.live and not publication.problems(publication.as_unpublished_copy(page)):
        return
    menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("after_publish_page")
def keep_reason_of_publishing_past_workflow(request: HttpRequest, page: "Page") -> None:
    """Log why a notice was published in the editor without the approval of its workflow."""
    reason = request.POST.get("publish_reason", "").strip()
    if not reason or not isinstance(page, NoticeMixin):
        return
    approvers = approvers_of(page, None)
    if approvers:
        data = {"reason": reason, "approvers": approvers}
        log(instance=page, action=UNAPPROVED_ACTION, user=request.user, revision=page.latest_revision, data=data)


def _is_notice(request: HttpRequest, context: dict[str, Any]) -> bool:
    page = context.get("page")
    if page is not None:
        return isinstance(page, NoticeMixin)
    # Where a page is created, only the URL names its type.
    kwargs = request.resolver_match.kwargs if request.resolver_match is not None else {}
    if "content_type_app_name" not in kwargs:
        return False
    return issubclass(apps.get_model(kwargs["content_type_app_name"], kwargs["content_type_model_name"]), NoticeMixin)


@hooks.register("before_edit_page")
def warn_of_awaiting_release(request: HttpRequest, page: "Page") -> None:
    """Warn the editor of a notice that nobody can read until its version in force is released."""
    if request.method == "GET" and isinstance(page, NoticeMixin):
        for note in awaiting_release_notes([page]):
            show_note(request, note)


@hooks.register("register_log_actions")
def register_log_actions(actions: "LogActionRegistry") -> None:
    """Register how the log actions of this room are shown in the page history."""

    @actions.register_action(FREEZE_ACTION)
    class FreezeFormatter(LogFormatter):
        label = _("Publish a version")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            if log_entry.data.get("is_backdated"):
                return gettext("Recorded backdated version %(number)s") % {"number": log_entry.data.get("version")}
            return gettext("Published version %(number)s") % {"number": log_entry.data.get("version")}

    @actions.register_action(RELEASE_ACTION)
    class ReleaseFormatter(LogFormatter):
        label = _("Open a version to everybody")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            return gettext("Opened version %(number)s to everybody") % {"number": log_entry.data.get("version")}

    @actions.register_action(UNAPPROVED_ACTION)
    class UnapprovedFormatter(LogFormatter):
        label = _("Publish without approval")

        def format_message(self, log_entry: "ModelLogEntry") -> str:
            return gettext("Published without the approval of %(approvers)s") % {
                "approvers": log_entry.data.get("approvers", "")
            }

        def format_comment(self, log_entry: "ModelLogEntry") -> str:
            return str(log_entry.data.get("reason", ""))

    @actions.register_action(REFUSED_ACTION)
    class RefuseFormatter(LogFormatter):
        label = _("Refuse to publish")
        message = _("Could not go live as scheduled")

        def format_comment(self, log_entry: "ModelLogEntry") -> str:
            return "\n".join(log_entry.data.get("problems", ()))
