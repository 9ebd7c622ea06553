"""What Wagtail loads: the hooks of each room, and the menu group with all snippets."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from wagtail_privacy import conf
from wagtail_privacy.library.admin import hooks as library_hooks
from wagtail_privacy.library.admin.viewsets import LIBRARY_VIEWSETS
from wagtail_privacy.notices.admin import hooks as notices_hooks
from wagtail_privacy.notices.admin.viewsets import ClauseViewSet
from wagtail_privacy.organisations import hooks as organisations_hooks
from wagtail_privacy.organisations.viewsets import OrganisationViewSet
from wagtail_privacy.propagation import hooks as propagation_hooks
from wagtail_privacy.propagation.model_notices import hooks as model_notices_hooks
from wagtail_privacy.propagation.moves import hooks as moves_hooks
from wagtail_privacy.reviews import hooks as reviews_hooks
from wagtail_privacy.reviews.planning import hooks as planning_hooks
from wagtail_privacy.schools import hooks as schools_hooks
from wagtail_privacy.versions import hooks as versions_hooks
from wagtail_privacy.worklist import hooks as worklist_hooks
from wagtail_privacy.worklist.preferences import account

__all__ = [
    "PrivacyViewSetGroup",
    "account",
    "library_hooks",
    "model_notices_hooks",
    "moves_hooks",
    "notices_hooks",
    "organisations_hooks",
    "planning_hooks",
    "propagation_hooks",
    "reviews_hooks",
    "schools_hooks",
    "versions_hooks",
    "worklist_hooks",
]


class PrivacyViewSetGroup(SnippetViewSetGroup):
    items = (OrganisationViewSet, *LIBRARY_VIEWSETS, ClauseViewSet)
    menu_label = _("Privacy")
    menu_name = "privacy"
    menu_icon = "key"

    @property
    def menu_order(self) -> int:
        return conf.menu_order()

    def get_submenu_items(self) -> list[MenuItem]:
        first = [
            worklist_hooks.work_menu_item(),
            schools_hooks.overview_menu_item(),
            schools_hooks.translations_menu_item(),
        ]
        return [*first, *super().get_submenu_items()]


register_snippet(PrivacyViewSetGroup)
