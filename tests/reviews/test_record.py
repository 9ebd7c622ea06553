"""The record of reviews is kept for good, and a row that was changed, removed or put elsewhere is found."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests.notice_factories import published
from tests.reviews.reviewed_notices import make_reviewed_notice, review
from tests.trees import SiteTree
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.reviews.models import Review
from wagtail_privacy.reviews.record.sealing import REVIEW_FIELDS, review_digest
from wagtail_privacy.versions.record import triggers
from wagtail_privacy.versions.record.verification.digest_file import read_digest_file
from wagtail_privacy.versions.record.verification.reading import verify_stored

pytestmark = pytest.mark.django_db

TABLE = Review._meta.db_table


@pytest.fixture
def notice(site_tree: SiteTree) -> Any:
    """A notice with three reviews, beside an item with one."""
    page = make_reviewed_notice(site_tree)
    for number in range(3):
        review(page, note=f"Review {number}")
    review(published(Recipient(name="The regulator")))
    return page


def faults() -> list[str]:
    return [str(link) for link in verify_stored().faults]


def tamper(sql: str) -> None:
    with triggers.suspended(), connection.cursor() as cursor:
        cursor.execute(sql)


def verified(**options: Any) -> str:
    out = StringIO()
    call_command("verify_versions", stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("statement", ["UPDATE {table} SET note = 'x'", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_or_remove_a_review(notice: Any, statement: str) -> None:
    before = list(Review.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match="kept for good"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=TABLE))
    assert list(Review.objects.order_by("pk").values()) == before
    assert TABLE not in triggers.missing()


def test_so_do_the_models(notice: Any) -> None:
    kept = Review.objects.first()
    for change in (kept.save, kept.delete, Review.objects.all().delete, lambda: Review.objects.update(note="x")):
        with pytest.raises(TypeError):
            change()


def test_two_reviews_never_take_one_place(notice: Any) -> None:
    kept = Review.objects.first()
    kept.pk, kept._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()


def test_whole_chains_are_verified_and_their_digests_given(notice: Any) -> None:
    report = verify_stored()
    assert (report.reviews, report.faults) == (4, [])
    item = Recipient.objects.get()
    assert {
        (digest.page_id, digest.subject, digest.count) for digest in report.digests if digest.chain == "reviews"
    } == {
        (notice.pk, "", 3),
        (0, f"wagtail_privacy.recipient {item.pk}", 1),
    }
    out = verified()
    assert f"page {notice.pk} reviews 3 " in out
    assert f"object wagtail_privacy.recipient {item.pk} reviews 1 " in out
    assert "Reviews: 4." in out
    assert "Reviews: 3." in verified(page=notice.pk)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 100])
def test_reviews_are_read_in_portions(notice: Any, size: int) -> None:
    report = verify_stored(chunk_size=size)
    assert (report.reviews, report.faults) == (4, [])


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE {table} SET note = 'x' WHERE sequence = 2", "Review 2"),
        ("UPDATE {table} SET reviewed_on = '2020-01-01' WHERE sequence = 3", "Review 3"),
        ("UPDATE {table} SET number = 7 WHERE sequence = 1 AND model = 'wagtailcore.page'", "Review 1"),
        ("DELETE FROM {table} WHERE sequence = 2", "Review 2"),
        ("UPDATE {table} SET sequence = 9 WHERE sequence = 1", "Review 1"),
        ("UPDATE {table} SET object_id = '77' WHERE sequence = 3", "(page 77)"),
        ("UPDATE {table} SET chained_digest = digest WHERE sequence = 3", "Review 3"),
    ],
)
def test_whatever_was_changed_removed_or_moved_is_reported(notice: Any, sql: str, said: str) -> None:
    tamper(sql.format(table=TABLE))
    assert any(said in fault for fault in faults())
    with pytest.raises(CommandError):
        verified()


def test_two_reviews_that_changed_places_are_reported(notice: Any) -> None:
    for before, after in ((1, 99), (2, 1), (99, 2)):
        tamper(f"UPDATE {TABLE} SET sequence = {after} WHERE sequence = {before} AND model = 'wagtailcore.page'")
    assert faults() != []


def test_the_last_review_is_missed_where_its_digest_was_kept(notice: Any, tmp_path: Path) -> None:
    kept = tmp_path / "digests"
    kept.write_text(verified())
    verified(expect=kept)
    tamper(f"DELETE FROM {TABLE} WHERE sequence = 3")
    with pytest.raises(CommandError, match="Review 3"):
        verified(expect=kept)
    tamper(f"DELETE FROM {TABLE} WHERE model <> 'wagtailcore.page'")
    said = [str(link) for link in _unexpected(kept)]
    assert any("Review 1 (wagtail_privacy.recipient" in link for link in said)


def _unexpected(kept: Path) -> Any:

    return verify_stored(expected=read_digest_file(kept)).unexpected


def test_every_field_but_key_and_digests_is_sealed(notice: Any) -> None:
    stored = {field.name for field in Review._meta.concrete_fields}
    assert stored - set(REVIEW_FIELDS) == {"id", "digest", "chained_digest"}
    kept = Review.objects.filter(model="wagtailcore.page").first()
    assert review_digest(kept) == kept.digest
