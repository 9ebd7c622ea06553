"""The form of a new school."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_privacy.documents.vocabulary import OrganisationKind
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, organisations_for, scope_of
from wagtail_privacy.propagation.model_notices.places import models_of
from wagtail_privacy.schools.services import LARGEST_PORT
from wagtail_privacy.schools.setup import SchoolGroup, SchoolPlan, home_types

if TYPE_CHECKING:
    from wagtail.models import Page


def _of_model(name: str, **options: Any) -> forms.Field:
    """The form field of an organisation's field, so that what it means is said in one place."""
    field: forms.Field = Organisation._meta.get_field(name).formfield(**options)
    return field


class SchoolForm(forms.Form):
    """Asks for all of a :class:`~wagtail_privacy.schools.setup.SchoolPlan`."""

    name = _of_model("name")
    setting = _of_model("setting")
    trust = forms.ModelChoiceField(
        queryset=Organisation.objects.none(),
        required=False,
        label=_("Part of"),
        help_text=_("The trust that the school belongs to. Its notices may use the trust's library items."),
    )
    is_controller = _of_model("is_controller", initial=True)
    email = _of_model("email", required=True)
    hostname = forms.CharField(
        label=_("Host name"),
        max_length=255,
        help_text=_("Where people will find the website of the school, such as www.school.sch.uk, without https://."),
    )
    port = forms.IntegerField(
        label=_("Port"),
        min_value=1,
        max_value=LARGEST_PORT,
        help_text=_("443 for a website that is served over https; 80 without."),
    )
    home_type = forms.ChoiceField(
        label=_("Type of the home page"), help_text=_("The hub for the notices is made below the home page.")
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups of people"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (SchoolGroup.EDITORS.value, _("Editors, who write pages of the school and publish nothing")),
            (
                SchoolGroup.MODERATORS.value,
                _("Moderators, who also publish, and so act for the school: they change its library items as well"),
            ),
        ],
        initial=[group.value for group in SchoolGroup],
        help_text=_("Each group works on the pages of this school only. You add people to them afterwards."),
    )

    models = forms.MultipleChoiceField(
        label=_("Notices from models"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What the trust has written for its schools. Each becomes a draft of the school, to be published there."
        ),
    )

    def __init__(self, *args: Any, for_user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._models: dict[str, Page] = {}
        self._homes = {model._meta.label_lower: model for model in home_types()}
        self._limit_trusts(for_user)
        self._list_models()
        self._prepare_homes()

    def _limit_trusts(self, user: User) -> None:
        field: Any = self.fields["trust"]
        field.queryset = organisations_for(user).exclude(kind=OrganisationKind.SCHOOL)
        field.empty_label = _("Nobody: it stands by itself")
        # Who acts for one trust only means that one.
        field.initial = scope_of(user).home
        if not scope_of(user).acts_for_everyone:
            field.required, field.empty_label = True, None

    def _list_models(self) -> None:
        field: Any = self.fields["models"]
        trusts = list(self.fields["trust"].queryset.select_related("site__root_page"))  # type: ignore[attr-defined]
        choices = []
        for trust in trusts:
            for model in models_of(trust):
                self._models[str(model.pk)] = model
                choices.append((str(model.pk), f"{model.title} ({trust})" if len(trusts) > 1 else model.title))
        field.choices = choices
        field.initial = [key for key, _label in choices] if len(trusts) == 1 else []
        if not choices:
            del self.fields["models"]

    def _prepare_homes(self) -> None:
        field: Any = self.fields["home_type"]
        field.choices = [(label, capfirst(str(model._meta.verbose_name))) for label, model in self._homes.items()]
        example = Site.objects.select_related("root_page").order_by("-is_default_site", "pk").first()
        if example is not None:
            self.fields["port"].initial = example.port
            field.initial = (
                example.root_page.specific_class._meta.label_lower if example.root_page.specific_class else ""
            )
        if len(self._homes) == 1:
            # There is nothing to choose.
            field.initial = next(iter(self._homes))
            field.widget = forms.HiddenInput()

    def clean_hostname(self) -> str:
        return str(self.cleaned_data["hostname"]).lower()

    def plan(self) -> SchoolPlan:
        """What was asked for; the form has to be valid."""
        data = self.cleaned_data
        home_type: type[Page] = self._homes[data["home_type"]]
        return SchoolPlan(
            name=data["name"].strip(),
            hostname=data["hostname"],
            port=data["port"],
            home_type=home_type,
            email=data["email"],
            setting=data["setting"],
            trust=data["trust"],
            is_controller=data["is_controller"],
            groups=tuple(SchoolGroup(group) for group in data["groups"]),
            models=tuple(self._models[key] for key in data.get("models", ())),
        )
