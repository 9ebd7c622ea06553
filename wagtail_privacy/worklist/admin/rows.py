"""What needs somebody, in the words and with the links that one reader may have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, policy_for, scope_of
from wagtail_privacy.schools.admin.links import may
from wagtail_privacy.work_items import WorkItem
from wagtail_privacy.worklist import missing
from wagtail_privacy.worklist.admin.readers import ReadersWork
from wagtail_privacy.worklist.collecting import Work, work_kinds

if TYPE_CHECKING:
    import datetime as dt

    from wagtail.models import Page


@dataclass(frozen=True)
class WorkRowShown:
    """An item as it is shown. ``what`` and ``url`` are what this reader may read and open."""

    item: WorkItem
    organisation: str
    kind: str
    what: str
    url: str
    is_overdue: bool

    @property
    def why(self) -> str:
        return self.item.why

    @property
    def to_do(self) -> str:
        return self.item.to_do

    @property
    def whose(self) -> str:
        """Who sees to it; empty where nobody is named."""
        return self.item.whose.name if self.item.whose is not None else ""

    @property
    def first_day(self) -> "dt.date | None":
        """Since when it needs somebody; ``None`` where that is not known."""
        return None if self.item.kind == missing.NAME else self.item.since

    @property
    def since(self) -> str:
        return PartialDate.of(self.first_day).written() if self.first_day is not None else ""

    @property
    def due(self) -> str:
        return PartialDate.of(self.item.due).written() if self.item.due is not None else ""


def rows_for(user: User, collected: ReadersWork) -> Iterator[WorkRowShown]:
    """The items in their order. No query once the permissions of ``user`` are read."""
    names = {organisation.pk: str(organisation.name) for organisation in collected.organisations}
    labels = {name: str(label) for name, label in work_kinds().items()}
    for item in collected.work.items:
        page = collected.work.pages.get(item.page_id) if item.page_id is not None else None
        is_open = _is_open(user, item, page, collected.work)
        yield WorkRowShown(
            item=item,
            organisation=gettext("Everyone’s") if item.organisation is None else names.get(item.organisation, ""),
            kind=labels.get(item.kind, item.kind),
            # Who acts for a trust may not read the drafts of its schools.
            what=item.what if page is None or page.live or is_open else gettext("A notice that is not published"),
            url=item.url if is_open else "",
            is_overdue=item.is_overdue(collected.today),
        )


def _is_open(user: User, item: WorkItem, page: "Page | None", work: Work) -> bool:
    """Whether the user may do there what the item asks for."""
    if page is not None:
        return may(user, "change", page) or may(user, "publish", page)
    if item.kind == missing.NAME:
        parent = work.parents.get(item.organisation) if item.organisation is not None else None
        return parent is not None and may(user, "add", parent)
    if item.page_id is not None or item.is_for_owner:
        return scope_of(user).can_act_for(item.organisation)
    return policy_for(Organisation).user_has_permission_for_owner(user, "change", item.organisation)
