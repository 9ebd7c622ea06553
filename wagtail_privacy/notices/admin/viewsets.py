"""Where shared clauses are edited in the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.library.admin.views import LibraryItemInspectView
from wagtail_privacy.library.admin.viewsets import LibraryItemChooserViewSet, LibraryItemViewSet
from wagtail_privacy.notices.models import Clause


class ClauseInspectView(LibraryItemInspectView):
    """Shows the clause as readers will see it, to those who may use it and not change it."""

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        clause: Clause = context["object"]
        return context | clause.preview_data()


class ClauseChooserViewSet(LibraryItemChooserViewSet):
    # A clause without sections says nothing, and a chooser is no place to write them.
    form_fields = ()


class ClauseViewSet(LibraryItemViewSet):
    model = Clause
    icon = "snippet"
    menu_label = _("Clauses")
    list_filter = ("owner", "live")
    chooser_viewset_class = ClauseChooserViewSet
    inspect_view_class = ClauseInspectView
    inspect_template_name = "wagtail_privacy/notices/inspect_clause.html"

    @property
    def inspect_view_fields(self) -> list[str]:
        # Its sections stand below the fields, as readers will see them.
        return [name for name in super().inspect_view_fields if name != "body"]
