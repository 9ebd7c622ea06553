"""What a chooser offers: items that fit the notice they are chosen for, and where it is asked for the others too."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.fields import AnyChoice, values_of
from wagtail_privacy.library.fitting import Fitting
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.search import found

NATIONS = "nations"
AUDIENCES = "audiences"

FITTING_PARAMETERS = [NATIONS, AUDIENCES]
"""What the address of a chooser says of the notice: values of closed lists with commas between them."""


def fitting_asked(request: HttpRequest) -> Fitting:
    """What an address says of the notice; values that no list has are left out."""

    def asked(vocabulary: type[AnyChoice], name: str) -> tuple[AnyChoice, ...]:
        return values_of(vocabulary, request.GET.get(name, "").split(","))

    return Fitting(asked(Nation, NATIONS), asked(Audience, AUDIENCES))


class FindingMixin(forms.Form):
    """Has the search of Wagtail's form find an item by what people call it."""

    def filter(self, objects: Any) -> Any:
        # Wagtail's own search is passed over; what else narrows the items comes before ours, whose answer is a list.
        query = self.cleaned_data.pop("q", "")
        objects = super().filter(objects)  # type: ignore[misc]
        if not query:
            return objects
        self.is_searching, self.search_query = True, query
        return found(query, objects)


class FittingMixin(forms.Form):
    """Leaves out what does not fit, unless it is asked for."""

    fitting = Fitting()

    everywhere = forms.BooleanField(
        required=False,
        label=_("Show items for other nations and notices too"),
        widget=forms.CheckboxInput(attrs={"data-chooser-modal-search-filter": True}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not self.fitting:
            del self.fields["everywhere"]

    def filter(self, objects: Any) -> Any:
        objects = super().filter(objects)  # type: ignore[misc]
        if not self.fitting or self.cleaned_data.get("everywhere"):
            return objects
        if isinstance(objects, QuerySet):
            return objects.filter(pk__in=[item.pk for item in _with_fitting(objects) if self.fitting.has(item)])
        return [item for item in objects if self.fitting.has(item)]


def _with_fitting(items: "QuerySet[Any]") -> Iterable[LibraryItem]:
    """The items with no more than what says where they fit, in one query."""
    return items.model.objects.filter(pk__in=items.order_by().values("pk")).only("pk", NATIONS, AUDIENCES)
