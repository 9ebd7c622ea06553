"""Sets up a school: home page, site, organisation, hub and groups, all of it or nothing."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import swapper
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext, pgettext
from wagtail.log_actions import log
from wagtail.models import GroupPagePermission, Locale, Site

from wagtail_privacy.documents.vocabulary import OrganisationKind
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.propagation.model_notices.errors import ModelNoticeError
from wagtail_privacy.propagation.model_notices.places import models_of
from wagtail_privacy.propagation.model_notices.services import roll_out
from wagtail_privacy.schools.permissions import may_add_school
from wagtail_privacy.schools.setup import (
    PAGE_ACTIONS,
    SchoolGroup,
    SchoolPlan,
    group_name,
    home_types,
    hub_type_below,
    model_permissions,
)

if TYPE_CHECKING:
    from wagtail.models import Page

Made = TypeVar("Made", bound=Model)

LARGEST_PORT = 65535
_HOSTNAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


@dataclass(frozen=True)
class NewSchool:
    """What was made. ``hub`` is ``None`` on a site without page types for hubs; ``notices`` are drafts from models."""

    organisation: Organisation
    site: Site
    home: "Page"
    hub: "Page | None"
    groups: tuple[Group, ...]
    notices: "tuple[Page, ...]" = ()


def check_add_school(plan: SchoolPlan, user: User | None) -> None:
    """Raise the errors of :func:`add_school`; writes nothing."""
    if user is not None and not may_add_school(user, plan.trust):
        raise PermissionDenied
    errors = {
        "name": _name_error(plan),
        "hostname": _hostname_error(plan),
        "port": "" if 0 < plan.port <= LARGEST_PORT else gettext("A port is a number from 1 to 65535."),
        "trust": _trust_error(plan),
        "home_type": ""
        if plan.home_type in home_types()
        else gettext("Choose a page type that may be the home page of a school on this website."),
        "email": _email_error(plan),
        "models": _models_error(plan),
    }
    if any(errors.values()):
        raise ValidationError({field: error for field, error in errors.items() if error})


def add_school(plan: SchoolPlan, *, user: User | None = None) -> NewSchool:
    """Make all that ``plan`` says, with an entry in the log for each thing, in one transaction.

    Home page and hub are published, because a site needs a home page that can be seen. Raises ``PermissionDenied`` for
    a ``user`` who may not set up a school there, and ``ValidationError`` with a message for each field of the plan
    that has to be changed, also when somebody else has taken the address meanwhile.
    """
    with transaction.atomic():
        # Two at once would take the same place in the tree of pages.
        list(lock_rows(swapper.load_model("wagtailcore", "Page").objects.filter(depth=1)))
        check_add_school(plan, user)
        home = _home(plan, user)
        site = _site(plan, home, user)
        organisation = _organisation(plan, site, user)
        hub = _hub(home, user)
        groups = tuple(_logged(school_group(plan.name, group, home), user) for group in plan.groups)
        notices = tuple(_notice(model, organisation, user) for model in plan.models)
        return NewSchool(organisation, site, home, hub, groups, notices)


def school_group(school: str, group: SchoolGroup, home: "Page") -> Group:
    """Make a group of the school of this name, for the pages of its home page and below.

    For scripts: nobody is asked whether they may. Raises ``IntegrityError`` where there is a group of that name.
    """
    made: Group = Group.objects.create(name=group_name(school, group))
    made.permissions.set(model_permissions(group))
    for action in PAGE_ACTIONS[group]:
        GroupPagePermission.objects.create(group=made, page_id=home.pk, permission_type=action)
    return made


def _name_error(plan: SchoolPlan) -> str:
    if not plan.name.strip():
        return gettext("Give the name of the school.")
    names = [group_name(plan.name, group) for group in plan.groups]
    longest = Group._meta.get_field("name").max_length or 0
    if any(len(name) > longest for name in names):
        return gettext("The name is too long for the names of its groups. Shorten it, or make no groups.")
    taken = Group.objects.filter(name__in=names).values_list("name", flat=True).first()
    if taken:
        text = gettext(
            "There is a group called “%(name)s” already. Use another name for the school, or make no groups."
        )
        return text % {"name": taken}
    return ""


def _hostname_error(plan: SchoolPlan) -> str:
    if not _HOSTNAME.fullmatch(plan.hostname):
        return gettext(
            "Give the host name alone, in small letters, such as www.school.sch.uk: without https:// and without "
            "anything after it."
        )
    if Site.objects.filter(hostname__iexact=plan.hostname, port=plan.port).exists():
        text = gettext("There is a site at %(hostname)s, port %(port)s, already. Give another host name.")
        return text % {"hostname": plan.hostname, "port": plan.port}
    return ""


def _trust_error(plan: SchoolPlan) -> str:
    if plan.trust is not None and plan.trust.kind == OrganisationKind.SCHOOL:
        return gettext("A school cannot have other organisations below it.")
    if plan.trust is None and not plan.is_controller:
        return gettext("Without a trust above it, the school itself answers for the data.")
    return ""


def _email_error(plan: SchoolPlan) -> str:
    if plan.email:
        try:
            validate_email(plan.email)
        except ValidationError as error:
            return " ".join(error.messages)
    return ""


def _models_error(plan: SchoolPlan) -> str:
    known = {model.pk for model in models_of(plan.trust)} if plan.models else set()
    if all(model.pk in known for model in plan.models):
        return ""
    return gettext("Choose models of the trust that the school belongs to.")


def _home(plan: SchoolPlan, user: User | None) -> "Page":
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()
    home = plan.home_type(title=plan.name, live=False, locale=Locale.get_default(), owner=user)
    try:
        return _add_page(root, home, user)
    except ValidationError as error:
        text = gettext("A page of this type needs more than a title (%(reasons)s). Choose another type.")
        raise ValidationError({"home_type": text % {"reasons": " ".join(error.messages)}}) from error


def _hub(home: "Page", user: User | None) -> "Page | None":
    hub_type = hub_type_below(type(home))
    if hub_type is None:
        return None
    title = pgettext("title of the page above the notices", "Privacy")
    return _add_page(home, hub_type(title=title, live=False, locale=home.locale, owner=user), user)


def _add_page(parent: "Page", page: "Page", user: User | None) -> "Page":
    """Add and publish it; the slug comes from the title."""
    page.show_in_menus = page.show_in_menus_default
    parent.add_child(instance=page)
    log(page, "wagtail.create", user=user)
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page


def _site(plan: SchoolPlan, home: "Page", user: User | None) -> Site:
    is_first = not Site.objects.filter(is_default_site=True).exists()
    site = Site(hostname=plan.hostname, port=plan.port, site_name=plan.name, root_page=home, is_default_site=is_first)
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError as error:
        raise ValidationError({"hostname": gettext("Somebody has just taken this host name.")}) from error
    return _logged(site, user)


def _organisation(plan: SchoolPlan, site: Site, user: User | None) -> Organisation:
    organisation = Organisation(
        kind=OrganisationKind.SCHOOL,
        name=plan.name,
        setting=plan.setting,
        parent=plan.trust,
        site=site,
        is_controller=plan.is_controller,
        email=plan.email,
    )
    organisation.full_clean()
    organisation.save()
    return _logged(organisation, user)


def _notice(model: "Page", organisation: Organisation, user: User | None) -> "Page":
    """The draft of the school from a model of its trust."""
    try:
        return roll_out(model, organisation, user)
    except ModelNoticeError as error:
        raise ValidationError({"models": f"“{model.title}”: {error}"}) from error


def _logged(made: Made, user: User | None) -> Made:
    log(made, "wagtail.create", user=user)
    return made
