"""Frozen, numbered versions of notices, and what each of them referred to."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.stored import read_document
from wagtail_privacy.documents.vocabulary import Audience, ChangeReason, ChangeSize, Edition, Nation, NoticeKind
from wagtail_privacy.versions.querysets import NoticeVersionQuerySet
from wagtail_privacy.versions.record.append_only import AppendOnlyModel, AppendOnlyQuerySet
from wagtail_privacy.versions.record.digests import RECORD_FORMAT


class NoticeVersion(AppendOnlyModel):
    """A notice as it was published: the whole document with all it referred to.

    Page, site, organisation and revision are plain numbers, because a version outlives each of them: it stays when the
    page is deleted or revisions are purged. Title, dates and changes are columns, so that lists need not read the
    document.

    ``digest`` is the sha256 of the document, ``record_digest`` of everything else in the row and of what it refers
    to, ``chained_digest`` of that and of every version of the notice before it; see
    :mod:`wagtail_privacy.versions.record.digests`.
    """

    page_id = models.PositiveBigIntegerField(_("page"), editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    record_format = models.PositiveSmallIntegerField(_("format of the record"), default=RECORD_FORMAT, editable=False)
    site_id = models.PositiveBigIntegerField(_("site"), null=True, editable=False)
    organisation_id = models.PositiveBigIntegerField(_("organisation"), null=True, editable=False)
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True, editable=False)

    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind.choices, editable=False)
    audiences = models.JSONField(
        _("who it is for"), default=list, editable=False, help_text=_("Values of the audiences, the main one first.")
    )
    edition = models.CharField(
        _("edition"), max_length=20, choices=Edition.choices, default=Edition.FULL, editable=False
    )
    nation = models.CharField(_("nation"), max_length=20, choices=Nation.choices, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=100, editable=False)
    title = models.CharField(_("title"), max_length=255, editable=False)
    summary = models.TextField(_("summary"), blank=True, editable=False)
    controller = models.CharField(_("controller"), max_length=255, editable=False)
    effective_on = models.CharField(
        _("in force from"), max_length=10, editable=False, help_text=_("2025, 2025-05 or 2025-05-14")
    )
    effective_day = models.DateField(_("earliest day in force"), editable=False)
    review_due = models.CharField(_("next review"), max_length=10, blank=True, editable=False)
    review_due_day = models.DateField(
        _("last day of the next review"),
        null=True,
        editable=False,
        help_text=_("The day, or the last day of the month or year, that the next review is stated for."),
    )
    is_backdated = models.BooleanField(
        _("backdated"),
        default=False,
        editable=False,
        help_text=_("A version from before this site kept them, recorded later with its own date."),
    )
    was_public = models.BooleanField(
        _("public when published"),
        default=False,
        editable=False,
        help_text=_("No view restriction held for the notice when this version was published."),
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
    postpones_from = models.PositiveIntegerField(
        _("postpones the announcements from version"),
        null=True,
        editable=False,
        help_text=_("The versions from this number up to this one were announced and never came into force."),
    )
    reissue_of = models.PositiveIntegerField(_("re-issue of version"), null=True, editable=False)
    cause = models.JSONField(
        _("cause"),
        default=dict,
        editable=False,
        help_text=_("The library item or organisation whose change made this version, before and after."),
    )
    override_reason = models.TextField(
        _("why a rule was overridden"), blank=True, editable=False, help_text=_("In the words of the publisher.")
    )
    source_page_id = models.PositiveBigIntegerField(_("page that was translated"), null=True, editable=False)
    source_number = models.PositiveIntegerField(_("version that was translated"), null=True, editable=False)
    basis_digest = models.CharField(_("digest of what was translated"), max_length=64, blank=True, editable=False)

    document = models.JSONField(_("document"), editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    wording_digest = models.CharField(_("digest of what readers see"), max_length=64, editable=False)
    record_digest = models.CharField(_("digest of the record"), max_length=64, editable=False)
    chained_digest = models.CharField(_("chained digest"), max_length=64, editable=False)

    published_at = models.DateTimeField(_("recorded at"), editable=False)
    recorded_on = models.DateField(_("recorded on"), editable=False, help_text=_("The day of the site at that moment."))
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
        indexes: ClassVar[list[Any]] = [
            # Holds every column that decides which version is visible on a day: an index-only scan is enough.
            models.Index(
                fields=["page_id", "number", "effective_day", "is_backdated", "postpones_from", "recorded_on"],
                name="wagtail_privacy_version_days",
            ),
            # Postponements are rare, so the index that answers whether a version was postponed is nearly empty.
            models.Index(
                fields=["page_id", "postpones_from", "number"],
                condition=models.Q(postpones_from__isnull=False),
                name="wagtail_privacy_postponing",
            ),
            models.Index(fields=["page_id", "published_at"], name="wagtail_privacy_version_feed"),
            models.Index(
                fields=["page_id", "change_key"],
                condition=models.Q(change_key__isnull=False),
                name="wagtail_privacy_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it: it was public when published, or was released later.

        No query after ``with_release()``.
        """
        return self.was_public or getattr(self, "release", None) is not None

    @property
    def is_erased(self) -> bool:
        """Whether its content was erased. No query after ``with_release()``."""
        return getattr(self, "purge", None) is not None

    @property
    def is_reissue(self) -> bool:
        """Whether no editor wrote it: an earlier version again, or a shared change brought in."""
        return self.reissue_of is not None or bool(self.cause)

    def as_document(self) -> Document:
        """The stored document.

        Raises ``UnreadableDocument`` if this release does not know its schema version, if the row was damaged, or if
        the content was erased.
        """
        return read_document(self.document)


