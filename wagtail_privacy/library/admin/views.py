"""Views of the library that differ from Wagtail's own."""

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
import swapper
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.models import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.models import ReferenceIndex
from wagtail.snippets.views import chooser, snippets

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.fields import PartialDateField
from wagtail_privacy.library.admin.choosing import FindingMixin, FittingMixin, fitting_asked
from wagtail_privacy.library.admin.forms import LibraryItemForm
from wagtail_privacy.library.fitting import Fitting
from wagtail_privacy.library.merged import pks_leading_to
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.querysets import LibraryItemQuerySet
from wagtail_privacy.library.services import ItemInUseError, Usage, add_item, references_to, usages
from wagtail_privacy.organisations.deletion import Obstacle, Obstacles
from wagtail_privacy.organisations.models import Organisation, OrganisationQuerySet
from wagtail_privacy.organisations.permissions import (
    CHOOSE,
    ScopedPermissionPolicy,
    is_scoped,
    organisations_seen_by,
    policy_for,
    scope_of,
)
from wagtail_privacy.organisations.refusals import refuse_deletion
from wagtail_privacy.organisations.scoped_viewsets import ScopedIndexView, ScopedInspectView

EVERYONE_SHORT = _("Everyone")

MERGED = "yes"
"""What the filter says that asks for items that were merged into others."""

_ADVICE = _(
    "Nothing was deleted: it is still in use. Remove it from these places first, or unpublish it so that nobody starts "
    "to use it."
)


def refusal(request: HttpRequest, items: Iterable[LibraryItem]) -> TemplateResponse | None:
    """The page that says which of ``items`` are in use and where, or ``None`` where none is."""
    refused = [(item, places) for item in items if (places := tuple(_place(usage) for usage in usages(item)))]
    if not refused:
        return None
    return refuse_deletion(request, [(item, Obstacles(places, len(places))) for item, places in refused], _ADVICE)


def _place(usage: Usage) -> Obstacle:
    return Obstacle(
        label=str(usage.user),
        kind=str(usage.user._meta.verbose_name),
        target=usage.user,
        detail=", ".join(usage.fields),
    )


def owner_column(sort_key: str | None = None) -> Column:
    """The column that says whose an item is."""
    return Column("owner", accessor=lambda item: item.owner or EVERYONE_SHORT, label=_("Owner"), sort_key=sort_key)


def _organisations_of_filter(request: HttpRequest) -> OrganisationQuerySet:
    return organisations_seen_by(request.user)


class OwnerFilterSet(WagtailFilterSet):
    """Filters by the owners whose items the user sees."""

    owner = django_filters.ModelChoiceFilter(label=_("Owner"), queryset=_organisations_of_filter)
    merged = django_filters.ChoiceFilter(
        label=_("Merged"), choices=[(MERGED, _("Only those that were merged into others"))], method="as_listed"
    )

    def as_listed(self, queryset: "QuerySet[Any]", name: str, value: str) -> "QuerySet[Any]":
        """The list itself leaves out what was not asked for."""
        return queryset


class LibraryItemIndexView(ScopedIndexView):
    """Lists what is to be used; items that were merged into others only where the filter asks for them."""

    base_filterset_class = OwnerFilterSet

    def get_base_queryset(self) -> "QuerySet[Any]":
        return super().get_base_queryset().filter(merged_into__isnull=self.request.GET.get("merged") != MERGED)


