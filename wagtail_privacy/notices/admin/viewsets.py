"""Where shared clauses are edited in the admin."""

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.library.admin.viewsets import LibraryItemChooserViewSet, LibraryItemViewSet
from wagtail_privacy.notices.models import Clause


class ClauseChooserViewSet(LibraryItemChooserViewSet):
    # A clause without sections says nothing, and a chooser is no place to write them.
    form_fields = ()


class ClauseViewSet(LibraryItemViewSet):
    model = Clause
    icon = "snippet"
    menu_label = _("Clauses")
    list_filter = ("owner", "live")
    chooser_viewset_class = ClauseChooserViewSet
    inspect_view_enabled = False
