"""Documents with other keys of library items: the same for readers, and compared as the same."""

from hypothesis import given

from tests.documents.diff.documents import document, recipient, said, sharing
from tests.documents.strategies import documents
from tests.documents_samples import maximal_document
from wagtail_privacy.documents.base import ItemRef
from wagtail_privacy.documents.canonical import canonical_json
from wagtail_privacy.documents.diff import ChangeKind, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.rewriting import item_keys, with_item_keys


@given(documents())
def test_other_keys_can_be_taken_back(notice: Document) -> None:
    there = {key: (key[0], f"{key[1]} elsewhere") for key in item_keys(notice)}
    moved = with_item_keys(notice, there)
    assert item_keys(moved) == set(there.values())
    assert canonical_json(with_item_keys(moved, {new: old for old, new in there.items()})) == canonical_json(notice)


def test_nothing_but_keys_changes() -> None:
    notice = maximal_document()
    keys = sorted(item_keys(notice))
    assert len(keys) > 5
    moved = with_item_keys(notice, {keys[0]: (keys[0][0], "moved")})
    former, present = (f'"model":"{keys[0][0]}","key":"{key}"' for key in (keys[0][1], "moved"))
    assert moved.model_dump_json() == notice.model_dump_json().replace(former, present) != notice.model_dump_json()
    assert difference(notice, moved).is_unchanged_for_readers


def test_without_other_keys_it_is_the_same_object() -> None:
    notice = maximal_document()
    assert with_item_keys(notice, {}) is notice
    assert with_item_keys(notice, {("recipient", "unknown"): ("recipient", "other")}) is notice


def test_an_item_that_was_merged_is_the_same_item_under_another_name() -> None:
    def shared(name: str, key: str) -> Document:
        return document(sharing(recipient(name, ref=ItemRef(model="recipient", key=key, hash=""))))

    before, after = shared("Welfare office", "old"), shared("Office for welfare", "new")
    (section,) = difference(before, after).sections
    assert said(section.items) == [(ChangeKind.REMOVED, "Welfare office"), (ChangeKind.ADDED, "Office for welfare")]
    present = {("recipient", "old"): ("recipient", "new")}
    (section,) = difference(with_item_keys(before, present), after).sections
    assert said(section.items) == [(ChangeKind.CHANGED, "Office for welfare")]
