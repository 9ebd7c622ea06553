"""What the library says of a recipient, beside the entry of a notice that may take it over."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.vocabulary import Frequency, Necessity
from wagtail_privacy.documents.wording import join_and, separator
from wagtail_privacy.fields import lines
from wagtail_privacy.library.admin.choosing import fitting_asked
from wagtail_privacy.library.fitting import Fitting
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.library.recipient_defaults import OF_LAW, RecipientDefault
from wagtail_privacy.organisations.permissions import CHOOSE, policy_for

TAKEN = "taken"
"""The parameter with what is ticked in the entry, with commas between."""

_STATES = {
    "taken": _("Taken where the field here is empty."),
    "not_ticked": _("Not taken: it is not ticked."),
    "does_not_hold": _("Not taken: it does not hold for this notice."),
}


@dataclass(frozen=True)
class Said:
    """One thing that the library says, and what becomes of it in this entry: a key of the states above."""

    default: RecipientDefault
    text: str
    state: str

    @property
    def words(self) -> str:
        return str(_STATES[self.state])


def said_of(item: Recipient, fitting: Fitting, taken: Collection[str]) -> tuple[Said, ...]:
    """What the library says of ``item``, of which an entry of a notice has ticked ``taken``."""
    holds = item.law_holds_for(fitting.nations, fitting.audiences)

    def state(default: RecipientDefault) -> str:
        if default not in taken:
            return "not_ticked"
        return "taken" if holds or default not in OF_LAW else "does_not_hold"

    return tuple(Said(default, text, state(default)) for default, text in _texts(item, fitting, holds) if text)


def _texts(item: Recipient, fitting: Fitting, holds: bool) -> Iterator[tuple[RecipientDefault, str]]:
    yield RecipientDefault.USES, _listed(lines(item.default_uses))
    yield RecipientDefault.FREQUENCY, _label(Frequency, item.default_frequency)
    yield RecipientDefault.ANONYMOUS_IN, _listed(lines(item.default_anonymous_in))
    yield RecipientDefault.DATA_LOCATION, item.default_data_location
    yield RecipientDefault.SAFEGUARDS, _listed(lines(item.default_safeguards))
    yield RecipientDefault.ADDRESSES, _listed((item.website, item.privacy_notice_url))
    yield RecipientDefault.NECESSITY, _label(Necessity, item.default_necessity)
    # Those of other nations too where none holds here: somebody has to see what is not taken.
    yield RecipientDefault.LAW, join_and(law.name for law in item.laws_in(fitting.nations if holds else ()))


def _listed(texts: Iterable[str]) -> str:
    return separator().join(filter(None, texts))


def _label(vocabulary: type[Frequency] | type[Necessity], value: str) -> str:
    return str(dict(vocabulary.choices).get(value, ""))


def library_says(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of HTML for an entry of a notice in which this recipient is chosen.

    Raises ``PermissionDenied`` for whoever may choose no recipients, and ``Http404`` for one that they may not choose.
    """
    if not policy_for(Recipient).user_has_permission(request.user, CHOOSE):
        raise PermissionDenied
    item = get_object_or_404(Recipient.objects.choosable_by(request.user).for_documents(), pk=pk)
    said = said_of(item, fitting_asked(request), request.GET.get(TAKEN, "").split(","))
    return render(request, "wagtail_privacy/library/says.html", {"said": said})


urlpatterns = [path("library/recipient/<int:pk>/says/", library_says, name="says")]
"""Below ``privacy/`` in the namespace ``wagtail_privacy_library``."""
