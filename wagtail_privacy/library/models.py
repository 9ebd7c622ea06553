"""The models of the library."""

from wagtail_privacy.library.data import DataCategory, Purpose
from wagtail_privacy.library.items import LibraryItem
from wagtail_privacy.library.legislation import Legislation, RetentionRule
from wagtail_privacy.library.recipients import Recipient

LIBRARY_MODELS: tuple[type[LibraryItem], ...] = (Recipient, DataCategory, Purpose, Legislation, RetentionRule)
"""In the order in which the admin lists them."""

__all__ = [
    "LIBRARY_MODELS",
    "DataCategory",
    "Legislation",
    "LibraryItem",
    "Purpose",
    "Recipient",
    "RetentionRule",
]
