"""Who can be named for something: the people who may change the pages of an organisation, and nobody else's."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_permission_codename, get_user_model
from django.db.models import Q
from wagtail.models import GroupPagePermission
from wagtail.permissions import page_permission_policy

if TYPE_CHECKING:
    from django.db.models import QuerySet


def changing_permissions() -> "QuerySet[GroupPagePermission]":
    """The permissions of groups to change or publish pages: who has one for a page can see to it."""
    codenames = [
        get_permission_codename(action, page_permission_policy.model._meta) for action in ("change", "publish")
    ]
    return GroupPagePermission.objects.filter(permission__codename__in=codenames)


def people_at(path: str | None, *, with_below: bool = False) -> "QuerySet[Any]":
    """The active users who may change or publish the page at ``path``, by the permissions of their groups.

    ``None`` stands for every page. With ``with_below`` also those who may do so with any page below it. Users who may
    do everything are among them. One query, when it is read.
    """
    model = page_permission_policy.model
    is_granted = Q(page__depth=1) if path is None else Q(page__path__in=_above(path, model.steplen))
    if with_below and path is not None:
        is_granted |= Q(page__path__startswith=path)
    groups = changing_permissions().filter(is_granted).values("group")
    users = get_user_model()._default_manager
    return users.filter(Q(groups__in=groups) | Q(is_superuser=True), is_active=True).order_by("pk").distinct()


def _above(path: str, step: int) -> list[str]:
    """The paths from the root down to the page itself."""
    return [path[:end] for end in range(step, len(path) + 1, step)]
