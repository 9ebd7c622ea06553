"""Where the screens of this room lead, for those who may go there."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from wagtail.permissions import page_permission_policy

from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.schools.setup import notice_type_below

if TYPE_CHECKING:
    from wagtail.models import Page


def may(user: User, action: str, page: "Page") -> bool:
    """Whether Wagtail's page permissions allow it; no query once they are read for this user."""
    return bool(page_permission_policy.user_has_permission_for_instance(user, action, page))


def write_url(user: User, parent: "Page", audience: str = "") -> str:
    """The form of a new notice below ``parent``, for this audience or asking for one; empty for who may not add one."""
    notice_type = notice_type_below(parent) if may(user, "add", parent) else None
    if notice_type is None:
        return ""
    names = (notice_type._meta.app_label, notice_type._meta.model_name, parent.pk)
    url = reverse("wagtailadmin_pages:add", args=names)
    return f"{url}?{urlencode({'audience': audience})}" if audience else url


def edit_url(user: User, page: "Page") -> str:
    """The editor of a page; empty for who may not change it."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if may(user, "change", page) else ""
