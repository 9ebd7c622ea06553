"""Who can sign in to the demo: one account for the trust, one for each school. Only where DEBUG is on."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission

from example_site.demo.organisations import Place
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.models import Organisation

PASSWORD = "demo"
TRUST_ACCOUNT = "trust@example.org"
_PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")


class DemoAccountsRefusedError(RuntimeError):
    """The accounts have a password that everybody knows, so they exist only where DEBUG is on."""


def create_accounts(trust: Place, schools: Iterable[Place]) -> tuple[str, ...]:
    """Make the accounts that are missing and give their names.

    The trust's may change all pages, the library and the organisations; a school's the pages of that school and the
    library. Raises :class:`DemoAccountsRefusedError` where DEBUG is off.
    """
    if not settings.DEBUG:
        raise DemoAccountsRefusedError(
            "DEBUG is off, so no demo account was made: its password is public. Make your own with createsuperuser."
        )
    library = (*LIBRARY_MODELS, Clause)
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()
    made = [_account(TRUST_ACCOUNT, trust.organisation, root, (*library, Organisation))]
    for place in schools:
        email = f"editor@{place.member.mail_domain}"
        made.append(_account(email, place.organisation, place.home, library))
    return tuple(email for email in made if email)


def _account(email: str, organisation: Organisation, page: Any, models: Iterable[type[Any]]) -> str:
    users = get_user_model()
    if users.objects.filter(username=email).exists():
        return ""
    user = users.objects.create_user(
        email, email, PASSWORD, first_name="Demo", last_name=f"editor, {organisation.name}"
    )
    user.groups.add(_group(f"Editors of {organisation.name}", page, models))
    return email


def _group(name: str, page: Any, models: Iterable[type[Any]]) -> Group:
    group, created = Group.objects.get_or_create(name=name)
    if created:
        admin = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")[0]
        access = Permission.objects.get_or_create(
            content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
        )[0]
        types = ContentType.objects.get_for_models(*models).values()
        group.permissions.add(access, *Permission.objects.filter(content_type__in=types))
        for action in _PAGE_ACTIONS:
            GroupPagePermission.objects.create(group=group, page=page, permission_type=action)
    return group
