"""The chooser of shared clauses."""

from django.utils.translation import gettext_lazy as _

from wagtail_privacy.library.choosers import LibraryItemChooserBlock


class ClauseChooserBlock(LibraryItemChooserBlock):
    """A shared clause: its sections appear here and follow the clause when the notice is next published."""

    model_label = "wagtail_privacy.Clause"

    def __init__(self, **kwargs: object):
        kwargs.setdefault("label", _("Shared clause"))
        kwargs.setdefault(
            "help_text", _("Sections that your trust keeps for all its schools. They are changed in the library.")
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "snippet"
