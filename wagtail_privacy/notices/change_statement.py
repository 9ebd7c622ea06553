"""What an editor says about a change when it is published: what, why, how large, from when, who approved it."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from wagtail_privacy.documents.canonical import wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.fields import PartialDateField, validate_given_date
from wagtail_privacy.notices.admin.panels import (
    ApprovalPanel,
    LaterVersionPanel,
    PublishReasonPanel,
    StatementPanel,
)

STATEMENT_FIELDS = (
    "change_note",
    "change_reason",
    "change_size",
    "applies_from",
    "meeting_committee",
    "meeting_on",
    "meeting_minutes",
)


class ChangeStatementMixin(models.Model):
    """The statement stands on the page, so that drafts, workflows and schedules carry it like any other field.

    A statement applies to one version only; its key, ``change_key``, is stored with that version.
    """

    change_key = models.UUIDField(null=True, blank=True, editable=False)
    change_note = models.TextField(
        _("what changed"),
        blank=True,
        help_text=_(
            "For readers, in a sentence or two: “From September we use a new app for school meals.” Needed for a major "
            "change. Readers also see a list of every change, which is made for you."
        ),
    )
    change_reason = models.CharField(
        _("why"), max_length=30, choices=ChangeReason.choices, blank=True, help_text=_("Needed for a major change.")
    )
    change_size = models.CharField(
        _("kind of change"),
        max_length=10,
        choices=ChangeSize.choices,
        blank=True,
        help_text=_(
            "Leave it open to have it decided for you. A new recipient, purpose or category of information and another "
            "lawful basis are always major."
        ),
    )
    applies_from = models.DateField(
        _("applies from"),
        null=True,
        blank=True,
        validators=[validate_given_date],
        help_text=_("Leave it empty for at once. A later day is announced now and comes into force then."),
    )
    meeting_committee = models.CharField(
        _("approved by"), max_length=255, blank=True, help_text=_("The committee or board, never a person’s name.")
    )
    meeting_on = PartialDateField(_("on"), blank=True, help_text=_("For example: 14 May 2026, or May 2026."))
    meeting_minutes = models.CharField(_("reference of the minutes"), max_length=255, blank=True)
    meeting_digest = models.CharField(max_length=64, blank=True, editable=False)
    translated_number = models.PositiveIntegerField(
        _("brought up to version"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The version of the notice in its first language that this translation says, all of it."),
    )

    statement_panels: ClassVar[list[Any]] = [
        StatementPanel(
            [
                LaterVersionPanel("change_note"),
                LaterVersionPanel("change_reason"),
                LaterVersionPanel(
                    "change_size",
                    help_text=_(
                        "A new recipient, purpose or category of information and another lawful basis are always major."
                    ),
                ),
            ],
            heading=_("What changed since the last version"),
            help_text=_(
                "You are asked for this when you publish. Readers find it beside the new version. Open the preview and "
                "choose “What will change” to see what is different and whether the change is major."
            ),
        ),
        ApprovalPanel(
            [
                FieldPanel("applies_from"),
                FieldRowPanel([FieldPanel("meeting_committee"), FieldPanel("meeting_on")]),
                FieldPanel("meeting_minutes"),
                FieldPanel("meeting_confirmed"),
                PublishReasonPanel("publish_reason"),
            ],
            heading=_("When it applies and who approved it"),
            help_text=_(
                "Fill in the committee, the date and the reference for an approval in a meeting, which did not go "
                "through a workflow of this website. Readers see them."
            ),
        ),
    ]

    exclude_fields_in_copy: ClassVar[list[str]] = ["translated_number"]
    """A copy in another language has not been brought up to anything yet."""

    class Meta:
        abstract = True

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's. A copy in another language says nothing of a change yet, and nobody has approved it."""
        if "locale" in (kwargs.get("update_attrs") or {}):
            kwargs["exclude_fields"] = [
                *(kwargs.get("exclude_fields") or ()),
                *STATEMENT_FIELDS,
                "change_key",
                "meeting_digest",
            ]
        return super().copy(*args, **kwargs)  # type: ignore[misc]

    @property
    def has_statement(self) -> bool:
        """Whether any field of the statement is filled."""
        return any(getattr(self, name) for name in STATEMENT_FIELDS)

    def describe_change(
        self, *, note: str = "", reason: str = "", size: str = "", applies_from: dt.date | None = None
    ) -> None:
        """Say what the next version changes, for scripts; save a revision and publish it afterwards.

        This replaces the earlier statement and its recorded meeting; call :meth:`record_meeting` afterwards. ``note``
        is public; ``reason`` and ``size`` are values of :class:`ChangeReason` and :class:`ChangeSize`.
        """
        self.clear_statement()
        self.change_key = uuid.uuid4()
        self.change_note, self.change_reason, self.change_size = note, reason, size
        self.applies_from = applies_from

    def record_meeting(self, *, committee: str, on: PartialDate, minutes: str = "", document: Document) -> None:
        """Record that a meeting approved exactly ``document``, as ``resolve_draft(page).document`` gives it."""
        self.change_key = self.change_key or uuid.uuid4()
        self.meeting_committee, self.meeting_on, self.meeting_minutes = committee, on.isoformat(), minutes
        self.meeting_digest = wording_digest(document)

    def clear_statement(self) -> None:
        """Empty the statement, because the version that it belongs to is published."""
        for name in STATEMENT_FIELDS:
            setattr(self, name, None if name == "applies_from" else "")
        self.change_key = None
        self.meeting_digest = ""
