"""What the overview of all schools says of shared changes and models."""

import datetime as dt
from typing import Any

import pytest
from wagtail.models import Page

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.queries import query_count
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.propagation.applying import apply_due_changes
from wagtail_privacy.propagation.columns import ChangeColumn, ModelColumn
from wagtail_privacy.propagation.model_notices.services import make_model, roll_out
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.propagation.questions import Answer
from wagtail_privacy.propagation.services import publish_change

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(site_tree: Any) -> Any:
    return RecipientFactory(name="Old name", owner=site_tree.trust, published=True)


def cells(column: Any, *pages: Any) -> dict[int, str]:
    rows = Page.objects.filter(pk__in=[page.pk for page in pages]).annotate(found=column.annotation)
    found = {row.pk: column.value_of(row.pk, row.found) for row in rows}
    return {key: str(value) for key, value in found.items() if value is not None}


def test_a_change_that_waits_is_named_with_its_day(site_tree: Any, shared: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    page, other = make_notice(hub, sharing_with(shared)), make_notice(hub, slug="other")
    draft_of(shared, name="New name")
    day = site_day() + dt.timedelta(days=7)
    publish_change(shared, Answer(day=day))
    assert cells(ChangeColumn(), page, other) == {page.pk: f"“Old name → New name” on {PartialDate.of(day).written()}"}


def test_a_change_that_is_not_in_it_is_named_and_one_that_is_in_it_is_not(
    site_tree: Any, shared: Any, settings: Any
) -> None:
    page = make_notice(make_hub(site_tree.alpha_home), sharing_with(shared))
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = "any"
    draft_of(shared, name="New name")
    publish_change(shared, Answer())
    apply_due_changes()
    assert cells(ChangeColumn(), page) == {page.pk: "“Old name → New name” is not in it"}
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = None
    apply_due_changes(retry=True)
    assert cells(ChangeColumn(), page) == {}


def test_a_notice_that_follows_a_model_says_how_it_stands(site_tree: Any) -> None:
    model = make_notice(make_hub(site_tree.trust_home), live=False, slug="model")
    make_model(model)
    type(model).objects.get(pk=model.pk).get_latest_revision().publish()
    hub = make_hub(site_tree.alpha_home)
    notice, other = roll_out(type(model).objects.get(pk=model.pk), site_tree.alpha), make_notice(hub, slug="other")
    assert cells(ModelColumn(), notice, other) == {notice.pk: "As the model"}
    draft = type(model).objects.get(pk=model.pk).get_latest_revision_as_object()
    draft.title = "Another title"
    draft.save_revision().publish()
    assert cells(ModelColumn(), notice) == {notice.pk: "A new version waits"}


@pytest.mark.parametrize("column", [ChangeColumn(), ModelColumn()])
def test_a_column_costs_no_query_beside_that_of_the_pages(site_tree: Any, shared: Any, column: Any) -> None:
    hub = make_hub(site_tree.alpha_home)
    pages = [make_notice(hub, sharing_with(shared), slug=f"notice-{number}") for number in range(3)]
    draft_of(shared, name="New name")
    publish_change(shared, Answer(day=site_day() + dt.timedelta(days=7)))
    assert SharedChange.objects.get().notices.count() == 3
    assert query_count(lambda: cells(column, *pages)) == 1
