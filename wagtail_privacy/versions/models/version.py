"""Frozen, numbered versions of notices, and what each of them referred to."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.stored import read_document
from wagtail_privacy.documents.vocabulary import Audience, ChangeReason, ChangeSize, NoticeKind
from wagtail_privacy.versions.kept import Kept, KeptQuerySet
from wagtail_privacy.versions.querysets import NoticeVersionQuerySet


class NoticeVersion(Kept):
    """A notice as it was published: the whole document with all it referred to.

    Page, site, organisation and revision are plain numbers, because a version outlives each of them: deleting a page
    or purging revisions takes nothing away here. Titles, dates and what changed stand beside the document so that
    lists need not read it.

    ``digest`` is the sha256 of the document, ``record_digest`` of everything else in the row and of what it refers
    to, ``chained_digest`` of that and of every version of the notice before it; see
    :mod:`wagtail_privacy.versions.record`.
    """

    page_id = models.PositiveBigIntegerField(_("page"), editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    site_id = models.PositiveBigIntegerField(_("site"), null=True, editable=False)
    organisation_id = models.PositiveBigIntegerField(_("organisation"), null=True, editable=False)
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True, editable=False)

    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind.choices, editable=False)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience.choices, editable=False)
    language = models.CharField(_("language"), max_length=100, editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    summary = models.TextField(_("summary"), blank=True, editable=False)
    controller = models.CharField(_("controller"), max_length=255, editable=False)
    effective_on = models.CharField(
        _("in force from"), max_length=10, editable=False, help_text=_("2025, 2025-05 or 2025-05-14")
    )
    effective_day = models.DateField(_("earliest day in force"), editable=False)
    review_due = models.CharField(_("next review"), max_length=10, blank=True, editable=False)
    is_past = models.BooleanField(
        _("recorded later"),
        default=False,
        editable=False,
        help_text=_("A version from before this site kept them, recorded with its own date."),
    )

    change_key = models.UUIDField(_("statement of the change"), null=True, editable=False)
    change_size = models.CharField(_("kind of change"), max_length=10, choices=ChangeSize.choices, editable=False)
    change_reason = models.CharField(
        _("reason"), max_length=30, choices=ChangeReason.choices, blank=True, editable=False
    )
    change_note = models.TextField(_("what changed, in the words of the editor"), blank=True, editable=False)
    changes = models.JSONField(
        _("what changed"),
        default=list,
        editable=False,
        help_text=_("Plain sentences in the language of the notice, made by comparing it with the version before."),
    )
    withdraws_from = models.PositiveIntegerField(
        _("takes back the announcements from version"),
        null=True,
        editable=False,
        help_text=_("The versions from this number up to this one were announced and never applied."),
    )
    reissue_of = models.PositiveIntegerField(_("re-issue of version"), null=True, editable=False)

    document = models.JSONField(_("document"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    record_digest = models.CharField(_("digest of the record"), max_length=64, editable=False)
    chained_digest = models.CharField(_("chained digest"), max_length=64, editable=False)

    published_at = models.DateTimeField(_("recorded at"), editable=False)
    published_by = models.CharField(_("published by"), max_length=255, blank=True, editable=False)
    approved_by = models.CharField(_("approved by"), max_length=255, blank=True, editable=False)
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    approved_role = models.CharField(
        _("approved by, as the public reads it"),
        max_length=255,
        blank=True,
        editable=False,
        help_text=_("A role or a committee, never a person."),
    )
    approved_on = models.CharField(_("approved on"), max_length=10, blank=True, editable=False)
    minutes_reference = models.CharField(_("reference of the minutes"), max_length=255, blank=True, editable=False)

    objects: ClassVar[Any] = NoticeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice version")
        verbose_name_plural = _("notice versions")
        ordering = ("page_id", "-number")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page_id", "number"], name="wagtail_privacy_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def as_document(self) -> Document:
        """The stored document.

        Raises ``UnreadableDocument`` if this release does not know its schema version, if the row was damaged, or if
        the content was erased.
        """
        return read_document(self.document)


class VersionPurge(Kept):
    """The tombstone of a version whose content had to be erased, for one by order of a court.

    Its row is also what the database triggers ask for: without it, nobody empties a version.
    """

    version = models.OneToOneField(
        NoticeVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="purge", editable=False
    )
    reason = models.TextField(_("reason"), help_text=_("Shown to the public in place of the version."))
    authority = models.CharField(_("ordered by"), max_length=255, blank=True)
    reference = models.CharField(_("reference of the order"), max_length=255, blank=True)
    purged_at = models.DateTimeField(_("erased at"), editable=False)
    purged_by = models.CharField(_("erased by"), max_length=255, blank=True, editable=False)

    objects: ClassVar[Any] = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("erased version")
        verbose_name_plural = _("erased versions")

    def __str__(self) -> str:
        return self.reason


class VersionReference(Kept):
    """One library item that a version used: answers whom a change touches, in one query."""

    version = models.ForeignKey(
        NoticeVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="references"
    )
    model = models.CharField(_("model"), max_length=100)
    object_id = models.PositiveBigIntegerField(_("object"))
    translation_key = models.UUIDField(_("translation key"))
    content_hash = models.CharField(_("content hash"), max_length=64)
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True)
    clause_id = models.PositiveBigIntegerField(_("through clause"), null=True)

    objects: ClassVar[Any] = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("version reference")
        verbose_name_plural = _("version references")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["model", "object_id"], name="wagtail_privacy_ref_object"),
            models.Index(fields=["model", "translation_key"], name="wagtail_privacy_ref_key"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