class VersionPurge(AppendOnlyModel):
    """The tombstone of a version whose content had to be erased, for example by order of a court.

    The database triggers allow emptying a version only where this row exists.
    """

    version = models.OneToOneField(
        NoticeVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="purge", editable=False
    )
    reason = models.TextField(_("reason"), help_text=_("Shown to the public in place of the version."))
    authority = models.CharField(_("ordered by"), max_length=255, blank=True)
    reference = models.CharField(_("reference of the order"), max_length=255, blank=True)
    purged_at = models.DateTimeField(_("erased at"), editable=False)
    purged_by = models.CharField(_("erased by"), max_length=255, blank=True, editable=False)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("erased version")
        verbose_name_plural = _("erased versions")

    def __str__(self) -> str:
        return self.reason


class VersionRelease(AppendOnlyModel):
    """A version that was published behind a view restriction, and that somebody later opened to everybody."""

    version = models.OneToOneField(
        NoticeVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="release", editable=False
    )
    released_at = models.DateTimeField(_("released at"), editable=False)
    released_by = models.CharField(_("released by"), max_length=255, blank=True, editable=False)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("released version")
        verbose_name_plural = _("released versions")

    def __str__(self) -> str:
        return str(self.version_id)


class VersionSource(models.Model):
    """The stored content of the notice from which a version was made, so that it can be resolved again.

    ``purge_revisions`` removes Wagtail's revisions, and the row of the page holds what was published last, which need
    not be in force. ``body`` is the stored form of the sections, ids of blocks included; ``places`` says which part of
    the document came from which block (:class:`~wagtail_privacy.notices.resolve.Resolution`). Neither is part of a
    digest. Erased with the content of the version.
    """

    version = models.OneToOneField(
        NoticeVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="source",
        primary_key=True,
        editable=False,
    )
    title = models.CharField(_("title"), max_length=255, editable=False)
    audience = models.CharField(_("who it is for"), max_length=20, choices=Audience.choices, editable=False)
    also_for = models.JSONField(_("also for"), default=list, editable=False)
    edition = models.CharField(
        _("edition"), max_length=20, choices=Edition.choices, default=Edition.FULL, editable=False
    )
    summary = models.TextField(_("summary"), blank=True, editable=False)
    body = models.JSONField(_("sections"), default=list, encoder=DjangoJSONEncoder, editable=False)
    places = models.JSONField(_("places"), default=dict, editable=False)

    class Meta:
        verbose_name = _("source of a version")
        verbose_name_plural = _("sources of versions")

    def __str__(self) -> str:
        return self.title


class VersionBasis(models.Model):
    """The source document as it was when the version was translated from it. The version seals the digest of the row.

    ``kept`` are the hashes of passages that read the same in both languages on purpose, such as names. Erased when the
    content of the version that was translated is erased.
    """

    version = models.OneToOneField(
        NoticeVersion,
        verbose_name=_("version"),
        on_delete=models.CASCADE,
        related_name="basis",
        primary_key=True,
        editable=False,
    )
    document = models.JSONField(_("document"), editable=False)
    kept = models.JSONField(_("passages left as they are"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("basis of a translated version")
        verbose_name_plural = _("bases of translated versions")

    def __str__(self) -> str:
        return str(self.version_id)


class VersionReference(AppendOnlyModel):
    """A library item or an organisation that a version refers to; gives the versions that a change affects.

    ``role`` is the role of an organisation (``publisher``, ``controller`` or ``trust``), empty for a library item.
    Organisations have no translation key.
    """

    version = models.ForeignKey(
        NoticeVersion, verbose_name=_("version"), on_delete=models.CASCADE, related_name="references"
    )
    model = models.CharField(_("model"), max_length=100)
    object_id = models.PositiveBigIntegerField(_("object"))
    role = models.CharField(_("role"), max_length=20, blank=True)
    translation_key = models.UUIDField(_("translation key"), null=True)
    content_hash = models.CharField(_("content hash"), max_length=64)
    revision_id = models.PositiveBigIntegerField(_("revision"), null=True)
    clause_id = models.PositiveBigIntegerField(_("through clause"), null=True)

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("version reference")
        verbose_name_plural = _("version references")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["model", "object_id"], name="wagtail_privacy_ref_object"),
            models.Index(fields=["model", "translation_key"], name="wagtail_privacy_ref_key"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
