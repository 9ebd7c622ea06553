"""Where library items are listed, edited and chosen in the admin."""

from typing import ClassVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn, LocaleColumn
from wagtail.snippets.views.chooser import SnippetChooserViewSet

from wagtail_privacy.library.admin import views
from wagtail_privacy.library.admin.choosing import FITTING_PARAMETERS
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule
from wagtail_privacy.library.querysets import LibraryItemQuerySet
from wagtail_privacy.organisations.scoped_viewsets import ScopedSnippetViewSet

_OWNER = views.owner_column(sort_key="owner__name")
_LIVE = LiveStatusTagColumn()
_CHECKED_ON = DateColumn("checked_on", label=_("Checked on"), sort_key="checked_on")
_LOCALE = LocaleColumn()


def _choice(field: str, label: str | Promise) -> Column:
    return Column(field, accessor=f"get_{field}_display", label=label, sort_key=field)


class LibraryItemChooserViewSet(SnippetChooserViewSet):
    """Chooses an item, or creates one in place from ``form_fields``: what a first use needs, the rest can wait."""

    choose_view_class = views.LibraryItemChooseView
    choose_results_view_class = views.LibraryItemChooseResultsView
    chosen_view_class = views.LibraryItemChosenView
    chosen_multiple_view_class = views.LibraryItemChosenMultipleView
    create_view_class = views.LibraryItemCreateView
    preserve_url_parameters: ClassVar[list[str]] = ["multiple", *FITTING_PARAMETERS]
    create_action_label = _("Create and use")
    creation_tab_label = _("Create a new one")


class LibraryItemViewSet(ScopedSnippetViewSet):
    """What the viewsets of all library items share; ``item_columns`` stand between the name and the owner."""

    item_columns: tuple[Column, ...] = ()
    index_view_class = views.LibraryItemIndexView
    edit_view_class = views.LibraryItemEditView
    inspect_view_class = views.LibraryItemInspectView
    delete_view_class = views.LibraryItemDeleteView
    usage_view_class = views.LibraryItemUsageView
    chooser_viewset_class = LibraryItemChooserViewSet
    chooser_per_page = 20

    @property
    def list_display(self) -> list[str | Column]:
        return ["name", *self.item_columns, _OWNER, _LIVE, _CHECKED_ON, _LOCALE]

    @property
    def inspect_view_fields(self) -> list[str]:
        return [
            *self.model.content_fields(),
            "aliases",
            "merged_into",
            "owner",
            "source",
            "source_url",
            "checked_on",
            "editor_note",
        ]

    def get_queryset(self, request: HttpRequest) -> LibraryItemQuerySet:
        items: LibraryItemQuerySet = self.model.objects.with_status()
        return items.select_related("owner", "locale", "latest_revision")


class RecipientChooserViewSet(LibraryItemChooserViewSet):
    form_fields = ("name", "abbreviation", "kind", "role", "email", "website", "owner")


class RecipientViewSet(LibraryItemViewSet):
    model = Recipient
    icon = "group"
    menu_label = _("Recipients")
    item_columns = (_choice("kind", _("Kind")), _choice("status", _("Status")))
    list_filter = ("kind", "status", "owner", "live")
    chooser_viewset_class = RecipientChooserViewSet


class DataCategoryChooserViewSet(LibraryItemChooserViewSet):
    form_fields = ("name", "examples", "special", "data_subjects", "owner")


class DataCategoryViewSet(LibraryItemViewSet):
    model = DataCategory
    icon = "list-ul"
    menu_label = _("Data categories")
    item_columns = (_choice("special", _("Special category")),)
    list_filter = ("special", "owner", "live")
    chooser_viewset_class = DataCategoryChooserViewSet


class PurposeChooserViewSet(LibraryItemChooserViewSet):
    form_fields = ("name", "description", "default_basis", "owner")


class PurposeViewSet(LibraryItemViewSet):
    model = Purpose
    icon = "crosshairs"
    menu_label = _("Purposes")
    item_columns = (_choice("default_basis", _("Usual lawful basis")),)
    list_filter = ("default_basis", "owner", "live")
    chooser_viewset_class = PurposeChooserViewSet


class LegislationChooserViewSet(LibraryItemChooserViewSet):
    form_fields = ("name", "kind", "year", "number", "url", "owner")


class LegislationViewSet(LibraryItemViewSet):
    model = Legislation
    icon = "doc-full"
    menu_label = _("Legislation")
    item_columns = (
        _choice("kind", _("Kind")),
        Column("year", label=_("Year"), sort_key="year"),
        _choice("status", _("Status")),
    )
    list_filter = ("kind", "status", "year", "owner", "live")
    chooser_viewset_class = LegislationChooserViewSet


class RetentionRuleChooserViewSet(LibraryItemChooserViewSet):
    form_fields = ("name", "trigger", "period_number", "period_unit", "period", "action", "basis", "owner")


class RetentionRuleViewSet(LibraryItemViewSet):
    model = RetentionRule
    icon = "history"
    menu_label = _("Retention rules")
    item_columns = (Column("trigger", label=_("Counted from"), sort_key="trigger"), _choice("basis", _("Set by")))
    list_filter = ("basis", "action", "owner", "live")
    chooser_viewset_class = RetentionRuleChooserViewSet


LIBRARY_VIEWSETS: tuple[type[LibraryItemViewSet], ...] = (
    RecipientViewSet,
    DataCategoryViewSet,
    PurposeViewSet,
    LegislationViewSet,
    RetentionRuleViewSet,
)
"""In the order in which the menu lists them."""
