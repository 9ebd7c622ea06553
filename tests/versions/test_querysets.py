"""Questions about versions, and what they cost."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.notice_factories import entries, make_notice, published, recipient, section
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.versions.models import NoticeVersion, VersionReference
from wagtail_privacy.versions.publishing.services import freeze, record_backdated_version

pytestmark = pytest.mark.django_db

FREEZE_BUDGET = 25


def sharing(*items: Any) -> dict[str, Any]:
    return section("recipients", heading="Sharing", recipients=entries(*({"recipient": item.pk} for item in items)))


@pytest.mark.parametrize("number", [1, 20])
def test_current_versions_take_one_query(hub: Any, number: int, django_assert_num_queries: Any) -> None:
    pages = [make_notice(hub, slug=f"notice-{index}") for index in range(number)]
    pages[0].title = "New title"
    pages[0].save_revision().publish()
    record_backdated_version(pages[0], effective=PartialDate(2001))
    draft = make_notice(hub, slug="draft", live=False)
    with django_assert_num_queries(1):
        timelines = NoticeVersion.objects.light().timelines([draft.pk, *(page.pk for page in pages)])
    assert {key for key, timeline in timelines.items() if timeline.current} == {page.pk for page in pages}
    newest = timelines[pages[0].pk].current.version
    assert newest.number == 2
    assert "document" in newest.get_deferred_fields()


def test_the_current_version_takes_no_document(hub: Any, django_assert_num_queries: Any) -> None:
    page = make_notice(hub)
    with django_assert_num_queries(1):
        version = NoticeVersion.objects.current(page.pk)
        assert (version.number, version.title) == (1, page.title)
    assert "document" in version.get_deferred_fields()


def test_versions_are_filtered_by_the_item_that_they_refer_to(hub: Any) -> None:
    direct, through, other = recipient("Direct"), recipient("Through"), recipient("Other")
    clause = published(Clause(name="Shared", body=[sharing(through)]))
    page = make_notice(hub, sharing(direct), {"type": "clause", "value": clause.pk})
    second = make_notice(hub, sharing(through), slug="second")
    referring = NoticeVersion.objects.referring_to
    assert [version.page_id for version in referring(direct)] == [page.pk]
    assert [version.page_id for version in referring(through)] == [page.pk, second.pk]
    assert [version.page_id for version in referring(clause)] == [page.pk]
    assert not referring(other).exists()
    reference = VersionReference.objects.get(version__page_id=page.pk, object_id=through.pk, model="recipient")
    assert (reference.clause_id, str(reference)) == (clause.pk, f"recipient {through.pk}")
    assert reference.content_hash == through.content_hash()
    assert reference.revision_id == through.live_revision_id


def test_two_versions_never_share_a_number(hub: Any) -> None:
    make_notice(hub)
    version = NoticeVersion.objects.get()
    copy = NoticeVersion(**{field.attname: getattr(version, field.attname) for field in version._meta.fields[1:]})
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def queries_of_a_freeze(hub: Any, items: list[Any], slug: str) -> list[str]:
    page = make_notice(hub, sharing(*items), slug=slug, live=False)
    page = type(page).objects.get(pk=page.pk)
    with CaptureQueriesContext(connection) as captured:
        freeze(page)
    return [query["sql"] for query in captured]


def test_freezing_costs_the_same_for_ten_recipients_and_for_sixty(hub: Any) -> None:
    items = [recipient(f"Recipient {number}") for number in range(60)]
    queries_of_a_freeze(hub, items[:1], "warm")
    few = queries_of_a_freeze(hub, items[:10], "few")
    many = queries_of_a_freeze(hub, items, "many")
    assert len(few) == len(many)
    assert len(many) <= FREEZE_BUDGET, "\n".join(many)


def test_reading_costs_the_same_for_ten_recipients_and_for_sixty(hub: Any) -> None:
    items = [recipient(f"Recipient {number}") for number in range(60)]
    client = Client(headers={"host": "alpha.test"})
    costs = {}
    for slug, size in (("few", 10), ("many", 60)):
        make_notice(hub, sharing(*items[:size]), slug=slug)
        client.get(f"/privacy/{slug}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/privacy/{slug}/").status_code == 200
        costs[slug] = len(captured)
        about_versions = [query["sql"] for query in captured if "noticeversion" in query["sql"]]
        assert sum("wagtail_privacy_review" not in sql for sql in about_versions) == 1
        assert not any("recipient" in query["sql"] for query in captured)
    assert costs["few"] == costs["many"]
