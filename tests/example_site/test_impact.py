"""What a change would do to the notices of the demo is what publishing then does, digest by digest."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.deep import IS_DEEP
from wagtail_privacy.library.models import LIBRARY_MODELS
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.impact import impact_of, touched_notices
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")


def sample(items: list[Any], size: int) -> list[Any]:
    """All of them in a deep run, else some from the beginning, the middle and the end."""
    step = max(1, len(items) // size)
    return items if IS_DEEP else items[::step][:size]


def told_by_publishing(impacts: list[Any]) -> dict[tuple[int, int], tuple[str, str]]:
    """By page and version, what was foretold and the digest that publishing the page gives.

    The row of a page holds what was published last, so that one in force below an announcement is left out.
    """
    told = {}
    for impact in impacts:
        page, version = impact.notice.page.specific, impact.notice.version
        if NoticeVersion.objects.last_published(page.pk).pk != version.pk or impact.problems:
            continue
        page.clear_statement()
        page.describe_change(note="Something that we share has changed.", reason="clarity")
        page.save_revision().publish()
        newest = NoticeVersion.objects.last_published(page.pk)
        told[page.pk, version.number] = (impact.wording_digest, newest.wording_digest)
    return told


def test_what_is_foretold_is_what_publishing_gives(pages: list[Any]) -> None:
    compared = 0
    for model in (*LIBRARY_MODELS, Clause):
        used = [item for item in model.objects.order_by("pk") if touched_notices(item)]
        for item in sample(used, 2):
            item.name += " (renamed)"
            item.save_revision()
            draft = model.objects.get(pk=item.pk).get_latest_revision_as_object()
            with CaptureQueriesContext(connection) as queries:
                impacts = list(impact_of(draft))
            assert not [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(WRITES)]
            with transaction.atomic(), unasked():
                model.objects.get(pk=item.pk).get_latest_revision().publish()
                for foretold, published in told_by_publishing(impacts).values():
                    assert foretold == published
                    compared += 1
                transaction.set_rollback(True)
    assert compared >= 10


def test_what_is_foretold_of_an_organisation_is_what_publishing_gives(pages: list[Any]) -> None:
    compared = 0
    for organisation in sample(list(Organisation.objects.order_by("pk")), 2):
        organisation.name += " (renamed)"
        impacts = list(impact_of(organisation))
        with transaction.atomic():
            organisation.save()
            for foretold, published in told_by_publishing(impacts).values():
                assert foretold == published
                compared += 1
            transaction.set_rollback(True)
    assert compared >= 2
