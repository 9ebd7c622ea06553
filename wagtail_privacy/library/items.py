"""What all library items share: owner, provenance, drafts and revisions, content hash."""

from collections.abc import Collection
from functools import cache
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from wagtail_privacy.documents.base import ItemRef
from wagtail_privacy.documents.canonical import payload_digest
from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.fields import (
    AudiencesField,
    KeptForeignKey,
    LinesField,
    NationsField,
    overlap,
    validate_given_date,
    values_of,
)
from wagtail_privacy.library.actions import (
    SCHEDULED_ACTION,
    PublicationRefusedError,
    PublishLibraryItemAction,
    note_refused_schedule,
)
from wagtail_privacy.library.admin.forms import LibraryItemForm
from wagtail_privacy.library.item_map import LOADED_PREFIX, current_map
from wagtail_privacy.library.merged import present_pks
from wagtail_privacy.library.querysets import LibraryItemQuerySet
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.refusals import is_noted

PROVENANCE_PANEL = MultiFieldPanel(
    [
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("source_url"), FieldPanel("checked_on")]),
        FieldPanel("editor_note"),
    ],
    heading=_("Where the facts come from"),
    classname="collapsed",
)

FITTING_PANEL = MultiFieldPanel(
    [FieldPanel("nations"), FieldPanel("audiences")], heading=_("Which notices it fits"), classname="collapsed"
)

OWNER_PANEL = MultiFieldPanel([FieldPanel("owner")], heading=_("Who may use it"))


def is_meant_for(stored: object, audiences: Collection[Audience]) -> bool:
    """Whether what is stored as for some audiences is for a notice for ``audiences``; empty means any.

    A notice for everyone takes in what is meant for anybody.
    """
    return Audience.EVERYONE in audiences or overlap(values_of(Audience, stored), audiences)


