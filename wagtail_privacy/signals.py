"""Public signals. Hosts may listen; receivers run inside the transaction, and an error in one undoes the work."""

from django.dispatch import Signal

version_frozen = Signal()
"""A version of a notice was stored. ``sender`` is the page class; arguments: ``page``, ``version``."""

version_purged = Signal()
"""The content of a version was erased. ``sender`` is ``NoticeVersion``; argument: ``version``, emptied already."""
