"""Who is told of what on a day, whatever they have been told before: a fixed number of queries, however many there are.

Somebody named for a piece of work is told of it, else whoever sees to the reviews of its organisation, else those who
act for everyone: active users with an address who may publish every page.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth import get_permission_codename, get_user_model
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import override
from wagtail.permissions import page_permission_policy

from wagtail_privacy import conf
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.reviews.people.responsible import (
    Abilities,
    abilities_of,
    person_in_charge,
    person_of,
    trust_in_charge,
)
from wagtail_privacy.reviews.timing.reminders import ESCALATES_AT, Closures, current_step, step_day
from wagtail_privacy.work_items import Person, WorkItem
from wagtail_privacy.worklist.collecting import collect
from wagtail_privacy.worklist.digests.failures import FailedMail

REVIEW = "reviews"
"""The kind of the work that is reminded of in steps; its key is that of the schedule."""

ItemKey = tuple[str, str]
"""Kind and key of a piece of work."""


def key_of(item: WorkItem) -> ItemKey:
    """What a piece of work is told by from every other."""
    return item.kind, item.key


@dataclass(frozen=True)
class Reminder:
    """The step that a review has come to, on the day ``since``.

    ``as_trust``: told because those in charge have left it undone.
    """

    schedule: int
    due_on: dt.date
    step: int
    since: dt.date
    as_trust: bool = False

    @property
    def item(self) -> ItemKey:
        """The piece of work that it is about."""
        return REVIEW, str(self.schedule)


@dataclass
class Share:
    """All that is open for one person on a day. ``user`` is ``None`` for a mailbox."""

    person: Person
    user: Any | None
    language: str
    items: dict[ItemKey, WorkItem] = field(default_factory=dict)
    reminders: dict[int, Reminder] = field(default_factory=dict)

    def add(self, item: WorkItem, reminder: Reminder | None) -> None:
        """Give the person a piece of work. Who is in charge and speaks for the trust too is told as in charge."""
        self.items[key_of(item)] = item
        if reminder is not None:
            self.reminders.setdefault(reminder.schedule, reminder)


@dataclass(frozen=True)
class _Telling:
    person: Person
    item: WorkItem
    reminder: Reminder | None
    home: str | None


class Audience:
    """Everybody who is to be told anything on ``today``."""

    def __init__(self, today: dt.date):
        self.today = today
        self._texts: dict[str, dict[ItemKey, WorkItem]] = {}

    @cached_property
    def organisations(self) -> dict[int, Organisation]:
        """All of them, with their people and closures."""
        loaded = Organisation.objects.with_people().prefetch_related("closures")
        return {organisation.pk: organisation for organisation in loaded}

    def items_in(self, language: str) -> dict[ItemKey, WorkItem]:
        """All work, said in this language; collected once for each."""
        if language not in self._texts:
            with override(language):
                items = collect(list(self.organisations.values()), self.today, for_everyone=True, with_people=True)
            self._texts[language] = {key_of(item): item for item in items}
        return self._texts[language]

    def shares(self) -> list[Share]:
        """What each person is to be told of, in the order of their keys. Nothing of who is closed on that day."""
        tellings = list(self._tellings())
        resolve = _Resolver(tellings)
        shares: dict[str, Share] = {}
        for telling in tellings:
            person, user = resolve(telling)
            if key_of(telling.item) == (FailedMail.name, person.key):
                # Who cannot be reached is not told of that: each mail about it would fail, and be news again.
                continue
            if person.key not in shares:
                shares[person.key] = Share(person, user, language_of(user))
            shares[person.key].add(telling.item, telling.reminder)
        return [shares[key] for key in sorted(shares)]

    def closures_of(self, organisation: Organisation | None) -> Closures:
        """When an organisation is closed: in its own holidays and those of the organisations above it."""
        if organisation is None:
            return Closures()
        if organisation.pk not in self._closures:
            self._closures[organisation.pk] = Closures(
                tuple(
                    (closure.first_day, closure.last_day)
                    for above in organisation.chain()
                    for closure in self.organisations[above.pk].closures.all()
                )
            )
        return self._closures[organisation.pk]

    @cached_property
    def _closures(self) -> dict[int, Closures]:
        return {}

    @cached_property
    def _abilities(self) -> Abilities:
        return abilities_of(self.organisations.values())

    @cached_property
    def _gone(self) -> frozenset[str]:
        """The keys of users who are named for a piece of work and are not active any more, or do not exist."""
        people = (item.whose for item in self.items_in(conf.default_language()).values())
        named = {person.key for person in people if person is not None and person.key.startswith("user:")}
        keys = [key.removeprefix("user:") for key in named]
        active = get_user_model()._default_manager.filter(pk__in=keys, is_active=True).values_list("pk", flat=True)
        return frozenset(named - {f"user:{key}" for key in active})

    @cached_property
    def _for_everyone(self) -> list[Person]:
        return [person_of(user) for user in users_for_everyone()]

    def _tellings(self) -> Iterator[_Telling]:
        for item in self.items_in(conf.default_language()).values():
            organisation = self.organisations.get(item.organisation) if item.organisation is not None else None
            closures = self.closures_of(organisation)
            if closures.is_closed(self.today):
                continue
            step = current_step(item.due, self.today, closures) if item.kind == REVIEW and item.due else None
            home = home_of(organisation)
            for person in self._in_charge(item, organisation, home):
                yield _Telling(person, item, _reminder(item, step, closures), home)
            if step is not None and step >= ESCALATES_AT:
                trust = trust_in_charge(organisation, self._abilities)
                if trust is not None:
                    yield _Telling(trust, item, _reminder(item, step, closures, as_trust=True), home)

    def _in_charge(self, item: WorkItem, organisation: Organisation | None, home: str | None) -> list[Person]:
        if item.whose is not None and item.whose.key not in self._gone:
            return [item.whose]
        if organisation is not None:
            person = person_in_charge(None, organisation, home, self._abilities).person
            if person is not None:
                return [person]
        return self._for_everyone


def _reminder(item: WorkItem, step: int | None, closures: Closures, *, as_trust: bool = False) -> Reminder | None:
    if step is None or item.due is None:
        return None
    return Reminder(int(item.key), item.due, step, step_day(item.due, step, closures), as_trust)


def home_of(organisation: Organisation | None) -> str | None:
    """Where the pages of an organisation begin; of one without a site, those of the nearest above it that has one.

    ``None`` for what is everyone's, and where no site says it: then who may change every page may see to it.
    """
    chain = organisation.chain() if organisation is not None else ()
    return next((path for above in chain if (path := above.home_path) is not None), None)


def sole_owner_of(address: str) -> Any | None:
    """The active user whose address this is, in small letters; ``None`` where there is none, or more than one."""
    users = get_user_model()._default_manager.annotate(address_in_small_letters=Lower("email"))
    owners = list(users.filter(address_in_small_letters=address, is_active=True)[:2])
    return owners[0] if len(owners) == 1 else None


def language_of(user: Any | None) -> str:
    """The language that a user reads; that of the site for whoever has chosen none, and for mailboxes."""
    profile = getattr(user, "wagtail_userprofile", None)
    return (profile.preferred_language if profile is not None else "") or conf.default_language()


def users_for_everyone() -> list[Any]:
    """Whoever acts for everyone and can be written to: one query, whatever groups there are."""
    codename = get_permission_codename("publish", page_permission_policy.model._meta)
    of_groups = Q(groups__page_permissions__page__depth=1, groups__page_permissions__permission__codename=codename)
    users = get_user_model()._default_manager.filter(Q(is_superuser=True) | of_groups, is_active=True)
    return list(users.exclude(email="").distinct().order_by("pk"))


class _Resolver:
    """From who is named to who is written to: a mailbox that is the address of one active user is that user.

    Only for work of an organisation whose pages the user may change: anybody may say that an address is theirs. Two
    queries for all.
    """

    def __init__(self, tellings: Iterable[_Telling]):
        people = {telling.person.key: telling.person for telling in tellings}
        keys = {key.removeprefix("user:") for key in people if key.startswith("user:")}
        addresses = {key.removeprefix("mail:") for key in people if key.startswith("mail:")}
        users = (
            get_user_model()
            ._default_manager.select_related("wagtail_userprofile")
            .annotate(address_in_small_letters=Lower("email"))
            .filter(Q(pk__in=keys) | Q(address_in_small_letters__in=addresses, is_active=True))
        )
        self._users: dict[str, Any] = {}
        by_address: dict[str, list[Any]] = {}
        for user in users:
            self._users[f"user:{user.pk}"] = user
            if user.is_active:
                by_address.setdefault(user.address_in_small_letters, []).append(user)
        self._owners = {f"mail:{address}": users[0] for address, users in by_address.items() if len(users) == 1}
        self._abilities = Abilities(frozenset(user.pk for user in self._owners.values()))

    def __call__(self, telling: _Telling) -> tuple[Person, Any | None]:
        owner = self._owners.get(telling.person.key)
        if owner is not None and self._abilities.can_see_to(owner, telling.home):
            return person_of(owner), owner
        return telling.person, self._users.get(telling.person.key)
