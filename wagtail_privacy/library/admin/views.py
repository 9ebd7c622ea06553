"""Views of the library that differ from Wagtail's own."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.forms import ModelForm
from django.forms.models import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views import chooser, snippets

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.querysets import LibraryItemQuerySet
from wagtail_privacy.library.services import ItemInUseError, Usage, add_item, usages
from wagtail_privacy.organisations.deletion import Obstacle, Obstacles
from wagtail_privacy.organisations.refusals import refuse_deletion

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


class _ChooseMixin:
    model_class: type[LibraryItem]

    def get_object_list(self) -> LibraryItemQuerySet:
        items: LibraryItemQuerySet = self.model_class.objects.with_status()
        return items.select_related("owner", "locale")

    @property
    def columns(self) -> list[Column]:
        title, *others = super().columns  # type: ignore[misc]
        return [title, Column("owner", label=_("Owner")), *others]


class _CreationFormMixin:
    model_class: type[LibraryItem]
    form_fields: tuple[str, ...]

    def get_creation_form_class(self) -> type["ModelForm[Any]"]:
        return modelform_factory(self.model_class, form=WagtailAdminModelForm, fields=self.form_fields)


class LibraryItemChooseView(_CreationFormMixin, _ChooseMixin, chooser.ChooseView):
    pass


class LibraryItemChooseResultsView(_CreationFormMixin, _ChooseMixin, chooser.ChooseResultsView):
    pass


class LibraryItemCreateView(_CreationFormMixin, chooser.SnippetCreateView):
    def save_form(self, form: "ModelForm[Any]") -> LibraryItem:
        """Publish at once where the user may: an item created from within a notice is there to be used in it."""
        user = self.request.user
        may_publish = self.get_permission_policy().user_has_permission(user, "publish")
        return add_item(form, user=user, publish=may_publish)
