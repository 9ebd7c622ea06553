"""The edit forms of library items: who owns an item, and what it may refer to."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from wagtail_privacy.library.item_map import primary_key
from wagtail_privacy.library.merged import present_pks
from wagtail_privacy.library.querysets import LibraryItemQuerySet
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import Scope, organisations_for, scope_of

EVERYONE = _("Everyone: all organisations of this website")
"""The choice of an owner that shares an item with all."""


NO_KEY = "0"
"""A key that no row has."""


class LibraryItemForm(WagtailAdminModelForm):
    """A new item belongs to an organisation that its author acts for; who owns an item later is no matter of its form.

    A form without a user, as a script makes it, is not limited.
    """

    data: Any

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        self._follow_merged()
        if self.for_user is None:
            return
        scope = scope_of(self.for_user)
        if "owner" in self.fields:
            self._limit_owner(self.fields["owner"], scope)
        for name, field in self.fields.items():
            queryset = getattr(field, "queryset", None)
            if isinstance(queryset, LibraryItemQuerySet):
                # What the item refers to already stays, even where somebody else has to look after it.
                field.queryset = queryset.filter(pk__in=self._referred_to(name)) | queryset.choosable_by(self.for_user)
                self._drop_forged_key(name, field)

    def _drop_forged_key(self, name: str, field: "forms.ModelChoiceField[Any]") -> None:
        """The widget of a chooser names whatever has the key that was sent, also in a form that is refused for it."""
        key = self.add_prefix(name)
        sent = self.data.get(key)
        if not sent or isinstance(field, forms.ModelMultipleChoiceField):
            return
        pk, offered = primary_key(sent), field.queryset
        if pk is None or offered is None or not offered.filter(pk=pk).exists():
            self.data = self.data.copy()
            self.data[key] = NO_KEY

    def _follow_merged(self) -> None:
        """Have the form show, and read, what is left in the place of items that were merged since they were chosen."""
        for name, field in self.fields.items():
            queryset = getattr(field, "queryset", None)
            if not isinstance(queryset, LibraryItemQuerySet):
                continue
            stored, key = self._referred_to(name), self.add_prefix(name)
            sent = self.data.getlist(key) if isinstance(self.data, MultiValueDict) else []
            chosen = {*stored, *(pk for value in sent if (pk := primary_key(value)) is not None)}
            present = present_pks(queryset.model, chosen) if chosen else {}
            if not present.keys().isdisjoint(stored):
                followed = list(dict.fromkeys(present.get(pk, pk) for pk in stored))
                is_list = isinstance(field, forms.ModelMultipleChoiceField)
                self.initial[name] = list(queryset.model.objects.filter(pk__in=followed)) if is_list else followed[0]
            texts = {str(pk): str(left) for pk, left in present.items()}
            if not texts.keys().isdisjoint(sent):
                self.data = self.data.copy()
                self.data.setlist(key, list(dict.fromkeys(texts.get(value, value) for value in sent)))

    def _referred_to(self, name: str) -> list[int]:
        value = self.initial.get(name)
        # The items of a relation, or the key of one.
        values = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        keys = (getattr(entry, "pk", entry) for entry in values)
        return [key for key in keys if key is not None]

    def _limit_owner(self, field: "forms.ModelChoiceField[Any]", scope: Scope) -> None:
        if self.instance.pk is not None:
            field.disabled = True
            field.queryset = Organisation.objects.filter(pk=self.instance.owner_id)
            field.empty_label = str(EVERYONE)
            return
        field.queryset = organisations_for(self.for_user)
        field.empty_label = str(EVERYONE) if scope.acts_for_everyone else None
        # The copy of an item is its maker's.
        if self.instance.owner_id is None or not scope.can_act_for(self.instance.owner_id):
            self.initial["owner"] = scope.home

    def clean_owner(self) -> Organisation | None:
        """The owner that was chosen, else the one that a new item has by itself."""
        owner: Organisation | None = self.cleaned_data["owner"]
        return owner or self._owner_of_new()

    def _owner_of_new(self) -> Organisation | None:
        """What somebody makes who may not share with everyone is their own."""
        if self.for_user is None or self.instance.pk is not None or scope_of(self.for_user).acts_for_everyone:
            return None
        owner: Organisation | None = Organisation.objects.filter(pk=scope_of(self.for_user).home).first()
        if owner is None:
            raise ValidationError(gettext("Choose the organisation that this belongs to."))
        return owner

    def clean(self) -> dict[str, Any]:
        """An item may refer to what all that may use it may use: everyone's items, and those above its owner."""
        cleaned: dict[str, Any] = super().clean()
        if self.instance.merged_into is not None:
            raise ValidationError(
                gettext(
                    "“%(item)s” was merged into “%(left)s” meanwhile, so nothing of this was saved. Copy what you need "
                    "from here, and change “%(left)s” instead."
                )
                % {"item": self.instance, "left": self.instance.merged_into}
            )
        if "owner" not in self.fields and self.instance.pk is None:
            # A form of some fields only, as an API makes it.
            self.instance.owner = self._owner_of_new() or self.instance.owner
        owner = cleaned.get("owner", self.instance.owner)
        for name in self.changed_data:
            value = cleaned.get(name)
            queryset = getattr(self.fields[name], "queryset", None)
            if value is None or not isinstance(queryset, LibraryItemQuerySet):
                continue
            for item in value if isinstance(value, Iterable) else [value]:
                if not item.in_scope_of(owner):
                    message = gettext(
                        "“%(item)s” belongs to %(organisation)s, so that not all who may use this one may use it."
                    )
                    self.add_error(name, message % {"item": item, "organisation": item.owner})
        return cleaned
