"""What is asked before an item is promoted or merged."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from wagtail.snippets.widgets import AdminSnippetChooser

from wagtail_privacy.library.item_map import primary_key
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.library.moves import MOVING_ACTIONS, promotion_targets
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for

EVERYONE = "everyone"


class PromoteForm(forms.Form):
    """To whom an item is promoted: one of those to whom the user may promote it."""

    def __init__(self, *args: Any, item: LibraryItem, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._targets = {EVERYONE if to is None else str(to.pk): to for to in promotion_targets(item, user)}
        everyone = gettext("Everyone: all organisations of this website may use it")
        self.fields["to"] = forms.ChoiceField(
            label=gettext("Whose it becomes"),
            choices=[(key, everyone if to is None else str(to)) for key, to in self._targets.items()],
            widget=forms.RadioSelect,
            initial=next(iter(self._targets)) if len(self._targets) == 1 else None,
            error_messages={"required": gettext("Choose whose it becomes.")},
        )

    @property
    def target(self) -> Organisation | None:
        """The organisation that was chosen; ``None`` stands for everyone."""
        return self._targets[self.cleaned_data["to"]]


class IntoForm(forms.Form):
    """The item that is left: another one of the same kind, of those that the user may change."""

    def __init__(self, data: QueryDict | None, *, item: LibraryItem, user: User):
        model = type(item)
        items = policy_for(model).narrow(model.objects.not_merged(), user, MOVING_ACTIONS[-1:])
        items = items.exclude(pk=item.pk).filter(locale_id=item.locale_id)
        kind = str(model._meta.verbose_name)
        refusal = gettext("Choose what is left.")
        if data is not None and data["into"]:
            key = primary_key(data["into"])
            # The field would show the name of whatever has this key.
            if key is None or not items.filter(pk=key).exists():
                data = QueryDict("into=")
                refusal = gettext(
                    "That one cannot be what is left. Choose another %(kind)s in the same language, one that you may "
                    "change and publish."
                ) % {"kind": kind}
        super().__init__(data)
        self.fields["into"] = forms.ModelChoiceField(
            label=gettext("What is left"),
            queryset=items,
            widget=AdminSnippetChooser(model, icon=model.snippet_viewset.icon),
            help_text=gettext("The %(kind)s that stays, and that is shown wherever the other was.") % {"kind": kind},
            error_messages={"required": refusal},
        )
