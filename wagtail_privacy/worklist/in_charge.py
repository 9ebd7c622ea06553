"""Whose each piece of work is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.people.named import NamedPerson
from wagtail_privacy.reviews.people.responsible import Abilities, person_in_charge
from wagtail_privacy.work_items import Person, WorkItem

if TYPE_CHECKING:
    from wagtail.models import Page

NAMED = "work_named_person"
"""The attribute of a page that says whom the schedule of its reviews names."""


def users_named_by(organisations: Iterable[Organisation]) -> set[Any]:
    """The keys of the users whom these organisations, and those above them, name."""
    chains = (above for organisation in organisations for above in organisation.chain())
    return {above.responsible_user_id for above in chains if above.responsible_user_id is not None}


class InCharge:
    """Says whose items are. Costs no query: pages, rows and abilities have been read with the items."""

    def __init__(
        self,
        organisations: Iterable[Organisation],
        pages: "Mapping[int, Page]",
        rows: Sequence[Mapping[str, Any]],
        abilities: Abilities,
    ):
        """``organisations`` come from ``with_people()``, ``pages`` with :data:`NAMED`, by their keys."""
        self._organisations = {organisation.pk: organisation for organisation in organisations}
        self._pages = pages
        self._named_in_rows = {
            (row["work_kind"], row["work_key"]): person for row in rows if (person := row["work_known"].get("person"))
        }
        self._abilities = abilities

    def person(self, item: WorkItem) -> Person | None:
        """Who is named for the review of its notice, else who its organisation names; ``None`` where nobody is."""
        if item.whose is not None:
            return item.whose
        organisation = self._organisations.get(item.organisation) if item.organisation is not None else None
        page = self._pages.get(item.page_id) if item.page_id is not None else None
        known = self._named_in_rows.get((item.kind, item.key))
        if known is None and page is not None:
            known = getattr(page, NAMED)
        path = page.path if page is not None else _home(organisation)
        return person_in_charge(NamedPerson.of(known), organisation, path, self._abilities).person


def _home(organisation: Organisation | None) -> str | None:
    """Where the pages of an organisation begin; of one without a site, those of the nearest above it that has one."""
    chain = organisation.chain() if organisation is not None else ()
    site = next((above.site for above in chain if above.site is not None), None)
    return str(site.root_page.path) if site is not None else None
