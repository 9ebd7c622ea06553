"""Documents of earlier schema versions say the same in today's fields."""

from typing import Any

import pytest

from wagtail_privacy.documents.document import SCHEMA_VERSION
from wagtail_privacy.documents.sections import ActivitiesSection, DataHeldSection, RecipientsSection
from wagtail_privacy.documents.stored import read_document
from wagtail_privacy.documents.upgrading import upgraded
from wagtail_privacy.documents.vocabulary import Audience, DataSubject

PARTY = {"name": "Ash School", "kind": "school"}


def stored(audience: str, *sections: dict[str, Any]) -> dict[str, Any]:
    """A document as version 1 stored it."""
    return {
        "schema_version": 1, "kind": "privacy_notice", "audience": audience, "language": "en", "title": "Privacy",
        "organisation": PARTY, "controller": PARTY, "sections": list(sections),
    }  # fmt: skip


def held(*categories: dict[str, Any]) -> dict[str, Any]:
    return {"type": "data_held", "heading": "Held", "categories": list(categories)}


def subjects(payload: dict[str, Any]) -> list[tuple[DataSubject, ...]]:
    (section,) = read_document(payload).sections
    assert isinstance(section, DataHeldSection)
    return [category.data_subjects for category in section.categories]


def test_a_category_about_those_whom_the_notice_is_for_names_nobody() -> None:
    payload = stored("pupils", held({"name": "Names"}, {"name": "Addresses", "data_subject": "parent"}))
    assert subjects(payload) == [(), (DataSubject.PARENT,)]


def test_what_said_pupils_in_a_notice_for_staff_still_says_so() -> None:
    payload = stored("staff", held({"name": "Names"}, {"name": "Pay", "data_subject": "staff"}))
    assert subjects(payload) == [(DataSubject.PUPIL,), ()]


def test_categories_are_found_however_deep_and_activities_keep_their_audience() -> None:
    activity = {"name": "Teach", "audience": "parents", "data": [{"name": "Names", "data_subject": "staff"}]}
    use = {
        "recipient": {"name": "Council"},
        "data": [{"name": "Names", "data_subject": "staff"}],
        "onward": [{"others": ["Them"], "data": [{"name": "Names", "data_subject": "visitor"}]}],
    }
    inner = [{"type": "activities", "heading": "Uses", "activities": [activity, {"name": "Feed"}]}]
    payload = stored(
        "pupils",
        {"type": "appendix", "heading": "A", "sections": inner},
        {"type": "recipients", "heading": "Who", "recipients": [use]},
    )
    _appendix, activities, recipients = read_document(payload).walk()
    assert isinstance(activities, ActivitiesSection) and isinstance(recipients, RecipientsSection)
    assert [activity.audiences for activity in activities.activities] == [(Audience.PARENTS,), ()]
    assert activities.activities[0].data[0].data_subjects == (DataSubject.STAFF,)
    assert recipients.recipients[0].data[0].data_subjects == (DataSubject.STAFF,)
    assert recipients.recipients[0].onward[0].data[0].data_subjects == (DataSubject.VISITOR,)


def test_what_other_apps_store_is_left_alone() -> None:
    foreign = {"type": "meals.menu", "heading": "Menu", "data": [{"name": "Soup"}]}
    extension = {"meals": {"data": [{"name": "Soup"}]}}
    use = {"recipient": {"name": "Council"}, "extensions": extension}
    payload = stored("staff", foreign, {"type": "recipients", "heading": "Who", "recipients": [use]})
    assert upgraded(payload)["sections"][0] == foreign
    assert upgraded(payload)["sections"][1]["recipients"][0]["extensions"] == extension


def test_the_stored_document_itself_stays_as_it_is() -> None:
    payload = stored("staff", held({"name": "Names"}))
    upgraded(payload)
    assert payload == stored("staff", held({"name": "Names"}))


@pytest.mark.parametrize("damage", [{"sections": "none"}, {"audience": "cats"}, {"sections": [None, {"data": [3]}]}])
def test_damage_is_left_for_the_schema_to_refuse(damage: dict[str, Any]) -> None:
    assert upgraded(stored("staff") | damage)["schema_version"] == SCHEMA_VERSION
