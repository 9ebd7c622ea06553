"""Who is named for a review, and what the users who are named may change, for many rows in queries of others."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from wagtail_privacy.organisations.people import changing_permissions
from wagtail_privacy.reviews.models import ReviewSchedule
from wagtail_privacy.reviews.people.able import name_of_user
from wagtail_privacy.reviews.people.responsible import Abilities
from wagtail_privacy.work_items import work_rows


@dataclass(frozen=True)
class NamedUser:
    """A user as far as :func:`~wagtail_privacy.reviews.people.responsible.person_in_charge` asks about one."""

    pk: Any
    is_active: bool
    is_superuser: bool
    email: str
    name: str

    def get_full_name(self) -> str:
        return self.name

    def get_username(self) -> str:
        return self.name


@dataclass(frozen=True)
class NamedPerson:
    """Whom a schedule names."""

    responsible_user: NamedUser | None
    responsible_mailbox: str

    @classmethod
    def of(cls, known: Mapping[str, Any] | None) -> "NamedPerson | None":
        """From what :func:`named_person` gave."""
        if known is None:
            return None
        user = None
        if known["user"] is not None:
            key = get_user_model()._meta.pk.to_python(known["user"])
            is_active, is_superuser = bool(known["is_active"]), bool(known["is_superuser"])
            user = NamedUser(key, is_active, is_superuser, known["email"] or "", known["name"] or "")
        return cls(user, known["mailbox"])


def named_person() -> JSONObject:
    """Whom a schedule names, as an expression over schedules."""
    return JSONObject(
        user="responsible_user_id",
        is_active="responsible_user__is_active",
        is_superuser="responsible_user__is_superuser",
        email="responsible_user__email",
        name=name_of_user("responsible_user"),
        mailbox="responsible_mailbox",
    )


def named_for_page() -> Subquery:
    """The same as an expression over base pages; ``None`` for a page without a schedule."""
    return Subquery(ReviewSchedule.objects.of_outer_page().values(person=named_person())[:1])


class Granted:
    """Rows of a query of work that are no work: which pages the users who are named may change."""

    name = "wagtail_privacy.granted"
    label = ""

    def __init__(self, users: Iterable[Any]):
        """``users`` are the keys of those whom organisations name; those whom schedules name are found."""
        self.users = frozenset(users)

    def rows(self, today: dt.date) -> "QuerySet[Any, Any]":
        named = ReviewSchedule.objects.filter(responsible_user__isnull=False).order_by().values("responsible_user")
        granted = changing_permissions().filter(Q(group__user__in=self.users) | Q(group__user__in=named))
        return work_rows(
            self,
            granted.distinct(),
            key=F("group__user"),
            organisation=Value(None, IntegerField()),
            title=F("page__path"),
            since=Value(today),
        )

    def work_item(self, row: object, today: dt.date) -> None:
        return None

    def abilities(self, rows: Iterable[Mapping[str, Any]]) -> Abilities:
        """From those of the rows that are of this kind."""
        to_key = get_user_model()._meta.pk.to_python
        paths: dict[Any, set[str]] = {}
        for row in rows:
            if row["work_kind"] == self.name:
                paths.setdefault(to_key(row["work_key"]), set()).add(row["work_title"])
        return Abilities.of_paths(paths)
