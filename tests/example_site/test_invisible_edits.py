"""What readers do not see makes no version of any notice of the demo."""

from typing import Any

import pytest

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import Frequency, Necessity
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient
from wagtail_privacy.notices import publication
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def edit_what_nobody_sees() -> int:
    """Change aliases, notes and dates for editors, and every default that no notice relies on; how many items."""
    edited = 0
    for item in Legislation.objects.all():
        item.aliases, item.status_note, item.in_force_from = "Another name", "Checked again.", "1999"
        item.save()
        edited += 1
    for item in Recipient.objects.all():
        item.aliases, item.started = "Another name", "1999"
        item.save()
        edited += 1
    return edited


def edit_defaults() -> None:
    """Change every default of every recipient, purpose and category that has one."""
    law = Legislation.objects.order_by("pk").first()
    for item in Recipient.objects.all():
        item.default_uses, item.default_safeguards = "To do something else", "Another safeguard"
        item.default_anonymous_in, item.default_necessity = "Other reports", Necessity.values[0]
        item.default_frequency = Frequency.values[0]
        item.default_legislation.set([law])
        item.save()
    for model in (Purpose, DataCategory):
        for item in model.objects.all():
            if hasattr(item, "default_basis"):
                item.default_basis = type(item)._meta.get_field("default_basis").choices[0][0]
                item.save()


def republish(pages: list[Any]) -> list[str]:
    """Publish every notice again; the numbers of versions that came in, by title."""
    before = set(NoticeVersion.objects.values_list("pk", flat=True))
    for page in pages:
        fresh = type(page).objects.get(pk=page.pk)
        fresh.clear_statement()
        fresh.save_revision().publish()
    return [str(version) for version in NoticeVersion.objects.exclude(pk__in=before)]


def test_edits_that_readers_do_not_see_make_no_version_and_void_no_meeting(pages: list[Any]) -> None:
    page = pages[0]
    page.describe_change(note="We say more.", reason="clarity")
    page.title = f"{page.title} again"
    document = publication.resolve_cached(page).document
    page.record_meeting(committee="Governing board", on=PartialDate(2026, 5), document=document)
    revision = page.save_revision()

    assert edit_what_nobody_sees() > 50
    edit_defaults()
    assert republish(pages[1:]) == []
    revision.publish()
    assert NoticeVersion.objects.last_published(page.pk).approved_role == "Governing board"
    assert republish(pages) == []
