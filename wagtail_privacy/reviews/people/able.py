"""Which users can see to a review, for many rows in their own query: as :class:`.responsible.Abilities` has it."""

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from wagtail_privacy.organisations.people import changing_permissions


def can_change(user: str, path: str, *, or_below: bool = False) -> Q:
    """Whether the user in the field ``user`` is active and may change the page whose path is in the field ``path``.

    With ``or_below`` it is enough that there is a page below it that the user may change. Without a path, only who
    may change every page can. False where there is no user.
    """
    ours = Coalesce(OuterRef(path), Value(""), output_field=CharField())
    granted = (
        changing_permissions()
        .filter(group__user=OuterRef(user))
        .annotate(ours=ExpressionWrapper(ours, output_field=CharField()))
    )
    covers = Q(ours__startswith=F("page__path")) | Q(page__depth=1)
    if or_below:
        covers |= Q(page__path__startswith=F("ours")) & ~Q(ours="")
    is_able = Q(**{f"{user}__is_superuser": True}) | Q(Exists(granted.filter(covers)))
    return Q(**{f"{user}__is_active": True}) & is_able


def name_of_user(user: str) -> Combinable:
    """The name of the user in the field ``user``: in full where users have one, else the name for signing in."""
    model = get_user_model()
    login = F(f"{user}__{model.USERNAME_FIELD}")
    try:
        names = [model._meta.get_field(name).name for name in ("first_name", "last_name")]
    except FieldDoesNotExist:
        return login
    first, last = (F(f"{user}__{name}") for name in names)
    full = Trim(Concat(first, Value(" "), last, output_field=CharField()))
    return Coalesce(NullIf(full, Value("")), login, output_field=CharField())
