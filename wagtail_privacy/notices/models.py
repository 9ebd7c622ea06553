"""The notice page as an abstract mixin, the hub above it, and the shared clause."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import swapper
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import Resolver404
from django.urls import resolve as resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import JsonValue
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import PageViewRestriction, Revision
from wagtail.search import index
from wagtail.url_routing import RouteResult

from wagtail_privacy import base_template
from wagtail_privacy.documents.vocabulary import Audience, Edition, NoticeKind
from wagtail_privacy.fields import AudiencesField, values_of
from wagtail_privacy.library.actions import SCHEDULED_ACTION
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.library.items import FITTING_PANEL, OWNER_PANEL, PROVENANCE_PANEL
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.admin.forms import ClauseForm, NoticeForm
from wagtail_privacy.notices.admin.panels import ProblemsPanel, RemarksPanel
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock, SectionStreamBlock
from wagtail_privacy.notices.change_statement import ChangeStatementMixin
from wagtail_privacy.notices.followed import FollowingMixin
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve_clause_draft
from wagtail_privacy.notices.resolve.references import stored_choices
from wagtail_privacy.notices.sections_field import SectionsField
from wagtail_privacy.organisations.refusals import is_noted

CHANGES = "changes"
"""The preview mode that shows what publishing would change."""


if TYPE_CHECKING:
    # Whichever page a host mixes these into has what Wagtail's page has.
    from wagtail.models import Page as _MixedIntoPage
else:
    _MixedIntoPage = models.Model


class SubaddressMixin(_MixedIntoPage):
    """Routes what comes after a page's own address through a URLconf that is named, not imported.

    Views are called as ``view(request, page, **kwargs)``. The empty remainder is a view too.
    """

    sub_urlconf: ClassVar[str]

    allowed_http_methods: ClassVar[list[str]] = ["GET", "HEAD", "OPTIONS"]
    """Nothing is ever sent to these pages."""

    is_being_served = False
    """Whether this object serves a request; what the request asks for repeatedly is then read once."""

    _served_restrictions: QuerySet[PageViewRestriction] | None = None

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Views of the page come before child pages of the same name. Raises ``Http404``."""
        self.is_being_served = True
        if self.live:
            remainder = "".join(f"/{component}" for component in path_components) + "/"
            try:
                match = resolve_url(remainder, self.sub_urlconf)
            except Resolver404:
                pass
            else:
                return RouteResult(self, kwargs={"view": match.func, "arguments": match.kwargs})
        return super().route(request, path_components)

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """As Wagtail's; without a query where the hub has just found that there are none.

        While the page is served they are read once: Wagtail checks them first, and which versions may be read depends
        on them too.
        """
        if getattr(self, "is_unrestricted", False):
            return PageViewRestriction.objects.none()
        if not self.is_being_served:
            return super().get_view_restrictions()
        if self._served_restrictions is None:
            self._served_restrictions = super().get_view_restrictions()
        return self._served_restrictions

    def serve(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse] | None = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: object,
    ) -> HttpResponse:
        """Answer with the routed view, or with the one for the page's own address."""
        if view is None:
            view = resolve_url("/", self.sub_urlconf).func
        return view(request, self, **(arguments or {}))


