"""A version stays as it was, whatever happens to what it was made of."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import OrganisationContactFactory
from tests.notice_factories import category, entries, make_notice, published, recipient, section
from tests.snapshots import replayed
from wagtail_privacy.documents.canonical import digest
from wagtail_privacy.library.models import Legislation, Purpose, RetentionRule
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion, VersionReference

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def items() -> list[Any]:
    """One item of every kind, the last a clause that uses another."""
    inner = recipient("Youth Service", default_uses="To advise young people")
    clause = published(
        Clause(
            name="Youth services",
            body=[
                {
                    "type": "recipients",
                    "value": {"heading": "Youth services", "recipients": entries({"recipient": inner.pk})},
                }
            ],
        )
    )
    return [
        recipient(default_uses="To set policy", address="Great Smith Street", website="https://dfe.example/"),
        category(examples="sessions attended"),
        published(Purpose(name="Support learning", description="To help pupils learn.")),
        published(Legislation(name="Education Act", year=1996, kind="act")),
        published(RetentionRule(name="Pupil file", period_number=25, period_unit="years")),
        inner,
        clause,
    ]


@pytest.fixture
@replayed
def page(hub: Any, items: list[Any], site_tree: Any) -> Any:
    OrganisationContactFactory(organisation=site_tree.alpha)
    dfe, attendance, learning, act, rule, _inner, clause = items
    return make_notice(
        hub,
        section("text", heading="{{ organisation.name }}", body="<p>Write to {{ dpo.email }}.</p>"),
        section("data_held", heading="Data", categories=entries({"category": attendance.pk})),
        section("purposes", heading="Why", purposes=entries({"purpose": learning.pk})),
        section(
            "recipients",
            heading="Sharing",
            recipients=entries({"recipient": dfe.pk, "citations": entries({"legislation": act.pk})}),
        ),
        section("retention", heading="How long", rules=entries({"rule": rule.pk})),
        {"type": "clause", "value": clause.pk},
    )


def read(path: str) -> bytes:
    answer = Client(headers={"host": "alpha.test"}).get(path)
    assert answer.status_code == 200
    return answer.content


def test_the_notice_uses_every_item(page: Any, items: list[Any]) -> None:
    used = VersionReference.objects.filter(role="").values_list("model", "object_id")
    assert set(used) == {(item._meta.model_name, item.pk) for item in items}


def test_the_notice_refers_to_its_school_and_trust(page: Any, site_tree: Any) -> None:
    used = VersionReference.objects.exclude(role="").values_list("role", "model", "object_id")
    alpha, trust = ("organisation", site_tree.alpha.pk), ("organisation", site_tree.trust.pk)
    assert set(used) == {("publisher", *alpha), ("controller", *trust), ("trust", *trust)}


def test_later_changes_do_not_change_a_version(page: Any, items: list[Any], site_tree: Any) -> None:
    version = NoticeVersion.objects.get()
    before = read("/privacy/pupils/versions/1/")
    document, proof = version.document, version.digest
    assert b"Department for Education" in before
    assert b"Youth Service" in before

    for item in items:
        item.name = f"Renamed {item.pk}"
        for field in ("default_uses", "examples", "description", "address", "note"):
            if hasattr(item, field):
                setattr(item, field, "Changed")
        with unasked():
            item.save_revision().publish()
    site_tree.alpha.name = "Renamed School"
    site_tree.alpha.save()
    site_tree.alpha.contacts.update(email="new@example.org")
    assert read("/privacy/pupils/versions/1/") == before

    page = type(page).objects.get(pk=page.pk)
    page.title = "New title"
    page.save_revision().publish()
    after_change = read("/privacy/pupils/versions/1/")
    assert b"Renamed" not in after_change
    assert b"Renamed" in read("/privacy/pupils/")

    for item in items:
        item.unpublish()
    call_command("purge_revisions")
    assert read("/privacy/pupils/versions/1/") == after_change

    page.unpublish()
    for item in items:
        item.refresh_from_db()
        item.save_revision().publish()
    page.save_revision().publish()
    assert NoticeVersion.objects.current(page.pk).number == 2
    assert read("/privacy/pupils/versions/1/") == after_change

    version = NoticeVersion.objects.get(pk=version.pk)
    assert version.document == document
    assert version.digest == proof == digest(version.as_document())


def test_a_deleted_page_leaves_its_versions(page: Any) -> None:
    page_id = page.pk
    type(page).objects.get(pk=page_id).delete()
    assert NoticeVersion.objects.for_page(page_id).count() == 1


def test_a_stored_version_cannot_be_saved_again(page: Any) -> None:
    version = NoticeVersion.objects.get()
    version.title = "Another"
    with pytest.raises(TypeError, match="never changed"):
        version.save()
    with pytest.raises(TypeError, match="never changed"):
        NoticeVersion.objects.update(title="Another")
    version.refresh_from_db()
    assert version.title == page.title
