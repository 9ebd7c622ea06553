"""What changed between two documents of this site, whose items may have been merged since."""

from wagtail_privacy.documents.diff import Difference, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.rewriting import item_keys, with_item_keys
from wagtail_privacy.library.merged import present_keys


def difference_between(before: Document, after: Document) -> Difference:
    """As :func:`~wagtail_privacy.documents.diff.difference`, with two items that were merged as the same one.

    A query where one of the documents names an item that the other does not.
    """
    present = present_keys(item_keys(before) ^ item_keys(after))
    return difference(with_item_keys(before, present), with_item_keys(after, present))
