"""What of items and notices is sent to translators, what stays as in the source, and what is each translation's own.

wagtail-localize reads it from the model. A host's own ``translatable_fields`` stands.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model
from wagtail.models import Page
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField

from wagtail_privacy.library.models import LIBRARY_MODELS, LibraryItem
from wagtail_privacy.notices.change_statement import STATEMENT_FIELDS
from wagtail_privacy.notices.models import Clause, NoticeMixin, PrivacyHubMixin
from wagtail_privacy.notices.translatable.fields import is_translated

SHARED_FIELDS = ("aliases", "owner", "source", "source_url", "checked_on", "editor_note")
"""What every item has beside its content, the same in all languages: what finds it, and where it comes from."""


class OwnField(BaseTranslatableField):
    """A field that each translation fills in for itself: nothing is sent, and nothing is copied."""


def declare_fields() -> None:
    """Tell wagtail-localize about every model of items and notices. Called when the app is ready."""
    item_models: tuple[Any, ...] = (*LIBRARY_MODELS, Clause)
    for item_model in item_models:
        item_model.translatable_fields = item_fields(item_model)
    for model in apps.get_models():
        if issubclass(model, Page) and issubclass(model, NoticeMixin | PrivacyHubMixin):
            own: Any = model
            own.override_translatable_fields = page_fields(model)


def item_fields(model: type[LibraryItem]) -> list[Any]:
    """The fields of a kind of item. What it refers to stays: it is shown in the language of the notice anyway."""
    content = [_item_field(model._meta.get_field(name)) for name in model.content_fields()]
    return [*content, *(SynchronizedField(name, overridable=False) for name in SHARED_FIELDS)]


def _item_field(field: Any) -> Any:
    return TranslatableField(field.name) if is_translated(field) else SynchronizedField(field.name, overridable=False)


def page_fields(model: type[Model]) -> list[Any]:
    """The fields of a notice or hub that are not what wagtail-localize would make of them, and those of the host."""
    # Nobody translates an address: where the source moves, its translations move with it.
    ours: list[Any] = [SynchronizedField("slug", overridable=False)]
    if issubclass(model, NoticeMixin):
        ours += [OwnField(name) for name in STATEMENT_FIELDS]
        ours.append(SynchronizedField("audience", overridable=False))
    of_host = getattr(model, "override_translatable_fields", ())
    return list({field.field_name: field for field in (*ours, *of_host)}.values())
