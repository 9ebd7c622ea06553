"""Who sees to a review: the person or mailbox named for it, else those that its organisations name, from below.

Somebody who has left, or who may not change it any more, is passed over, so that nothing waits for nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from wagtail.permissions import page_permission_policy

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.people import changing_permissions
from wagtail_privacy.work_items import Person


class Named(Protocol):
    """Whatever names who is in charge: the schedule of an object, or an organisation."""

    @property
    def responsible_user(self) -> Any: ...
    @property
    def responsible_mailbox(self) -> str: ...


@dataclass(frozen=True)
class InCharge:
    """``person`` is ``None`` where nobody is left; ``passed_over`` are users who were named and cannot do it."""

    person: Person | None
    passed_over: tuple[Any, ...] = ()


@dataclass
class Abilities:
    """Which users may change which pages: one query for all of them, whenever the first is asked about.

    ``users`` are the keys of those who may be asked about.
    """

    users: frozenset[Any]
    _paths: "dict[Any, set[str]] | None" = field(default=None, init=False)

    @classmethod
    def of_paths(cls, paths: "dict[Any, set[str]]") -> "Abilities":
        """Where the paths of the pages that each user may change have been read already: no query."""
        abilities = cls(frozenset(paths))
        abilities._paths = paths
        return abilities

    def can_see_to(self, user: Any, path: str | None) -> bool:
        """Whether ``user`` is active and may change the page with this path, or any page below it.

        ``None`` is the path of what everyone shares: that takes the right to change every page.
        """
        if not user.is_active:
            return False
        if user.is_superuser:
            return True
        paths = self._changing().get(user.pk, set())
        if path is None:
            return any(len(place) == page_permission_policy.model.steplen for place in paths)
        return any(path.startswith(place) for place in paths)

    def _changing(self) -> "dict[Any, set[str]]":
        if self._paths is None:
            self._paths = {}
            granted = changing_permissions().filter(group__user__in=self.users)
            rows = granted.values_list("group__user", "page__path")
            for user, place in rows:
                self._paths.setdefault(user, set()).add(place)
        return self._paths


def abilities_of(named: Iterable[Named]) -> Abilities:
    """The abilities of all users that these name."""
    users = (one.responsible_user for one in named)
    return Abilities(frozenset(user.pk for user in users if user is not None))


def person_in_charge(
    schedule: Named | None, organisation: Organisation | None, path: str | None, abilities: Abilities
) -> InCharge:
    """Who sees to the review of something of ``organisation``, which stands at ``path`` in the tree of pages.

    ``organisation`` comes from ``Organisation.objects.with_people()``. At each level: the person, the mailbox for
    reminders; last of all the e-mail address of an organisation. No query beyond that of ``abilities``.
    """
    passed_over: list[Any] = []
    for level in _levels(schedule, organisation):
        user = level.responsible_user
        if user is not None:
            if abilities.can_see_to(user, path):
                return InCharge(person_of(user), tuple(passed_over))
            passed_over.append(user)
        if level.responsible_mailbox:
            return InCharge(mailbox_of(level.responsible_mailbox), tuple(passed_over))
    chain = organisation.chain() if organisation is not None else ()
    address = next((above.email for above in chain if above.email), "")
    return InCharge(mailbox_of(address) if address else None, tuple(passed_over))


def trust_in_charge(organisation: Organisation | None, abilities: Abilities) -> Person | None:
    """Whom a trust names for what its schools leave undone: its person, its mailbox, its e-mail address."""
    trust = organisation.trust() if organisation is not None else None
    if trust is None:
        return None
    user = trust.responsible_user
    if user is not None and abilities.can_see_to(user, trust.home_path):
        return person_of(user)
    address = trust.responsible_mailbox or trust.email
    return mailbox_of(address) if address else None


def _levels(schedule: Named | None, organisation: Organisation | None) -> Iterator[Named]:
    if schedule is not None:
        yield schedule
    if organisation is not None:
        yield from organisation.chain()


def person_of(user: Any) -> Person:
    """A user as somebody who sees to something."""
    return Person(key=f"user:{user.pk}", name=user.get_full_name() or user.get_username(), address=user.email)


def mailbox_of(address: str) -> Person:
    """A mailbox as somebody who sees to something; written in any case it is the same."""
    return Person(key=f"mail:{address.lower()}", name=address, address=address)
