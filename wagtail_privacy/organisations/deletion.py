"""What keeps an organisation, and with it its site and its home page, from being deleted.

Notices and versions belong to rooms above this one, which register here how to look for them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_privacy.organisations.models import Organisation

MAX_LISTED = 5
"""How many obstacles of one kind are named for one organisation; the rest is counted."""


@dataclass(frozen=True)
class Obstacle:
    """Something that needs what is to be deleted.

    ``label`` names it, ``kind`` says what it is, ``detail`` where in it the use is, if that needs saying; ``target``
    is the object that can be opened in the admin, ``None`` where there is none any more.
    """

    label: str
    kind: str
    target: models.Model | None
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.label} ({self.kind})"


@dataclass(frozen=True)
class Obstacles:
    """The first of the obstacles, and how many there are in all."""

    listed: tuple[Obstacle, ...]
    total: int

    def __str__(self) -> str:
        names = ", ".join(str(obstacle) for obstacle in self.listed)
        more = self.total - len(self.listed)
        return _("%(names)s and %(count)s more") % {"names": names, "count": more} if more else names


Holder = Callable[[Sequence[Organisation]], Mapping[int, Obstacles]]
"""Gives the obstacles of each of these organisations that has any, by primary key, in a fixed number of queries."""

_holders: list[Holder] = []


def register_holder(holder: Holder) -> None:
    """Have ``holder`` asked whenever an organisation, its site or its home page is about to be deleted."""
    if holder not in _holders:
        _holders.append(holder)


class OrganisationInUseError(ProtectedError):
    """Raised instead of deleting ``subject``, an organisation or a site.

    ``organisation`` is the one that would be lost, or lose its site; ``obstacles`` what it has.
    """

    def __init__(self, subject: Organisation | Site, organisation: Organisation, obstacles: Obstacles) -> None:
        self.subject = subject
        self.organisation = organisation
        self.obstacles = obstacles
        names = {"organisation": organisation, "obstacles": obstacles}
        if isinstance(subject, Site):
            message = _(
                "The site %(hostname)s cannot be deleted: it is that of “%(organisation)s”, which has %(obstacles)s."
            )
            names["hostname"] = subject.hostname
        else:
            message = _("“%(organisation)s” cannot be deleted: it has %(obstacles)s.")
        super().__init__(
            message % names, {obstacle.target for obstacle in obstacles.listed if obstacle.target is not None}
        )


def obstacles_of(organisations: Iterable[Organisation]) -> dict[Organisation, Obstacles]:
    """The obstacles of each of ``organisations`` that has any, in their order."""
    organisations = list(organisations)
    if not organisations:
        return {}
    results = [holder(organisations) for holder in _holders]
    obstacles = {}
    for organisation in organisations:
        kinds = [result[organisation.pk] for result in results if organisation.pk in result]
        if kinds:
            listed = tuple(chain.from_iterable(kind.listed for kind in kinds))
            obstacles[organisation] = Obstacles(listed, sum(kind.total for kind in kinds))
    return obstacles


def refuse_if_in_use(subject: Organisation | Site, organisations: models.QuerySet[Organisation]) -> None:
    """Raise :class:`OrganisationInUseError` where one of ``organisations`` has obstacles; call it in a transaction.

    The rows stay locked until its end, where the database can do that: a publication that has begun is waited for and
    counts, one that begins later waits for the deletion.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Refusing a deletion needs the transaction that deletes.")
    locked = organisations.order_by("pk").select_for_update(of=("self",))
    for organisation, obstacles in obstacles_of(locked).items():
        raise OrganisationInUseError(subject, organisation, obstacles)
