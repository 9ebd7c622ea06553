"""Who may act for which organisation, and see what belongs to it.

Acting for an organisation means permission to publish the home page of its site. Whoever acts for a trust acts for its
schools too, but only for what the library holds of theirs: their pages keep Wagtail's own page permissions. What
belongs to everyone is changed by those who may publish every page. What an organisation owns is seen by those who may
do anything at all with its pages, what a trust owns by those of its schools too.

The home page in another language is a page of the organisation as well. Whoever may edit it translates into that
language, the notices below it and what the organisation owns, and acts for nobody.

Two factors have to agree: Django's ordinary permission on the model, and the organisation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies.base import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from wagtail_privacy.organisations.models import Organisation, OrganisationQuerySet

try:
    from wagtail.permissions import register_permission_policy
except ImportError:
    register_permission_policy = None

User = AbstractBaseUser | AnonymousUser

VIEW = "view"
"""To look at something in the library, for whoever has any permission on things of its kind."""

CHOOSE = "choose"
"""To use something in a page, for whoever works on pages of an organisation that may use it."""

SEEING_ACTIONS = frozenset({VIEW, CHOOSE})
"""What one may do with something without changing it; every other action is one of those who act for its owner."""

_GRANTING_VIEW = frozenset({"view", "add", "change", "delete", "publish"})

_CACHE = "_wagtail_privacy_scope"


class _Place(NamedTuple):
    """The key of an organisation, that of its parent, and its home page, where it has one."""

    pk: int
    parent: int | None
    home: str | None = None
    home_key: UUID | None = None
    home_locale: int | None = None


class _Permission(NamedTuple):
    """A permission on a page and what is below it."""

    path: str
    codename: str
    key: UUID
    locale: int


@dataclass(frozen=True)
class Scope:
    """The organisations that a user has to do with, by primary key.

    ``acts_for`` are those that the user acts for; ``works_for`` are the same and those with pages that the user may do
    anything with; ``sees``, whose things the user sees, are the same and all that stand above them. ``home`` is the
    highest of ``acts_for`` where there is one highest only: what the user makes belongs to it. ``acts_for_everyone``
    says that the user may change what belongs to everyone, and so acts for every organisation. ``translates`` are
    organisations with the key of each locale whose home page the user may edit, beside that of its own language.
    """

    acts_for: frozenset[int] = frozenset()
    works_for: frozenset[int] = frozenset()
    sees: frozenset[int] = frozenset()
    acts_for_everyone: bool = False
    home: int | None = None
    translates: frozenset[tuple[int, int]] = frozenset()

    @property
    def sees_anything(self) -> bool:
        """Whether the user works for any organisation of this site, and so sees what belongs to everyone."""
        return self.acts_for_everyone or bool(self.sees)

    @property
    def acts_for_any(self) -> bool:
        """Whether there is anybody that the user acts for."""
        return self.acts_for_everyone or bool(self.acts_for)

    def can_act_for(self, organisation: int | None) -> bool:
        """Whether the user acts for this organisation; ``None`` stands for everyone."""
        return self.acts_for_everyone or (organisation is not None and organisation in self.acts_for)

    def can_work_for(self, organisation: int | None) -> bool:
        """Whether the user may be asked to approve what this organisation owns; ``None`` stands for everyone."""
        return self.acts_for_everyone or (organisation is not None and organisation in self.works_for)

    def can_see(self, organisation: int | None) -> bool:
        """Whether the user sees what this organisation owns; ``None`` stands for everyone."""
        return self.acts_for_everyone or (self.sees_anything if organisation is None else organisation in self.sees)


def scope_of(user: User, organisations: Iterable[Organisation] | None = None) -> Scope:
    """The scope of ``user``, computed once for each user object: one query beyond Wagtail's own for page permissions.

    ``organisations`` are all that there are, for a caller who has loaded them with the home pages of their sites: then
    it takes no query. Users who are not signed in or not active have to do with nothing.
    """
    scope: Scope | None = getattr(user, _CACHE, None)
    if scope is None:
        scope = _scope_of(user) if organisations is None else _scope_of(user, _places(organisations))
        setattr(user, _CACHE, scope)
    return scope


def _places(organisations: Iterable[Organisation]) -> list[_Place]:
    """Where each organisation stands, in the order of the keys."""
    return sorted(map(_place, organisations), key=lambda place: place.pk)


def _place(organisation: Organisation) -> _Place:
    if organisation.site is None:
        return _Place(organisation.pk, organisation.parent_id)
    home = organisation.site.root_page
    return _Place(organisation.pk, organisation.parent_id, home.path, home.translation_key, home.locale_id)


def _stored_places() -> list[_Place]:
    home = [f"site__root_page__{name}" for name in ("path", "translation_key", "locale")]
    return [_Place(*row) for row in Organisation.objects.order_by("pk").values_list("pk", "parent_id", *home)]


def _scope_of(user: User, places: list[_Place] | None = None) -> Scope:
    if not (user.is_authenticated and user.is_active):
        return Scope()
    permissions = _permissions(user)
    publishes, works_on = _paths(permissions, "publish"), {permission.path for permission in permissions}
    rows = _stored_places() if places is None else places
    parents = {row.pk: row.parent for row in rows}
    acts_for_everyone = bool(getattr(user, "is_superuser", False)) or any(_is_root(path) for path in publishes)
    direct = {row.pk for row in rows if acts_for_everyone or (row.home and _is_below(row.home, publishes))}
    acts_for = {pk for pk in parents if direct.intersection(_chain(pk, parents))}
    works_for = acts_for | {
        row.pk for row in rows if row.home and (_is_below(row.home, works_on) or _stands_above(row.home, works_on))
    }
    works_for |= {pk for pk, _permission in _on_translated_homes(rows, permissions)}
    change = _codename("change")
    translates = {
        (pk, permission.locale)
        for pk, permission in _on_translated_homes(rows, permissions)
        if permission.codename == change
    }
    sees = {above for pk in works_for for above in _chain(pk, parents)}
    highest = [pk for pk in sorted(acts_for) if parents[pk] not in acts_for]
    return Scope(
        frozenset(acts_for),
        frozenset(works_for),
        frozenset(sees),
        acts_for_everyone,
        highest[0] if len(highest) == 1 else None,
        frozenset(translates),
    )


def _permissions(user: User) -> list[_Permission]:
    return [
        _Permission(
            permission.page.path,
            permission.permission.codename,
            permission.page.translation_key,
            permission.page.locale_id,
        )
        for permission in page_permission_policy.get_cached_permissions_for_user(user)
    ]


def _codename(action: str) -> str:
    return get_permission_codename(action, page_permission_policy.model._meta)


def _paths(permissions: Iterable[_Permission], action: str) -> set[str]:
    """The paths of the pages with which this may be done, and with all below them."""
    codename = _codename(action)
    return {permission.path for permission in permissions if permission.codename == codename}


def _on_translated_homes(
    places: Iterable[_Place], permissions: Iterable[_Permission]
) -> Iterator[tuple[int, _Permission]]:
    """Each permission on the home page of an organisation in another language, with the key of the organisation."""
    organisations: dict[UUID | None, list[_Place]] = {}
    for place in places:
        if place.home_key is not None:
            organisations.setdefault(place.home_key, []).append(place)
    for permission in permissions:
        for place in organisations.get(permission.key, ()):
            if place.home_locale != permission.locale:
                yield place.pk, permission


def _is_root(path: str) -> bool:
    return len(path) == page_permission_policy.model.steplen


def _is_below(home: str, paths: Iterable[str]) -> bool:
    """Whether the page is one of ``paths`` or below it."""
    return any(home.startswith(path) for path in paths)


def _stands_above(home: str, paths: Iterable[str]) -> bool:
    return any(path.startswith(home) for path in paths)


def _chain(pk: int, parents: dict[int, int | None]) -> list[int]:
    chain: list[int] = []
    above: int | None = pk
    # Rows written past clean() may form a loop; reading them must still end.
    while above is not None and above in parents and above not in chain:
        chain.append(above)
        above = parents[above]
    return chain


def organisations_for(user: User) -> OrganisationQuerySet:
    """The organisations that ``user`` acts for."""
    organisations: OrganisationQuerySet = Organisation.objects.filter(pk__in=scope_of(user).acts_for)
    return organisations


def organisations_seen_by(user: User) -> OrganisationQuerySet:
    """The organisations whose things ``user`` sees."""
    organisations: OrganisationQuerySet = Organisation.objects.all()
    scope = scope_of(user)
    return organisations if scope.acts_for_everyone else organisations.filter(pk__in=scope.sees)


def can_act_for(user: User, organisation: Organisation | None) -> bool:
    """Whether ``user`` acts for ``organisation``; ``None`` stands for everyone."""
    return scope_of(user).can_act_for(None if organisation is None else organisation.pk)


def can_see(user: User, organisation: Organisation | None) -> bool:
    """Whether ``user`` sees what belongs to ``organisation``; ``None`` stands for everyone."""
    return scope_of(user).can_see(None if organisation is None else organisation.pk)


class ScopedPermissionPolicy(ModelPermissionPolicy):
    """Wagtail's permission policy for a model whose rows belong to an organisation.

    ``owner_field`` names the field that holds the key of the organisation; ``pk`` for organisations themselves.
    """

    def __init__(self, model: type[Model], owner_field: str = "owner"):
        super().__init__(model)
        self.owner_field = owner_field

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether the user may do it with anything at all; for a new object this is the only question asked."""
        scope = scope_of(user)
        is_in_scope = scope.sees_anything if action in SEEING_ACTIONS else scope.acts_for_any
        return is_in_scope and self._is_granted(user, action)

    def _is_granted(self, user: User, action: str) -> bool:
        """Whether Django's permissions allow it, whoever the thing belongs to."""
        if action == CHOOSE:
            return True
        granting = _GRANTING_VIEW if action == VIEW else (action,)
        return any(super(ScopedPermissionPolicy, self).user_has_permission(user, name) for name in granting)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        return self.user_has_permission_for_owner(user, action, self.owner_of(instance))

    def user_has_permission_for_owner(self, user: User, action: str, owner: int | None) -> bool:
        """As for an instance that belongs to this organisation; ``None`` stands for everyone."""
        scope = scope_of(user)
        is_in_scope = scope.can_see(owner) if action in SEEING_ACTIONS else scope.can_act_for(owner)
        return is_in_scope and self._is_granted(user, action)

    def user_may_translate(self, user: User, instance: Model) -> bool:
        """Whether the user may write a translation of something, which ``instance`` is; publishing it is another thing.

        Those may who may change it, and those who translate what its owner owns into its language.
        """
        if self.user_has_permission_for_instance(user, "change", instance):
            return True
        here = (self.owner_of(instance), getattr(instance, "locale_id", None))
        return here in scope_of(user).translates and self._is_granted(user, "change")

    def owner_of(self, instance: Model) -> int | None:
        """The key of the organisation that the instance belongs to, ``None`` where it is everyone's."""
        owner: int | None = getattr(instance, self.owner_attribute)
        return owner

    @property
    def owner_attribute(self) -> str:
        """The attribute that holds that key."""
        return "pk" if self.owner_field == "pk" else f"{self.owner_field}_id"

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> "QuerySet[Any]":
        return self.narrow(self.model._default_manager.all(), user, actions)

    def narrow(self, instances: "QuerySet[Any]", user: User, actions: Iterable[str]) -> "QuerySet[Any]":
        """Those of ``instances`` with which the user may do any of the actions."""
        scope = scope_of(user)
        permitted = {action for action in actions if self.user_has_permission(user, action)}
        if not permitted:
            return instances.none()
        if scope.acts_for_everyone:
            return instances
        if not permitted & SEEING_ACTIONS:
            return instances.filter(**{f"{self.owner_attribute}__in": scope.acts_for})
        is_seen = Q(**{f"{self.owner_attribute}__in": scope.sees})
        if self.owner_field != "pk":
            is_seen |= Q(**{f"{self.owner_field}__isnull": True})
        return instances.filter(is_seen)

    def users_with_any_permission(self, actions: Iterable[str]) -> "QuerySet[Any]":
        """The active users whom Django's permissions allow any of it, whoever it belongs to."""
        granting = {name for action in actions for name in (_GRANTING_VIEW if action == VIEW else (action,))}
        if CHOOSE in granting:
            return get_user_model()._default_manager.filter(is_active=True)
        return super().users_with_any_permission(granting)

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Model) -> "QuerySet[Any]":
        """Asks each user who has the permission on the model, which are few: a query or two for each of them."""
        actions = set(actions)
        keys = [
            user.pk
            for user in self.users_with_any_permission(actions)
            if any(self.user_has_permission_for_instance(user, action, instance) for action in actions)
        ]
        return get_user_model()._default_manager.filter(pk__in=keys)


_policies: dict[type[Model], ScopedPermissionPolicy] = {}


def register_scoped_model(model: type[Model], owner_field: str = "owner") -> None:
    """Scope ``model`` by the organisation in ``owner_field``, wherever Wagtail asks who may do what with it.

    Called when the app is ready. Before Wagtail 8 there is no register of policies: viewsets name theirs.
    """
    _policies[model] = ScopedPermissionPolicy(model, owner_field)
    if register_permission_policy is not None:
        register_permission_policy(model, _policies[model], exact_class=True)


def policy_for(model: type[Model]) -> ScopedPermissionPolicy:
    """The policy of a scoped model. Raises ``KeyError`` for any other model."""
    return _policies[model]


def is_scoped(model: type[Model]) -> bool:
    """Whether rows of this model belong to organisations."""
    return model in _policies


def scoped_models() -> tuple[type[Model], ...]:
    """Every model whose rows belong to organisations."""
    return tuple(_policies)


def can_review(user: User, instance: Model) -> bool:
    """Whether a workflow may ask ``user`` about the object: true for what does not belong to organisations."""
    model = type(instance)
    return not is_scoped(model) or scope_of(user).can_work_for(policy_for(model).owner_of(instance))
