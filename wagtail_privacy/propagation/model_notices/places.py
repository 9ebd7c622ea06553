"""Where the notices that follow a model stand: the schools of its trust, their hubs, and what they may use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import swapper
from django.apps import apps
from django.db.models import Q

from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.notices.models import NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.page_types import page_types, pages_of
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.propagation.model_notices.models import RollOut, Standing

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class SchoolPlace:
    """A school below the trust of a model.

    ``parent`` is the page below which its notice would stand, ``notice`` the base page of the notice that it has from
    this model, ``standing`` how that stands to it.
    """

    organisation: Organisation
    parent: "Page | None" = None
    notice: "Page | None" = None
    standing: Standing | None = None


def schools_below(trust: Organisation) -> list[Organisation]:
    """The organisations below ``trust`` that have a site, by name, with the home pages of their sites."""
    below = Organisation.objects.with_chain().filter(Q(parent=trust) | Q(parent__parent=trust), site__isnull=False)
    return list(below.select_related("site__root_page").order_by("name", "pk"))


def models_of(trust: Organisation | None) -> list[Any]:
    """The published models below the site of ``trust``, by title; one query for each type of notice."""
    if trust is None or trust.site is None:
        return []
    below = {"path__startswith": trust.site.root_page.path, "live": True, "is_model": True}
    models = [model for kind in page_types(NoticeMixin) for model in kind._default_manager.filter(**below)]
    return sorted(models, key=lambda model: (model.title, model.pk))


def home_of(school: Organisation) -> "Page":
    """The home page of the site of a school that has one."""
    assert school.site is not None  # noqa: S101 - schools_below() and check_roll_out() leave out those without
    return school.site.root_page


def school_places(model: "Page", schools: Sequence[Organisation]) -> list[SchoolPlace]:
    """Where each of ``schools`` has, or would have, its notice from ``model``: the same queries for any number."""
    rows = {row.page_id: row for row in RollOut.objects.with_model().filter(model_id=model.pk).defer("base")}
    pages = swapper.load_model("wagtailcore", "Page").objects
    notices = list(pages.filter(pk__in=rows).order_by("path"))
    hubs = list(_hubs(model, schools))
    places = []
    for school in schools:
        home = home_of(school)
        notice = next((page for page in notices if page.path.startswith(home.path)), None)
        places.append(
            SchoolPlace(
                school,
                parent=_parent(model, [hub for hub in hubs if hub.path.startswith(home.path)], home),
                notice=notice,
                standing=rows[notice.pk].standing if notice is not None else None,
            )
        )
    return places


def place_of(model: "Page", school: Organisation) -> SchoolPlace:
    """As :func:`school_places`, of one school."""
    return school_places(model, [school])[0]


def _hubs(model: "Page", schools: Iterable[Organisation]) -> "Iterable[Page]":
    below = [Q(path__startswith=home_of(school).path) for school in schools]
    if not below:
        return ()
    hubs: Iterable[Page] = pages_of(PrivacyHubMixin).filter(reduce(or_, below), locale_id=model.locale_id)
    return hubs.order_by("depth", "path")  # type: ignore[attr-defined]


def _parent(model: "Page", hubs: "Sequence[Page]", home: "Page") -> "Page | None":
    """The first hub, else the home page, as far as a notice of this type may stand there."""
    candidates = [*hubs, *([home] if home.locale_id == model.locale_id else [])]
    return next((page for page in candidates if type(model).can_exist_under(page)), None)


def may_add_below(parent: "Page", user: User | None) -> bool:
    """Whether ``user`` may add a notice below ``parent``; without a user a script acts."""
    if user is None:
        return True
    tester = parent.permissions_for_user(user)
    return bool(user.is_active and (getattr(user, "is_superuser", False) or "add" in tester.permissions))


def owned_items(model: "Page") -> list[LibraryItem]:
    """The items that ``model`` shows and that belong to somebody: of its own, of its clauses, and what they show."""
    keys = [
        (apps.get_model("wagtail_privacy", reference.model), reference.object_id)
        for reference in resolve_draft(model).references
    ]
    with item_map() as items:
        items.load(keys)
        shown = [items.get(*key) for key in keys]
    return [item for item in shown if item is not None and item.owner_id is not None]


def not_usable_by(organisation: Organisation, items: Iterable[LibraryItem]) -> list[LibraryItem]:
    """Those of ``items`` that notices of ``organisation`` may not use."""
    owners = {above.pk for above in organisation.chain()}
    return [item for item in items if item.owner_id not in owners]
