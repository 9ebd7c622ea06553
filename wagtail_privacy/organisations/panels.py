"""The form of an organisation, as far as its own fields go."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, Panel

ORGANISATION_PANELS: list[Panel] = [
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("abbreviation"), FieldPanel("kind"), FieldPanel("setting")]),
            FieldPanel("nations"),
        ],
        heading=_("Who this is"),
    ),
    MultiFieldPanel(
        [FieldPanel("parent"), FieldPanel("site"), FieldPanel("is_controller"), FieldPanel("registration_number")],
        heading=_("Where it belongs, and who answers for the data"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
            FieldPanel("website"),
        ],
        heading=_("How to reach it"),
    ),
    MultiFieldPanel([FieldPanel("expected_audiences")], heading=_("Which notices each school should have")),
    MultiFieldPanel(
        [
            FieldPanel("responsible_user"),
            FieldRowPanel([FieldPanel("responsible_mailbox"), FieldPanel("responsible_role")]),
            FieldPanel("tells_overdue"),
        ],
        heading=_("Who reviews"),
    ),
    InlinePanel(
        "contacts",
        heading=_("People to write to"),
        label=_("Contact"),
        help_text=_(
            "Give the data protection officer at least (UK GDPR Art 13(1)(b)). Notices pick contacts by role, so "
            "a new name here reaches each notice when it is next published."
        ),
    ),
]
