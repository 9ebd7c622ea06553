"""Where a worker does the background work, notices follow what is shared as soon as it comes to it."""

from typing import Any

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.propagation.test_overlay import draft_of, sharing_with
from tests.trees import build_site_tree
from wagtail_privacy.propagation.models import SharedChange
from wagtail_privacy.propagation.questions import Answer
from wagtail_privacy.propagation.services import publish_change
from wagtail_privacy.versions.models import NoticeVersion


def work() -> None:
    call_command("db_worker", batch=True, interval=0.1, startup_delay=False, reload=False)


@pytest.mark.django_db(transaction=True)
def test_the_worker_brings_it_into_the_notices() -> None:
    hub: Any = make_hub(build_site_tree().alpha_home)
    item = RecipientFactory(name="Old name", published=True)
    for number in range(2):
        make_notice(hub, sharing_with(item), slug=f"notice-{number}")
    work()
    draft_of(item, name="New name")
    change = publish_change(item, Answer(tells_readers=True, note="It has a new name."))
    assert NoticeVersion.objects.count() == 2
    assert change.state == SharedChange.State.APPLYING
    work()
    change.refresh_from_db()
    assert change.state == SharedChange.State.DONE
    assert NoticeVersion.objects.filter(number=2).count() == 2
    assert not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists()
