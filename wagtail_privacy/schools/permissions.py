"""Who sees the overview, and who may set up a school."""

import swapper
from django.contrib.auth.models import Group
from wagtail.models import Site
from wagtail.permission_policies.base import ModelPermissionPolicy

from wagtail_privacy.organisations.languages import with_languages_offered
from wagtail_privacy.organisations.models import Organisation, OrganisationQuerySet
from wagtail_privacy.organisations.permissions import User, policy_for, scope_of


def organisations_to_oversee(user: User) -> list[Organisation]:
    """The organisations whose notices ``user`` sees in the overview: those that the user works for.

    They are in the order of their names, with what :func:`~wagtail_privacy.schools.overview.overview_rows` needs. One
    query, which answers for the scope of the user as well.
    """
    return _overseen(user, list(_all_organisations()))


def organisations_with_languages(user: User) -> list[tuple[Organisation, frozenset[str] | None]]:
    """The same organisations, each with the codes of the languages that it offers; as many queries.

    ``None`` where neither it nor any organisation above it says which: then it is every language of the website.
    """
    organisations, offered = with_languages_offered(_all_organisations())
    return [
        (organisation, next((found for above in organisation.chain() if (found := offered.get(above.pk))), None))
        for organisation in _overseen(user, organisations)
    ]


def _all_organisations() -> OrganisationQuerySet:
    organisations: OrganisationQuerySet = Organisation.objects.with_chain().select_related("site__root_page")
    return organisations.order_by("name", "pk")


def _overseen(user: User, organisations: list[Organisation]) -> list[Organisation]:
    scope = scope_of(user, organisations)
    return [organisation for organisation in organisations if scope.can_work_for(organisation.pk)]


def has_overview(user: User) -> bool:
    """Whether there is anything that the overview may show to ``user``."""
    scope = scope_of(user)
    return scope.acts_for_everyone or bool(scope.works_for)


def may_add_school(user: User, trust: Organisation | None = None) -> bool:
    """Whether ``user`` may set up a school below ``trust``; without one, whether by itself.

    Who may do each step by hand: add and publish pages below the root of all pages, add sites, groups and
    organisations, and act for the trust, or for everyone. Somebody who may add groups may give any permission, so this
    screen must not be a way around that.
    """
    if not (user.is_authenticated and user.is_active):
        return False
    if not policy_for(Organisation).user_has_permission(user, "add"):
        return False
    if not scope_of(user).can_act_for(None if trust is None else trust.pk):
        return False
    if not all(ModelPermissionPolicy(model).user_has_permission(user, "add") for model in (Site, Group)):
        return False
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()
    if root is None:
        return False
    permissions = root.permissions_for_user(user)
    return bool(permissions.can_add_subpage() and permissions.can_publish_subpage())