class NoticeMixin(FollowingMixin, ChangeStatementMixin, SubaddressMixin):
    """A privacy notice or policy. Mix it into a page model of your own; it is not a page itself.

    Publishing freezes the notice with all it refers to: readers see the frozen version, never this page.
    """

    notice_kind: ClassVar[NoticeKind] = NoticeKind.PRIVACY_NOTICE
    sub_urlconf = "wagtail_privacy.public.notice_urls"

    audience = models.CharField(_("who it is for"), max_length=20, choices=Audience.choices, default=Audience.PUPILS)
    also_for = AudiencesField(
        _("also for"),
        blank=True,
        help_text=_("Others whom the same notice tells: agency workers and job applicants beside staff, for example."),
    )
    edition = models.CharField(
        _("edition"),
        max_length=20,
        choices=Edition.choices,
        default=Edition.FULL,
        help_text=_("Which of several texts for the same people this is."),
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("One or two sentences below the title: what this notice says, and who it is for."),
    )
    body = SectionsField(NoticeBodyBlock, verbose_name=_("sections"), blank=True)

    base_form_class = NoticeForm
    preview_template = "wagtail_privacy/notices/preview.html"
    changes_template = "wagtail_privacy/notices/changes_preview.html"

    search_fields: ClassVar[list[Any]] = [index.SearchField("summary"), index.FilterField("audience")]
    notice_panels: ClassVar[list[Any]] = [
        ProblemsPanel(),
        RemarksPanel(),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("summary")],
            heading=_("About this notice"),
        ),
        MultiFieldPanel(
            [FieldPanel("also_for"), FieldPanel("edition")],
            heading=_("Others whom it tells, and its edition"),
            classname="collapsed",
        ),
        FieldPanel("body"),
        *ChangeStatementMixin.statement_panels,
    ]

    class Meta:
        abstract = True

    def audiences(self) -> tuple[Audience, ...]:
        """Everybody whom it is for, the main audience first."""
        others = (audience for audience in values_of(Audience, self.also_for) if audience != self.audience)
        return (Audience(self.audience), *others)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As for every page of ours. Raises ``Http404`` for a model, which is for nobody to read."""
        # A model is always restricted; asking a notice that the hub has found unrestricted would cost a query.
        if not getattr(self, "is_unrestricted", False) and self.is_model:
            raise Http404
        return super().route(request, path_components)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and freeze a version if this save publishes the notice, all in one transaction.

        Raises :class:`~wagtail_privacy.notices.problems.ResolutionError` when it may not be published; then nothing
        is saved.
        """
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and publication.STATE_FIELDS.isdisjoint(update_fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            before = publication.lock(self)
            super().save(*args, **kwargs)
            # Other fields of this object may differ from what is stored.
            stored = self if update_fields is None else type(self)._default_manager.get(pk=self.pk)
            # An alias has no drafts, and Wagtail 7.4 brings it up to date without a new date of publication.
            is_synced_alias = update_fields is None and stored.alias_of_id is not None
            publication.after_save(
                stored,
                was_live=before is not None and before[0],
                is_published=stored.live and (is_synced_alias or before != publication.state(stored)),
            )

    def publish(  # noqa: PLR0917 - the signature is Wagtail's
        self,
        revision: Revision,
        user: AbstractBaseUser | None = None,
        changed: bool = True,
        log_action: bool | str = True,
        previous_revision: Revision | None = None,
        skip_permission_checks: bool = False,
    ) -> None:
        """Publish ``revision`` with its aliases and its traces in workflow and history, or nothing of it.

        Raises :class:`~wagtail_privacy.notices.problems.ResolutionError` when it may not be published. A scheduled
        publication does not raise it: one notice must not keep the others of the same run from going live.
        """
        try:
            with transaction.atomic(), publication.log_as(user):
                publication.lock_to_publish(self)
                publication.require_mandated_sections(self, revision)
                super().publish(
                    revision,
                    user=user,
                    changed=changed,
                    log_action=log_action,
                    previous_revision=previous_revision,
                    skip_permission_checks=skip_permission_checks,
                )
        except ResolutionError as error:
            if log_action == SCHEDULED_ACTION:
                publication.refuse_scheduled(self, revision, error)
            elif not is_noted(self, error):
                raise

    @property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        if self.is_model:
            return [("", _("As schools get it"))]
        return [("", _("As readers will see it")), (CHANGES, _("What will change"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.changes_template if mode_name == CHANGES else self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The document as it would be frozen now, with what still stands in the way of publishing.

        In the mode "What will change": how it differs from the version published last.
        """
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        context["privacy_base_template"] = base_template.frame()
        if mode_name == CHANGES:
            preview = publication.preview(self)
            return context | {"change": preview, "problems": preview.problems if preview is not None else ()}
        resolution = publication.resolve_cached(self)
        return context | {"document": resolution.document, "problems": resolution.problems}

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Preview shows the draft, which has no version yet, so it does not go through the public views."""
        request.is_preview = True  # type: ignore[attr-defined]
        return TemplateResponse(
            request, self.get_preview_template(request, mode_name), self.get_preview_context(request, mode_name)
        )


class PrivacyHubMixin(SubaddressMixin):
    """The page above an organisation's notices: one address to give to everybody."""

    sub_urlconf = "wagtail_privacy.public.hub_urls"

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences above the list of notices.")
    )

    hub_panels: ClassVar[list[Any]] = [FieldPanel("introduction")]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Hand on to the notice below with one query instead of four: readers need its version, not its blocks."""
        notice = self._child_notice(path_components[0]) if path_components else None
        if notice is not None:
            return notice.route(request, path_components[1:])
        return super().route(request, path_components)

    def _child_notice(self, slug: str) -> "NoticeMixin | None":
        base_model = swapper.load_model("wagtailcore", "Page")
        child = next(iter(base_model.objects.raw(*self._child_and_restrictions(base_model, slug))), None)
        if child is None or child.specific_class is None or not issubclass(child.specific_class, NoticeMixin):
            return None
        child._cached_parent_obj = self  # noqa: SLF001 - where treebeard's get_parent() looks first
        return child.specific_deferred

    def _child_and_restrictions(self, base_model: type[models.Model], slug: str) -> tuple[str, list[Any]]:
        """SQL and parameters for the child of this slug, with ``is_unrestricted``.

        That is true where no page from the root down to the child has a view restriction or is an alias: an alias has
        the restrictions of its source, which only Wagtail's own look-up follows. Written in SQL because the ORM takes
        four times as long to write the same query, a tenth of the time of the whole request.
        """
        quoted = connections[base_model._default_manager.db].ops.quote_name
        page, restriction = (quoted(model._meta.db_table) for model in (base_model, PageViewRestriction))
        above = [self.path[: end + self.steplen] for end in range(0, len(self.path), self.steplen)]
        places = ", ".join(["%s"] * len(above))
        first, last = base_model._get_children_path_interval(self.path)  # type: ignore[attr-defined]  # noqa: SLF001 - treebeard's
        sql = (
            "SELECT child.*, NOT EXISTS ("  # noqa: S608 - nothing but names of tables and placeholders
            f"SELECT 1 FROM {page} above LEFT JOIN {restriction} rule ON rule.page_id = above.id "
            f"WHERE above.path IN ({places}, child.path) AND (rule.id IS NOT NULL OR above.alias_of_id IS NOT NULL)"
            f") AS is_unrestricted FROM {page} child "
            "WHERE child.path BETWEEN %s AND %s AND child.depth = %s AND child.slug = %s ORDER BY child.path"
        )
        return sql, [*above, first, last, self.depth + 1, slug]


def without_ids(raw: JsonValue) -> JsonValue:
    """Stored stream data without the ids of its blocks."""
    if isinstance(raw, dict):
        return {name: without_ids(value) for name, value in raw.items() if name != "id"}
    if isinstance(raw, list):
        return [without_ids(value) for value in raw]
    return raw


class Clause(LibraryItem):
    """Sections that several notices share word for word, each adapted by tokens such as ``{{ organisation.name }}``."""

    body = SectionsField(SectionStreamBlock, verbose_name=_("sections"), blank=True)

    base_form_class = ClauseForm
    panels: ClassVar[list[Any]] = [
        ProblemsPanel(),
        RemarksPanel(),
        FieldPanel("name"),
        FieldPanel("aliases"),
        FieldPanel("body"),
        FITTING_PANEL,
        PROVENANCE_PANEL,
        OWNER_PANEL,
    ]

    class Meta(LibraryItem.Meta):
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")

    def referred_items(self) -> tuple[LibraryItem, ...]:
        """Those that its sections choose; what has been deleted since is left out."""
        block = self.body.stream_block
        with item_map() as items:
            chosen = list(stored_choices(block, block.get_prep_value(self.body)))
            items.load((model, key) for model, key in chosen if key is not None)
            found = (items.get(model, key) for model, key in chosen if key is not None)
            return tuple(dict.fromkeys(item for item in found if item is not None))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "wagtail_privacy/notices/preview.html"

    def preview_data(self) -> dict[str, Any]:
        """The sections as a document of their own, with what would stand in the way of publishing them."""
        resolution = resolve_clause_draft(self)
        return {"document": resolution.document, "problems": resolution.problems}

    def content(self) -> dict[str, Any]:
        """As for every item; the sections as stored, without block ids, which change whenever they are missing."""
        return {"name": self.name, "body": without_ids(self.body.stream_block.get_prep_value(self.body))}
