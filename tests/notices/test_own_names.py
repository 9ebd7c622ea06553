"""One thing has one name in a notice, unless the notice itself gives it another somewhere."""

from typing import Any

import pytest

from tests.factories import DataCategoryFactory, PurposeFactory, RecipientFactory
from tests.notice_factories import entries, make_notice, section
from wagtail_privacy.notices.resolve import resolve

pytestmark = pytest.mark.django_db


def resolved(hub: Any, *sections: Any) -> Any:
    return resolve(make_notice(hub, *sections, live=False)).document.sections


def test_a_recipient_is_called_everywhere_what_the_list_of_recipients_calls_it(hub: Any) -> None:
    body = RecipientFactory(name="Department for Education", abbreviation="DfE")
    activities, recipients, transfers = resolved(
        hub,
        section(
            "activities",
            activities=entries(
                {"name": "The census", "recipients": entries({"recipient": body.pk})},
                {"name": "Tests", "recipients": entries({"recipient": body.pk, "cited_as": "the Department"})},
            ),
        ),
        section("recipients", recipients=entries({"recipient": body.pk, "cited_as": "{{ organisation.name }} DfE"})),
        section("transfers", takes_place=True, recipients=entries({"recipient": body.pk})),
    )
    own = recipients.recipients[0].recipient.cited_as
    assert own == "Alpha School DfE"
    assert [activity.recipients[0].shown_name for activity in activities.activities] == [own, "the Department"]
    assert transfers.recipients[0].shown_name == own


def test_a_name_given_in_passing_is_not_spread(hub: Any) -> None:
    body = RecipientFactory(name="Department for Education")
    transfers, recipients = resolved(
        hub,
        section(
            "transfers", takes_place=True, recipients=entries({"recipient": body.pk, "cited_as": "the Department"})
        ),
        section("recipients", recipients=entries({"recipient": body.pk})),
    )
    assert transfers.recipients[0].shown_name == "the Department"
    assert recipients.recipients[0].recipient.shown_name == "Department for Education"


def test_kinds_of_information_and_purposes_are_called_what_their_lists_call_them(hub: Any) -> None:
    category, purpose = DataCategoryFactory(name="Attendance"), PurposeFactory(name="Teaching")
    held, purposes, activities = resolved(
        hub,
        section("data_held", categories=entries({"category": category.pk, "name": "Being here"})),
        section("purposes", purposes=entries({"purpose": purpose.pk, "name": "Lessons"})),
        section(
            "activities",
            activities=entries(
                {
                    "name": "Lessons",
                    "data": entries({"category": category.pk}, {"category": category.pk, "name": "Absences"}),
                    "purposes": entries({"purpose": purpose.pk}),
                }
            ),
        ),
    )
    activity = activities.activities[0]
    assert [use.name for use in activity.data] == ["Being here", "Absences"]
    assert [use.name for use in activity.purposes] == ["Lessons"]
    assert (held.categories[0].name, purposes.purposes[0].name) == ("Being here", "Lessons")
