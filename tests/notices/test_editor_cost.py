"""Opening, previewing, saving and publishing a long notice takes no more queries than a short one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import DataCategoryFactory, LegislationFactory, PurposeFactory, RecipientFactory
from tests.form_posts import edit_form, form_of, light_form, told_of
from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices import publication
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

SIZES = (5, 25)
BUDGETS = {"edit": 60, "preview post": 60, "preview": 60, "what will change": 60, "draft": 100, "publish": 150}

# SQLite stores references in batches of what fits into one statement.
TOLERANCE = 2


def notice(hub: Any, amount: int) -> Any:
    """A live notice in which each of so many recipients has a law, a category and a purpose of its own."""
    uses = [
        {
            "recipient": RecipientFactory().pk,
            "citations": entries({"legislation": LegislationFactory().pk}),
            "data": entries({"category": DataCategoryFactory().pk}),
            "purposes": entries({"purpose": PurposeFactory().pk}),
            "uses": "one\ntwo",
        }
        for _number in range(amount)
    ]
    page = make_notice(hub, section("recipients", recipients=entries(*uses)), slug=f"with-{amount}")
    draft = page.get_latest_revision_as_object()
    draft.body[0].value["recipients"][0]["uses"] = "something else"
    return draft


def costs(client: Client, page: Any, data: dict[str, Any]) -> dict[str, int]:
    """The queries of each way of working on ``page``, once a first visit has opened an editing session."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    ways: dict[str, Any] = {
        "edit": lambda: client.get(edit),
        "preview post": lambda: client.post(preview, data),
        "preview": lambda: client.get(preview),
        "what will change": lambda: client.get(f"{preview}?mode=changes"),
        "draft": lambda: client.post(edit, data),
        "publish": lambda: client.post(edit, data | {"action-publish": "1"}),
    }
    client.get(edit)
    client.post(preview, data)
    counts: dict[str, int] = {}
    for name, way in ways.items():
        with CaptureQueriesContext(connection) as queries:
            assert way().status_code in {200, 302}, name
        counts[name] = len(queries)
    assert NoticeVersion.objects.last_published(page.pk).number == 2
    return counts


def opened(page: Any, user: Any) -> dict[str, Any]:
    return edit_form(page)


def closed_but_for_one(page: Any, user: Any) -> dict[str, Any]:
    """One recipient of the section was opened and changed."""
    data = light_form(page, user)
    del data["body-0-value-kept"]
    told = told_of(page, user)["sections"][0]["value"]
    data |= form_of(page.body.stream_block.child_blocks["recipients"], told, "body-0-value")
    for index, entry in enumerate(told["recipients"]):
        inner = f"body-0-value-recipients-{index}-value"
        if index:
            data = {name: value for name, value in data.items() if not name.startswith(f"{inner}-")}
            data[f"{inner}-kept"] = entry["id"]
    return data | {"body-0-value-recipients-0-value-uses": "something else again"}


@pytest.mark.parametrize("form", [opened, closed_but_for_one])
def test_each_way_of_working_costs_the_same_for_5_and_for_25_recipients(
    client: Client, site_tree: Any, school_editor: Any, form: Any
) -> None:
    client.force_login(school_editor)
    hub = make_hub(site_tree.alpha_home)
    pages = [notice(hub, size) for size in SIZES]
    short, long = (costs(client, page, form(page, school_editor)) for page in pages)
    assert all(abs(long[name] - short[name]) <= TOLERANCE * (name == "publish") for name in BUDGETS), (short, long)
    assert all(long[name] <= BUDGETS[name] for name in BUDGETS), long


@pytest.mark.parametrize("form", [opened, closed_but_for_one])
def test_the_items_that_are_chosen_are_loaded_once_for_each_request(
    client: Client, site_tree: Any, school_editor: Any, form: Any
) -> None:
    client.force_login(school_editor)
    page = notice(make_hub(site_tree.alpha_home), 5)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    data = form(page, school_editor)
    for address, sent in ((edit, None), (preview, data), (preview, None), (edit, data)):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address) if sent is None else client.post(address, sent)
        assert response.status_code in {200, 302}
        for table in ("datacategory", "purpose"):
            # The list of what needs somebody counts drafts of translated items, and loads none of them.
            said = [one["sql"] for one in queries.captured_queries if "work_kind" not in one["sql"]]
            loaded = [sql for sql in said if f'FROM "wagtail_privacy_{table}"' in sql]
            assert len(loaded) == 1, (address, sent is not None, table)


def test_an_item_that_is_written_is_read_again_in_the_same_request(site_tree: Any) -> None:
    item, law = RecipientFactory(name="Before"), LegislationFactory()
    with publication.request_cache(), item_map() as items:
        assert items.get(Recipient, item.pk).name == "Before"
        item.name = "After"
        item.save()
        assert items.get(Recipient, item.pk).name == "After"
        item.default_legislation.add(law)
        item.save()
        assert list(items.get(Recipient, item.pk).default_legislation.all()) == [law]
