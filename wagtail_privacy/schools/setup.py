"""What a new school is made of: the plan of it, the page types that can be its home, and what its groups may do."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import swapper
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext

from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.models import Clause, NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.page_types import page_types
from wagtail_privacy.organisations.models import Organisation

if TYPE_CHECKING:
    from wagtail.models import Page


class SchoolGroup(StrEnum):
    """The groups of people that a school may have."""

    EDITORS = "editors"
    MODERATORS = "moderators"


@dataclass(frozen=True)
class SchoolPlan:
    """All that is asked about a new school.

    ``home_type`` is one of :func:`home_types`; ``models`` are published models of the trust, which become drafts of the
    school.
    """

    name: str
    hostname: str
    home_type: "type[Page]"
    email: str = ""
    setting: str = ""
    port: int = 80
    trust: Organisation | None = None
    is_controller: bool = True
    groups: tuple[SchoolGroup, ...] = (SchoolGroup.EDITORS, SchoolGroup.MODERATORS)
    models: "tuple[Page, ...]" = ()


PAGE_ACTIONS: dict[SchoolGroup, tuple[str, ...]] = {
    SchoolGroup.EDITORS: ("add", "change"),
    SchoolGroup.MODERATORS: ("add", "change", "publish"),
}
"""What each group may do with the pages of the school. Who may publish the home page acts for the school."""

_LIBRARY_ACTIONS: dict[SchoolGroup, tuple[str, ...]] = {
    # Whoever acts for nobody changes nothing of the library, whatever Django's permissions say.
    SchoolGroup.EDITORS: ("view",),
    SchoolGroup.MODERATORS: ("view", "add", "change", "delete", "publish"),
}


def group_name(school: str, group: SchoolGroup) -> str:
    """What a group of this school is called."""
    texts = {
        SchoolGroup.EDITORS: gettext("%(school)s editors"),
        SchoolGroup.MODERATORS: gettext("%(school)s moderators"),
    }
    return texts[group] % {"school": school}


def model_permissions(group: SchoolGroup) -> list[Permission]:
    """What members may do beside pages: open the admin, and look at or change what the library holds."""
    admin = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    models: tuple[type[Model], ...] = (*LIBRARY_MODELS, Clause)
    codenames = [f"{action}_{model._meta.model_name}" for model in models for action in _LIBRARY_ACTIONS[group]]
    types = ContentType.objects.get_for_models(*models).values()
    return [*admin, *Permission.objects.filter(content_type__in=types, codename__in=codenames)]


def home_types() -> "tuple[type[Page], ...]":
    """The page types that may stand below the root of all pages as the home page of a school, in order of their names.

    Where this site has hubs, one of them must be allowed below the home page.
    """
    root = swapper.load_model("wagtailcore", "Page").get_first_root_node()
    if root is None:
        return ()
    has_hubs = bool(page_types(PrivacyHubMixin))
    homes = [
        model
        for model in root.specific_class.creatable_subpage_models()
        if not issubclass(model, (NoticeMixin, PrivacyHubMixin))
        and model.can_create_at(root)
        and (not has_hubs or hub_type_below(model) is not None)
    ]
    return tuple(sorted(homes, key=lambda model: str(model._meta.verbose_name)))


def hub_type_below(home_type: "type[Page]") -> "type[Page] | None":
    """The first type of hub that may be created below such a page; ``None`` where there is none."""
    return next(_creatable_below(home_type, PrivacyHubMixin), None)


def notice_type_below(parent: "Page") -> "type[Page] | None":
    """The type of notice to begin with below this page, a privacy notice before a policy; ``None`` without any."""
    kinds = sorted(_creatable_below(parent.specific_class, NoticeMixin), key=lambda model: not _is_first_choice(model))
    return next((model for model in kinds if model.can_create_at(parent)), None)


def _is_first_choice(model: Any) -> bool:
    return bool(model.notice_kind == NoticeMixin.notice_kind)


def _creatable_below(parent: "type[Page] | None", mixin: type) -> "Iterator[type[Page]]":
    if parent is not None:
        yield from (model for model in parent.creatable_subpage_models() if issubclass(model, mixin))
