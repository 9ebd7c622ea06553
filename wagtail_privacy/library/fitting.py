"""Which notices an item fits, and which notice one is asked for."""

from dataclasses import dataclass

from django.utils.translation import gettext

from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.documents.wording import join_and
from wagtail_privacy.fields import values_of
from wagtail_privacy.library.items import LibraryItem


@dataclass(frozen=True)
class Fitting:
    """The nations and the audiences of the notice that an item is wanted for; none stands for any."""

    nations: tuple[Nation, ...] = ()
    audiences: tuple[Audience, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nations or self.audiences)

    def has(self, item: LibraryItem) -> bool:
        """Whether ``item`` is meant for such a notice."""
        return item.fits(self.nations, self.audiences)

    def mark(self, item: LibraryItem) -> str:
        """Where an item fits that does not fit here; empty for one that does."""
        return "" if self.has(item) else where_it_fits(item)


def where_it_fits(item: LibraryItem) -> str:
    """The nations and the audiences of an item in words: “Wales; notices for Pupils and Parents”."""
    nations = join_and(nation.label for nation in values_of(Nation, item.nations))
    audiences = join_and(audience.label for audience in values_of(Audience, item.audiences))
    if not audiences:
        return nations
    if not nations:
        return gettext("notices for: %(audiences)s") % {"audiences": audiences}
    return gettext("%(nations)s; notices for: %(audiences)s") % {"nations": nations, "audiences": audiences}
