"""What an editor should know of a notice and what does not keep it from being published: what does not fit it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.models import Page

from wagtail_privacy.documents.vocabulary import Audience, Nation
from wagtail_privacy.documents.wording import join_and
from wagtail_privacy.fields import overlap, values_of
from wagtail_privacy.library.choosers import values_inside
from wagtail_privacy.library.fitting import Fitting
from wagtail_privacy.library.models import LibraryItem, Recipient
from wagtail_privacy.library.recipient_defaults import OF_LAW
from wagtail_privacy.notices.blocks.recipients import RecipientUseBlock
from wagtail_privacy.notices.notice_page import NoticePage
from wagtail_privacy.organisations.models import Organisation


@dataclass(frozen=True)
class Remark:
    """Something worth a look.

    ``block_id`` is the id of the section or entry that it is about, empty where that has none yet.
    """

    message: str
    block_id: str = ""


@dataclass(frozen=True)
class NoticeFitting(Fitting):
    """What fits a notice, and the name of the organisation that publishes it."""

    organisation: str = ""


def fitting_of(page: NoticePage, parent: Page | None = None) -> NoticeFitting:
    """That of a notice; ``parent`` is the page below which one will stand that was never saved."""
    place: Any = page if page.url_path else parent
    organisation = Organisation.objects.for_page(place) if place is not None else None
    audiences = page.audiences() if page.audience in Audience.values else ()
    if organisation is None:
        return NoticeFitting(audiences=audiences)
    return NoticeFitting(organisation.nations_of_law(), audiences, str(organisation))


def fitting_of_item(item: LibraryItem) -> NoticeFitting:
    """That of the notices for which an item is meant, such as a shared clause."""
    return NoticeFitting(values_of(Nation, item.nations), values_of(Audience, item.audiences))


def remarks(body: StreamValue, fitting: NoticeFitting) -> tuple[Remark, ...]:
    """What is chosen in the sections and fits other notices only, each once for each entry. No query of its own.

    The sections of shared clauses are not looked into: they are not this notice's to change.
    """
    return tuple(dict.fromkeys(_remarks_in(body, fitting, "")))


def _remarks_in(value: object, fitting: NoticeFitting, block_id: str) -> Iterator[Remark]:
    if isinstance(value, LibraryItem):
        yield from (Remark(text, block_id) for text in _misfits(value, fitting))
    elif isinstance(value, StreamValue):
        for child in value:
            yield from _remarks_in(child.value, fitting, str(child.id or block_id))
    elif isinstance(value, ListValue):
        for bound in value.bound_blocks:
            yield from _remarks_in(bound.value, fitting, str(bound.id or block_id))
    else:
        if isinstance(value, StructValue) and isinstance(value.block, RecipientUseBlock):
            yield from (Remark(text, block_id) for text in _laws_that_do_not_hold(value, fitting))
        for child in values_inside(value):
            yield from _remarks_in(child, fitting, block_id)


def _misfits(item: LibraryItem, fitting: NoticeFitting) -> Iterator[str]:
    nations, audiences = values_of(Nation, item.nations), values_of(Audience, item.audiences)
    if not overlap(nations, fitting.nations):
        yield gettext("“%(item)s” is for %(nations)s, and %(organisation)s is in %(own)s.") % {
            "item": item,
            "nations": join_and(nation.label for nation in nations),
            "organisation": fitting.organisation,
            "own": join_and(nation.label for nation in fitting.nations),
        }
    elif not item.fits((), fitting.audiences):
        yield gettext("“%(item)s” is for other notices: %(audiences)s. This one is for: %(own)s.") % {
            "item": item,
            "audiences": join_and(audience.label for audience in audiences),
            "own": join_and(audience.label for audience in fitting.audiences),
        }


def _laws_that_do_not_hold(value: StructValue, fitting: NoticeFitting) -> Iterator[str]:
    item = value["recipient"]
    taken = set(value["from_library"] or ())
    if not isinstance(item, Recipient) or taken.isdisjoint(OF_LAW):
        return
    says_something = bool(item.default_necessity or item.related("default_legislation"))
    if says_something and not item.law_holds_for(fitting.nations, fitting.audiences):
        yield gettext(
            "What the library says of duty and law for “%(item)s” does not hold for this notice: none of it is taken."
        ) % {"item": item}
