"""The notices that a change touches, as a user sees them: what the screens about changes and merges show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from wagtail.admin.admin_url_finder import AdminURLFinder

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, scope_of
from wagtail_privacy.propagation.impact import NoticeImpact, TouchedNotice

PER_PAGE = 10
"""Each notice is resolved twice, with and without the change."""

AT_ONCE = 50
"""How many notices are issued anew in one request; the screen then offers to go on."""


@dataclass(frozen=True)
class Row:
    """A touched notice as the screen shows it: ``url`` leads to its edit view, for those who may open it."""

    impact: NoticeImpact
    organisation: str
    url: str | None

    @property
    def title(self) -> str:
        """What the version is called."""
        return str(self.impact.notice.version.title)


@dataclass(frozen=True)
class Touched:
    """What a change touches, one page of it resolved.

    ``notices`` and ``schools`` count all; ``hidden`` are the notices of organisations that the user does not see.
    """

    rows: list[Row]
    page_obj: Any
    notices: int
    schools: int
    hidden: int

    @classmethod
    def by(
        cls,
        touched: Iterable[TouchedNotice],
        impact: Callable[[list[TouchedNotice]], Iterable[NoticeImpact]],
        user: User,
        page_number: str | None = None,
    ) -> "Touched":
        """What ``user`` sees of the ``touched`` notices; ``impact`` says what the change does to those of one page."""
        touched = tuple(touched)
        scope = scope_of(user)
        seen = [notice for notice in touched if scope.can_see(notice.organisation_id)]
        names = Organisation.objects.names_of(notice.organisation_id for notice in seen)
        seen.sort(key=lambda notice: names.get(notice.organisation_id, ""))
        page = Paginator(seen, PER_PAGE).get_page(page_number)
        finder = AdminURLFinder(user)
        return cls(
            rows=[
                Row(each, names.get(each.notice.organisation_id or 0, ""), finder.get_edit_url(each.notice.page))
                for each in impact(list(page))
            ],
            page_obj=page,
            notices=len({notice.page.pk for notice in touched}),
            schools=len({notice.organisation_id for notice in touched}),
            hidden=len({notice.page.pk for notice in touched} - {notice.page.pk for notice in seen}),
        )

    @property
    def is_behind(self) -> bool:
        """Whether any of them would read something else. Of those on other pages it is not known."""
        return self.page_obj.has_other_pages() or any(row.impact.asks for row in self.rows)
