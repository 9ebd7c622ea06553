"""A notice that is published while its organisation is being deleted: needs row locks, so PostgreSQL only."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from tests.notice_factories import make_hub, make_notice
from tests.trees import SiteTree, build_site_tree
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.organisations.deletion import OrganisationInUseError
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.versions import organisation_holder
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PATIENCE = 20
"""Seconds after which a test that hangs fails."""


class Other(threading.Thread):
    """Somebody else, who does ``job`` at the same time; ``error`` is what it raised."""

    def __init__(self, job: Callable[[], object]) -> None:
        super().__init__()
        self.job = job
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.job()
        except Exception as error:  # noqa: BLE001 - the test asserts what was raised
            self.error = error
        finally:
            connection.close()

    def is_waiting(self) -> bool:
        self.join(timeout=0.5)
        return self.is_alive()


@pytest.fixture
def tree(transactional_db: None) -> SiteTree:
    return build_site_tree()


def test_a_deletion_waits_for_a_publication_and_then_is_refused(tree: SiteTree) -> None:
    hub = make_hub(tree.alpha_home)
    deletion = Other(lambda: Organisation.objects.get(pk=tree.alpha.pk).delete())
    with transaction.atomic():
        make_notice(hub)
        deletion.start()
        assert deletion.is_waiting()
    deletion.join(PATIENCE)
    assert isinstance(deletion.error, OrganisationInUseError)
    assert NoticeVersion.objects.get().organisation_id == tree.alpha.pk
    assert Organisation.objects.filter(pk=tree.alpha.pk).exists()


def test_a_publication_waits_for_a_deletion_and_then_is_refused(
    tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = make_hub(tree.alpha_home)
    asking = threading.Event()

    def lock(organisation_id: int) -> bool:
        # By now the text is resolved, while Alpha was still there for everybody else.
        asking.set()
        return original(organisation_id)

    original = organisation_holder._lock
    monkeypatch.setattr(organisation_holder, "_lock", lock)
    publication = Other(lambda: make_notice(hub))
    with transaction.atomic():
        Organisation.objects.get(pk=tree.alpha.pk).delete()
        publication.start()
        assert asking.wait(PATIENCE)
        assert publication.is_waiting()
    publication.join(PATIENCE)
    assert isinstance(publication.error, ResolutionError)
    assert "has just been deleted" in str(publication.error)
    assert not NoticeVersion.objects.exists()


def test_publications_of_one_organisation_do_not_wait_for_each_other(tree: SiteTree) -> None:
    first, second = (make_notice(make_hub(tree.alpha_home, slug=slug), live=False) for slug in ("first", "second"))
    other = Other(lambda: type(second).objects.get(pk=second.pk).save_revision().publish())
    with transaction.atomic():
        first.save_revision().publish()
        other.start()
        other.join(PATIENCE)
        assert not other.is_alive()
    assert other.error is None
    assert NoticeVersion.objects.filter(organisation_id=tree.alpha.pk).count() == 2
