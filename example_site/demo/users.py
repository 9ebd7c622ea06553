"""Who works with the demo: one editor for each trust, and for each school an editor and those who approve.

The school of the other trust has the groups that the package makes for a new school.

Anybody can sign in to them where DEBUG is on, nobody where it is off.
"""

from collections.abc import Iterable
from typing import Any, Final

import swapper
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission, Site
from wagtail.users.models import UserProfile

from example_site.demo.organisations import Approver, Place
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.schools.services import school_group
from wagtail_privacy.schools.setup import SchoolGroup

PASSWORD = "demo"
TRUST_ACCOUNT = "trust@example.org"
_PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")
_APPROVERS: Final = {
    Approver.HEADTEACHER: ("head", "Headteacher"),
    Approver.GOVERNING_BOARD: ("governors", "Governing board"),
}
"""The mailbox of each and what the group is called; the public reads the name of the group, never one of a person."""


class DemoAccountsRefusedError(RuntimeError):
    """The accounts have a password that everybody knows, so they exist only where DEBUG is on."""


def create_accounts(trust: Place, schools: Iterable[Place]) -> tuple[str, ...]:
    """Make the accounts that are missing, open those of approvers, and give the names of all that are new.

    The trust's may change all pages, the library and the organisations, and set up schools; a school's editor the pages
    of that school and the library; approvers what the workflow asks them. Raises :class:`DemoAccountsRefusedError`
    where DEBUG is off.
    """
    _refuse_without_debug()
    library = (*LIBRARY_MODELS, Clause)
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()
    # Hashing takes a while by design, and this password is no secret.
    password = make_password(PASSWORD)
    managed = (Organisation, Site, Group, get_user_model())
    made = [_editor(TRUST_ACCOUNT, trust.organisation, [root], (*library, *managed), password)]
    for place in schools:
        made.append(_editor(f"editor@{place.member.mail_domain}", place.organisation, _homes(place), library, password))
        made += [_open_account(approver_account(place, approver), password) for approver in Approver]
    return tuple(email for email in made if email)


def create_other_accounts(trust: Place, school: Place) -> tuple[str, ...]:
    """As :func:`create_accounts`, for the other trust: an editor of the trust, an editor and a moderator of its school.

    The trust's may change the pages of both, and what the library holds of theirs.
    """
    _refuse_without_debug()
    password = make_password(PASSWORD)
    models = (*LIBRARY_MODELS, Clause, Organisation)
    made = [
        _editor(f"editor@{trust.member.mail_domain}", trust.organisation, [trust.home, school.home], models, password)
    ]
    for group, mailbox in ((SchoolGroup.EDITORS, "editor"), (SchoolGroup.MODERATORS, "moderator")):
        email = f"{mailbox}@{school.member.mail_domain}"
        if not get_user_model().objects.filter(username=email).exists():
            # Opening the admin is among what the group may do, and needs its permission to exist.
            _admin_access()
            members = school_group(school.organisation.name, group, school.home)
            _user(email, f"{mailbox}, {school.organisation.name}", members, password=password)
            made.append(email)
    return tuple(email for email in made if email)


def _homes(place: Place) -> list[Any]:
    """The home page in every language: those of translations stand beside it in the tree."""
    return [place.home, *place.home.get_translations()]


def _refuse_without_debug() -> None:
    if not settings.DEBUG:
        raise DemoAccountsRefusedError(
            "DEBUG is off, so no demo account was made: its password is public. Make your own with createsuperuser."
        )


def approver_group(place: Place, approver: Approver) -> Group:
    """The group on whose behalf somebody approves. It may publish notices, which is what the last approval does."""
    group, created = Group.objects.get_or_create(name=f"{_APPROVERS[approver][1]} of {place.organisation.name}")
    if created:
        group.permissions.add(_admin_access())
        GroupPagePermission.objects.create(group=group, page_id=place.hub.pk, permission_type="publish")
    return group


def approver_account(place: Place, approver: Approver) -> Any:
    """The account of somebody in that group; while it is new, nobody can sign in to it."""
    mailbox, role = _APPROVERS[approver]
    email = f"{mailbox}@{place.member.mail_domain}"
    account = get_user_model().objects.filter(username=email).first()
    if account is not None:
        return account
    return _user(email, f"{role.lower()}, {place.organisation.name}", approver_group(place, approver))


def _editor(
    email: str, organisation: Organisation, pages: Iterable[Any], models: Iterable[type[Any]], password: str
) -> str:
    if get_user_model().objects.filter(username=email).exists():
        return ""
    group = _editors(f"Editors of {organisation.name}", pages, models)
    _user(email, f"editor, {organisation.name}", group, password=password)
    return email


def _open_account(user: Any, password: str) -> str:
    if user.has_usable_password():
        return ""
    user.password = password
    user.save()
    return str(user.username)


def _user(email: str, name: str, group: Group, password: str | None = None) -> Any:
    user = get_user_model()(username=email, email=email, first_name="Demo", last_name=name)
    user.password = make_password(None) if password is None else password
    user.save()
    user.groups.add(group)
    # Nobody reads these mailboxes.
    UserProfile.objects.create(
        user=user, submitted_notifications=False, approved_notifications=False, rejected_notifications=False
    )
    return user


def _editors(name: str, pages: Iterable[Any], models: Iterable[type[Any]]) -> Group:
    group, created = Group.objects.get_or_create(name=name)
    if created:
        types = ContentType.objects.get_for_models(*models).values()
        group.permissions.add(_admin_access(), *Permission.objects.filter(content_type__in=types))
        for page in pages:
            for action in _PAGE_ACTIONS:
                GroupPagePermission.objects.create(group=group, page=page, permission_type=action)
    return group


def _admin_access() -> Permission:
    admin = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")[0]
    return Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )[0]
