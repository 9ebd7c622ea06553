"""The edit form of an organisation: what would give somebody rights is for those who have them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import ModelChoiceField
from django.utils.translation import gettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Site
from wagtail.permissions import page_permission_policy

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.people import people_at
from wagtail_privacy.organisations.permissions import organisations_for, scope_of


class OrganisationForm(WagtailAdminModelForm):
    """Where an organisation stands, and its site, decide who acts for it.

    So the organisations above it can only be ones that the user acts for, and its site one whose home page the user may
    publish; what is chosen already stays. A form without a user, as a script makes it, is not limited.
    """

    def __init__(self, *args: object, **kwargs: object):
        super().__init__(*args, **kwargs)
        if "responsible_user" in self.fields:
            self._limit_people(self.fields["responsible_user"])
        if self.for_user is None or scope_of(self.for_user).acts_for_everyone:
            return
        if "parent" in self.fields:
            self._limit_parent(self.fields["parent"])
        if "site" in self.fields:
            self._limit_site(self.fields["site"])

    def _limit_parent(self, field: "ModelChoiceField[Any]") -> None:
        present = self.instance.parent_id
        field.queryset = Organisation.objects.filter(
            Q(pk=present) | Q(pk__in=organisations_for(self.for_user).values("pk"))
        )
        if present is not None and not scope_of(self.for_user).can_act_for(present):
            # It is not theirs to leave.
            field.disabled = True

    def _limit_site(self, field: "ModelChoiceField[Any]") -> None:
        homes = page_permission_policy.instances_user_has_permission_for(self.for_user, "publish")
        sites = Site.objects.filter(root_page__in=homes.values("pk"))
        field.queryset = Site.objects.filter(Q(pk=self.instance.site_id) | Q(pk__in=sites.values("pk")))
        if self.instance.site_id is not None and not sites.filter(pk=self.instance.site_id).exists():
            field.disabled = True

    def _limit_people(self, field: "ModelChoiceField[Any]") -> None:
        # The people of its own pages: who works elsewhere is nobody's business here. A new one has no pages yet.
        home = self.instance.home_path
        is_named = Q(pk=self.instance.responsible_user_id)
        if home is not None:
            is_named |= Q(pk__in=people_at(home, with_below=True).values("pk"))
        field.queryset = get_user_model()._default_manager.filter(is_named)

    def clean_parent(self) -> Organisation | None:
        """A new organisation stands below one that its author acts for, unless that is everyone."""
        parent: Organisation | None = self.cleaned_data["parent"]
        is_new = parent is None and self.for_user is not None and self.instance.pk is None
        if is_new and not scope_of(self.for_user).acts_for_everyone:
            raise ValidationError(gettext("Choose the trust that the new organisation belongs to."))
        return parent