class LibraryItemEditView(snippets.EditView):
    """Leads from an item that was merged to what it leads to; a form that was open meanwhile keeps what is in it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        left: LibraryItem | None = self.object.merged_into
        if left is None:
            response: HttpResponse = super().get(request, *args, **kwargs)
            return response
        text = gettext("“%(item)s” was merged into “%(left)s”, which you see here.")
        messages.info(request, text % {"item": self.object, "left": left})
        may_edit = policy_for(type(left)).user_has_permission_for_instance(request.user, "change", left)
        address = left.snippet_viewset.get_url_name("edit" if may_edit else "inspect")
        return redirect(address, quote(left.pk))


class LibraryItemInspectView(ScopedInspectView):
    """What an item says, for those who may use it and not change it: without fields that say nothing."""

    def get_owner_display_value(self) -> str:
        """Whose it is, in words."""
        item: LibraryItem = self.object
        return str(item.owner or EVERYONE_SHORT)

    def get_field_display_value(self, field_name: str, field: object) -> object:
        value = super().get_field_display_value(field_name, field)
        is_date = isinstance(field, PartialDateField) and value
        return PartialDate.parse(value).written() if is_date else value

    def get_fields_context(self) -> list[dict[str, Any]]:
        return [shown for shown in super().get_fields_context() if shown["value"] not in (None, "", "-")]


class LibraryItemDeleteView(snippets.DeleteView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            # A savepoint, so that the refusal can be written where each request is one transaction.
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ItemInUseError as error:
            # Somebody began to use it after the first check.
            response = refusal(request, [error.item])
            if response is None:
                raise
            return response


class _AdmissionMixin(View):
    """Keeps out whoever works for no organisation, and offers the others what they may use."""

    model_class: type[LibraryItem]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not policy_for(self.model_class).user_has_permission(request.user, CHOOSE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def items(self) -> LibraryItemQuerySet:
        """The items that the user may choose."""
        items: LibraryItemQuerySet = self.model_class.objects.choosable_by(self.request.user)
        return items


class _ChooseMixin(_AdmissionMixin):
    @cached_property
    def fitting(self) -> Fitting:
        """What the address says of the notice that an item is chosen for."""
        return fitting_asked(self.request)

    def get_filter_form_class(self) -> type[BaseFilterForm]:
        bases = (FittingMixin, FindingMixin, super().get_filter_form_class())  # type: ignore[misc]
        return type("FilterForm", bases, {"fitting": self.fitting})

    def get_object_list(self) -> LibraryItemQuerySet:
        return self.items().with_status().select_related("owner", "locale")

    @property
    def columns(self) -> list[Column]:
        title, *others = super().columns  # type: ignore[misc]
        fits = [Column("fits", accessor=self.fitting.mark, label=_("Fits"))] if self.fitting else []
        return [title, *fits, owner_column(), *others]


class _CreationFormMixin:
    model_class: type[LibraryItem]
    form_fields: tuple[str, ...]
    request: HttpRequest

    def get_creation_form_class(self) -> type["ModelForm[Any]"]:
        return modelform_factory(self.model_class, form=LibraryItemForm, fields=self.form_fields)

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_creation_form_kwargs(), "for_user": self.request.user}  # type: ignore[misc]

    def get_permission_policy(self) -> ScopedPermissionPolicy:
        return policy_for(self.model_class)

    def can_create(self) -> bool:
        """Not an item of a kind that is too long for a chooser, which has no fields there."""
        return bool(self.form_fields) and super().can_create()  # type: ignore[misc]


class LibraryItemChooseView(_CreationFormMixin, _ChooseMixin, chooser.ChooseView):
    pass


class LibraryItemChooseResultsView(_CreationFormMixin, _ChooseMixin, chooser.ChooseResultsView):
    pass


class LibraryItemChosenView(_AdmissionMixin, chooser.SnippetChosenView):
    def get_object(self, pk: object) -> LibraryItem:
        item: LibraryItem = self.items().get(pk=pk)
        return item


class LibraryItemChosenMultipleView(_AdmissionMixin, chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: Iterable[object]) -> LibraryItemQuerySet:
        return self.items().filter(pk__in=pks)


class LibraryItemCreateView(_CreationFormMixin, chooser.SnippetCreateView):
    def save_form(self, form: "ModelForm[Any]") -> LibraryItem:
        """Publish at once where the user may: an item created from within a notice is there to be used in it."""
        user = self.request.user
        may_publish = self.get_permission_policy().user_has_permission(user, "publish")
        return add_item(form, user=user, publish=may_publish)  # type: ignore[arg-type]


class LibraryItemUsageView(snippets.UsageView):
    """Lists where an item is used, and by whom; what the user may not see is counted, not named.

    Whatever uses an item that was merged into this one uses this one.
    """

    def get_queryset(self) -> "QuerySet[Any]":
        return references_to(self.object, pks_leading_to(self.object)).group_by_source_object()  # type: ignore[attr-defined]

    def get_edit_url(self, instance: LibraryItem) -> str | None:
        url: str | None = AdminURLFinder(self.request.user).get_edit_url(instance)
        return url

    @cached_property
    def columns(self) -> list[Column]:
        name, *others = super().columns
        return [name, Column("organisation", label=_("Organisation")), *others]

    def get_table(self, object_list: Iterable[tuple[Model, Sequence[ReferenceIndex]]], **kwargs: object) -> Table:
        users = list(object_list)
        owners = owners_of(user for user, _references in users)
        scope = scope_of(self.request.user)
        names = organisations_seen_by(self.request.user).names_of(owners.values())
        finder = AdminURLFinder(self.request.user)
        rows = []
        for user, references in users:
            is_seen = user in owners and scope.can_see(owners[user])
            url = finder.get_edit_url(user)
            kind = user._meta.verbose_name
            rows.append(
                {
                    "object": user,
                    "references": references,
                    "edit_url": url,
                    "edit_link_title": url and gettext("Edit this %(object)s") % {"object": kind},
                    "label": str(user) if url or is_seen else gettext("(Private %(object)s)") % {"object": kind},
                    "organisation": names.get(owners.get(user) or 0) or (EVERYONE_SHORT if is_seen else ""),
                }
            )
        return BaseListingView.get_table(self, rows, **kwargs)


def owners_of(users: Iterable[Model]) -> dict[Model, int | None]:
    """Whose each object is, by the key of the organisation; ``None`` for what is everyone's.

    Without what belongs to no organisation. One query for all pages.
    """
    owners: dict[Model, int | None] = {}
    pages = []
    base_page = swapper.load_model("wagtailcore", "Page")
    for user in users:
        if is_scoped(type(user)):
            owners[user] = policy_for(type(user)).owner_of(user)
        elif isinstance(user, base_page):
            pages.append(user)
    by_page = Organisation.objects.keys_for_pages(pages)
    return owners | {page: by_page[page.pk] for page in pages if page.pk in by_page}
