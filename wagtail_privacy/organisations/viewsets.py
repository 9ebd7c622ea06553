"""Where organisations are edited in the admin."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column

from wagtail_privacy import conf
from wagtail_privacy.organisations.forms import OrganisationForm
from wagtail_privacy.organisations.models import Organisation, OrganisationQuerySet
from wagtail_privacy.organisations.scoped_viewsets import ScopedSnippetViewSet

NOTICE_PERIODS_PANEL = InlinePanel(
    "notice_periods",
    heading=_("Days' notice to schools"),
    label=_("Days' notice"),
    help_text=_(
        "Only for a trust: how long before notices say it schools see a change of what you share with them. Until then "
        "a school may take its own copy. Without an entry a change may apply at once."
    ),
    classname="collapsed",
)

REVIEW_PANELS = (
    InlinePanel(
        "review_rules",
        heading=_("How often it is reviewed"),
        label=_("Review rule"),
        help_text=_("What a trust says holds for its schools. Without a rule everything is reviewed once a year."),
        classname="collapsed",
    ),
    InlinePanel(
        "closures",
        heading=_("Holidays"),
        label=_("Closure"),
        help_text=_(
            "Nobody is reminded of a review while the school is closed. Those of a trust hold for its schools."
        ),
        classname="collapsed",
    ),
)


TEXTS_PANEL = InlinePanel(
    "texts",
    heading=_("Job titles in other languages"),
    label=_("Job title"),
    help_text=_(
        "For notices that are translated. What a trust says here holds for its schools. Names and addresses stay as "
        "they are."
    ),
    classname="collapsed",
)

LANGUAGES_PANEL = InlinePanel(
    "languages",
    heading=_("Languages of notices"),
    label=_("Language"),
    help_text=_(
        "What a notice may be translated into. What a trust says holds for schools that say nothing. Without a "
        "language it is every language of the website."
    ),
    classname="collapsed",
)


def _panels() -> list[Panel]:
    of_languages = [LANGUAGES_PANEL, TEXTS_PANEL] if conf.has_languages() else []
    return [*Organisation.panels, *of_languages, NOTICE_PERIODS_PANEL, *REVIEW_PANELS]


class OrganisationViewSet(ScopedSnippetViewSet):
    model = Organisation
    icon = "site"
    menu_label = _("Organisations")
    list_display = (
        "name",
        Column("kind", accessor="get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("parent", label=_("Part of"), sort_key="parent__name"),
        Column("site", label=_("Site")),
        BooleanColumn("is_controller", label=_("Answers for the data")),
    )
    list_filter = ("kind", "setting", "is_controller")
    copy_view_enabled = False

    # Not on the model: the form needs the permissions, which need the model.
    edit_handler = ObjectList(_panels(), base_form_class=OrganisationForm)

    def get_queryset(self, request: HttpRequest) -> OrganisationQuerySet:
        organisations: OrganisationQuerySet = self.model.objects.select_related("parent", "site")
        return organisations
