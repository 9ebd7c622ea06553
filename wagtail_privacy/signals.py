"""Public signals. Hosts may listen; receivers run inside the transaction, and an error in one undoes the work."""

from django.dispatch import Signal

version_frozen = Signal()
"""A version of a notice was stored. ``sender`` is the page class; arguments: ``page``, ``version``."""

version_released = Signal()
"""A version that was published behind a view restriction was opened to everybody. ``sender`` is ``NoticeVersion``;
argument: ``version``."""

version_purged = Signal()
"""The content of a version was erased. ``sender`` is ``NoticeVersion``; argument: ``version``, emptied already."""

shared_change_applied = Signal()
"""A change of something shared was brought into the last of the notices that show it. ``sender`` is ``SharedChange``;
argument: ``change``. Sent again where notices that had stayed as they were are tried again."""

organisation_changed = Signal()
"""What documents say of an organisation is another than before: its own details, or a contact.

``sender`` is ``Organisation``; arguments: ``organisation`` as it is stored now, ``before`` and ``after``, its content
hashes. Sent once for each save of the form in the admin, of an organisation or of a contact, and for each deletion of
contacts, after all of it is stored. Not sent for a new organisation or a deleted one, for a change that no document
shows, for a new place in the tree of organisations (``parent``, ``site``, ``is_controller``), and for what passes over
``save()`` and ``delete()``: ``update()``, ``bulk_create()``, ``bulk_update()``, ``loaddata`` and SQL.
"""

review_recorded = Signal()
"""Somebody reviewed something and said what came of it. ``sender`` is ``Review``; arguments: ``review``, and
``schedule``, whose next day has been computed already."""
