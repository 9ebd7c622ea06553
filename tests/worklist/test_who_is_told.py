"""Nobody is mailed about what belongs to other schools, whoever names them."""

from typing import Any

import pytest

from tests.permissions.conftest import world
from tests.permissions.world import OWNERS, PERSONAS, World
from tests.worklist.telling import MONDAY, expect_no_notices, mails_of, make_schedule
from wagtail_privacy.organisations.models import Organisation

__all__ = ["world"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_notice_is_missing(world: World) -> None:
    expect_no_notices()


TOLD: dict[str, frozenset[str]] = {
    "central": frozenset(OWNERS),
    "trust": frozenset({"trust"}),
    "school": frozenset({"own"}),
    "moderator": frozenset({"own"}),
    "author": frozenset({"own"}),
    "other_school": frozenset({"foreign"}),
}
"""Of whose reviews each of them may be told, because they may change the home page; the others of none."""


def title_of(owner: str) -> str:
    return f"Zq notice of {owner} qZ"


@pytest.mark.parametrize("persona", [name for name in PERSONAS if name != "anonymous"])
def test_who_is_named_for_everything_is_told_of_what_they_may_change(world: World, persona: str) -> None:
    person = world.people[persona]
    for owner in OWNERS:
        make_schedule(world.organisations[owner], MONDAY, title=title_of(owner), responsible_user=person)
    mails = mails_of(MONDAY)
    text = ""
    if person.email in mails:
        message = mails.pop(person.email)
        text = f"{message.subject} {message.body} {message.alternatives[0][0]}"
    told = TOLD.get(persona, frozenset())
    assert {owner for owner in OWNERS if title_of(owner) in text} == told
    for organisation in Organisation.objects.exclude(pk__in=_keys(world, told)):
        assert organisation.name not in text
    # What they may not be told of goes to somebody else: nothing is forgotten.
    others = " ".join(message.body for message in mails.values())
    assert {owner for owner in OWNERS if title_of(owner) in others} >= set(OWNERS) - told - {"other"}


def _keys(world: World, owners: frozenset[str]) -> list[Any]:
    return [organisation.pk for owner in owners if (organisation := world.organisations[owner]) is not None]