class LibraryItem(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """A part that many notices share.

    A notice copies what it needs when it is frozen, so that editing an item never changes a published version.
    Every field that a kind of item declares itself is content, which a notice may show; ``document_related`` and
    ``document_prefetch`` name the relations to load for that.
    """

    base_form_class = LibraryItemForm

    document_related: ClassVar[tuple[str, ...]] = ()
    document_prefetch: ClassVar[tuple[str, ...]] = ()

    name = models.CharField(
        _("name"), max_length=255, help_text=_("The full and official name, as readers will see it.")
    )
    aliases = LinesField(
        _("other names"),
        blank=True,
        help_text=_("One a line: the ways it gets called, old and wrong names too. They only help to find it."),
    )
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only this organisation and those below it may use the item. It is set when the item is made."),
    )
    nations = NationsField(
        _("nations"),
        blank=True,
        help_text=_("Where it fits. Without one it fits in all of them, and is offered to schools everywhere."),
    )
    audiences = AudiencesField(
        _("notices for"),
        blank=True,
        help_text=_("Without one it fits notices for everybody."),
    )
    source = models.TextField(
        _("source"), blank=True, help_text=_("Where the facts come from, and how sure you are. Never published.")
    )
    source_url = models.URLField(_("source address"), max_length=500, blank=True)
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        validators=[validate_given_date],
        help_text=_("The day on which somebody last compared the facts with their source."),
    )
    editor_note = models.TextField(
        _("note for editors"), blank=True, help_text=_("What a colleague should know before using it. Never published.")
    )
    merged_into = KeptForeignKey(
        "self",
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    starter_key = models.CharField(_("starter library key"), max_length=100, blank=True, default="", editable=False)
    starter_digest = models.CharField(
        _("starter library digest"), max_length=64, blank=True, default="", editable=False
    )

    objects: ClassVar[Any] = LibraryItemQuerySet.as_manager()

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("aliases", boost=2),
        index.AutocompleteField("aliases"),
        index.FilterField("live"),
        index.FilterField("owner"),
        index.FilterField("merged_into"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ("name",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["starter_key", "locale"],
                condition=~models.Q(starter_key=""),
                name="%(app_label)s_%(class)s_starter_key",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    @classmethod
    @cache
    def content_fields(cls) -> tuple[str, ...]:
        """The fields that a notice may show: the name, then those that this kind of item adds to all items' own."""
        shared = {field.name for field in (*LibraryItem._meta.local_fields, *LibraryItem._meta.local_many_to_many)}
        fields = (*cls._meta.local_fields, *cls._meta.local_many_to_many)
        return ("name", *(field.name for field in fields if field.name not in shared and not field.primary_key))

    def content(self) -> dict[str, Any]:
        """What a notice may show of the item, as plain data without empty values.

        Related items stand by their translation key, so that the content is the same in every database and does
        not depend on the order in which they were added. No query after ``for_documents()``.
        """
        values: dict[str, Any] = {}
        for name in self.content_fields():
            field = self._meta.get_field(name)
            if field.many_to_many:
                values[name] = sorted(str(item.translation_key) for item in self.related(name))
            elif field.is_relation:
                related = getattr(self, name)
                values[name] = "" if related is None else str(related.translation_key)
            else:
                values[name] = getattr(self, name)
        return {name: value for name, value in values.items() if value not in (None, "", [])}

    def related(self, name: str) -> tuple[Any, ...]:
        """The items of a many-to-many field. No query and no queryset after ``for_documents()``.

        The manager of the field would make two querysets each time: half of what resolving an item takes.
        """
        is_edited = name in getattr(self, "_cluster_related_objects", ())
        loaded = None if is_edited else getattr(self, f"{LOADED_PREFIX}{name}", None)
        return tuple(getattr(self, name).all() if loaded is None else loaded)

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, and drop the related items that ``for_documents()`` has loaded."""
        for name in [name for name in vars(self) if name.startswith(LOADED_PREFIX)]:
            delattr(self, name)
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """As Wagtail's; who owns the item, and what it was merged into, is the same in all its drafts.

        What a draft refers to may have been merged since it was saved: it refers to what is left.
        """
        item: Self = super().with_content_json(self._with_present_items(content))
        item.owner_id = self.owner_id
        item.merged_into_id = self.merged_into_id
        return item

    def _with_present_items(self, content: dict[str, Any]) -> dict[str, Any]:
        stored = {field: content.get(field.name) for field in self.item_fields()}
        chosen = {field: value if isinstance(value, list) else [value] for field, value in stored.items() if value}
        wanted: dict[type[models.Model], set[int]] = {}
        for field, pks in chosen.items():
            wanted.setdefault(field.related_model, set()).update(pks)
        present = {model: present_pks(model, pks) for model, pks in wanted.items()}
        changed: dict[str, Any] = {}
        for field, pks in chosen.items():
            left = present[field.related_model]
            if not left.keys().isdisjoint(pks):
                follows = dict.fromkeys(left.get(pk, pk) for pk in pks)
                # Nothing is part of itself, or comes after itself.
                kept = [pk for pk in follows if pk != self.pk or field.related_model is not type(self)]
                changed[field.name] = kept if field.many_to_many else next(iter(kept), None)
        return {**content, **changed} if changed else content

    @classmethod
    @cache
    def item_fields(cls) -> tuple[Any, ...]:
        """The fields in which items of this kind refer to others, or to others of their kind."""
        fields = (*cls._meta.local_fields, *cls._meta.local_many_to_many)
        return tuple(
            field
            for field in fields
            if field.name in cls.content_fields() and field.is_relation and issubclass(field.related_model, LibraryItem)
        )

    def referred_items(self) -> "tuple[LibraryItem, ...]":
        """The items that this one refers to, each once."""
        items: dict[LibraryItem, None] = {}
        for field in self.item_fields():
            value = getattr(self, field.name)
            items.update(dict.fromkeys(value.all() if field.many_to_many else [value] if value else []))
        return tuple(items)

    def publish(  # noqa: PLR0917 - the signature is Wagtail's
        self,
        revision: Revision,
        user: AbstractBaseUser | None = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        """As Wagtail's, which asks for the permission on the model only.

        Raises ``PermissionDenied`` for a ``user`` who does not act for the owner, and ``PublicationRefusedError``. A
        scheduled publication that is refused is noted, so that the others of the same run take place.
        """
        action = PublishLibraryItemAction(
            revision, user=user, changed=changed, log_action=log_action, previous_revision=previous_revision
        )
        try:
            action.execute(skip_permission_checks=skip_permission_checks)
        except PublicationRefusedError as error:
            if log_action == SCHEDULED_ACTION:
                note_refused_schedule(revision, error)
            elif not is_noted(self, error):
                raise

    def content_hash(self) -> str:
        """The sha256, in hex, of :meth:`content`: who owns or checked the item leaves it as it is."""
        items = current_map()
        return items.content_hash(self) if items is not None and self.pk else payload_digest(self.content())

    def ref(self) -> ItemRef:
        """Which item this is and what it says at this moment."""
        items = current_map()
        return ItemRef(
            model=str(self._meta.model_name),
            key=str(self.translation_key),
            hash=self.content_hash(),
            language=items.other_language(self.locale_id) if items is not None else "",
        )

    def dependencies(self) -> "tuple[LibraryItem, ...]":
        """Other items that a notice shows wherever it shows this one. No query after ``for_documents()``."""
        return ()

    def in_scope_of(self, organisation: Organisation | None) -> bool:
        """Whether the notices of ``organisation`` may use the item: it is everyone's, or owned in its chain."""
        if self.owner_id is None:
            return True
        return organisation is not None and any(ancestor.pk == self.owner_id for ancestor in organisation.chain())

    def fits(self, nations: Collection[Nation], audiences: Collection[Audience]) -> bool:
        """Whether it is meant for a notice for one of ``audiences`` in one of ``nations``; empty means any."""
        return overlap(values_of(Nation, self.nations), nations) and is_meant_for(self.audiences, audiences)

    @property
    def status_string(self) -> str:
        """As Wagtail's; one that was merged into another is no draft of anything."""
        return gettext("merged") if self.merged_into_id is not None else super().status_string

    @property
    def approved_schedule(self) -> bool:
        """Whether a revision waits for its day; no query after ``with_status()``."""
        annotated = getattr(self, "is_scheduled", None)
        return super().approved_schedule if annotated is None else annotated

    @property
    def workflow_in_progress(self) -> bool:
        """Whether somebody is asked to approve it; no query after ``with_status()``."""
        annotated = getattr(self, "is_in_workflow", None)
        return super().workflow_in_progress if annotated is None else annotated

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return f"wagtail_privacy/library/previews/{self._meta.model_name}.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Adds what :meth:`preview_data` gives to Wagtail's own context."""
        return {**super().get_preview_context(request, mode_name), **self.preview_data()}

    def preview_data(self) -> dict[str, Any]:
        """What the preview template shows beside the item itself."""
        return {}
