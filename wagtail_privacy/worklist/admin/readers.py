"""What needs somebody, as one reader of the admin sees it: collected once a request, counted in the cache."""

import datetime as dt
import logging
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from wagtail_privacy.days import site_day
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User, scope_of
from wagtail_privacy.worklist.collecting import Work, collect_work

logger = logging.getLogger(__name__)

COUNT_SECONDS = 300
"""So long the number in the menu may be wrong. Panel and list bring it up to date whenever they are shown."""

_COLLECTED = "_wagtail_privacy_work"


@dataclass(frozen=True)
class ReadersWork:
    """The organisations that the reader works for, in the order of their names, and what needs somebody there."""

    organisations: tuple[Organisation, ...]
    for_everyone: bool
    work: Work
    today: dt.date
    has_people: bool = False

    @property
    def sees_anything(self) -> bool:
        """Whether the reader works for anybody."""
        return self.for_everyone or bool(self.organisations)

    @property
    def overdue(self) -> int:
        """How many items are overdue."""
        return sum(item.is_overdue(self.today) for item in self.work.items)


def work_for(user: User, today: dt.date, *, with_people: bool = False) -> ReadersWork:
    """What needs somebody where ``user`` works, and what is everyone's for those who act for everyone.

    Three queries, and Wagtail's own for the permissions of the user.
    """
    loaded = list(Organisation.objects.with_people().order_by("name", "pk"))
    scope = scope_of(user, loaded)
    organisations = tuple(organisation for organisation in loaded if scope.can_work_for(organisation.pk))
    work = collect_work(organisations, today, for_everyone=scope.acts_for_everyone, with_people=with_people)
    return ReadersWork(organisations, scope.acts_for_everyone, work, today, with_people)


def work_of_request(request: HttpRequest, *, with_people: bool = False) -> ReadersWork:
    """As :func:`work_for` for the user of the request, collected once for list, panel and menu."""
    collected: ReadersWork | None = getattr(request, _COLLECTED, None)
    if collected is None or (with_people and not collected.has_people):
        collected = work_for(request.user, site_day(), with_people=with_people)
        setattr(request, _COLLECTED, collected)
        _keep_count(request.user, len(collected.work.items))
    return collected


def count_of_work(request: HttpRequest) -> int:
    """How many things need somebody where the user of the request works, as of the last few minutes.

    No query while the number is in the cache. Without a cache that keeps anything it is counted once a request.
    """
    if getattr(request, _COLLECTED, None) is None:
        count = _kept_count(request.user)
        if count is not None:
            return count
    return len(work_of_request(request).work.items)


def _key(user: User) -> str:
    return f"wagtail_privacy:work:{user.pk}"


def _keep_count(user: User, count: int) -> None:
    try:
        cache.set(_key(user), count, COUNT_SECONDS)
    except Exception:
        logger.warning("The number of things that need somebody could not be kept in the cache.", exc_info=True)


def _kept_count(user: User) -> int | None:
    try:
        count = cache.get(_key(user))
    except Exception:
        logger.warning("The number of things that need somebody could not be read from the cache.", exc_info=True)
        return None
    return count if isinstance(count, int) else None
