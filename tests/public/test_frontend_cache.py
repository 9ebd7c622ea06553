"""Caches in front of the site forget what a new version makes stale."""

from typing import Any

import pytest
from django.apps import apps

from tests.notice_factories import make_hub, make_notice
from tests.snapshots import replayed
from tests.versions.editing import publish
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.public import frontend_cache
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.services import record_backdated_version, reissue_version
from wagtail_privacy.versions.record.purges import purge_version

pytestmark = pytest.mark.django_db

NOTICE = "http://alpha.test/privacy/pupils/"
HUBS = {"http://alpha.test/privacy/", "http://trust.test/privacy/"}


@pytest.fixture
def purged(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Any:
    """``purged(action)``: the addresses that ``action`` has purged."""

    def addresses(action: Any) -> set[str]:
        urls: list[str] = []
        monkeypatch.setattr(frontend_cache, "purge_urls_from_cache", urls.extend)
        with django_capture_on_commit_callbacks(execute=True):
            action()
        assert len(urls) == len(set(urls))
        return set(urls)

    installed = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name == "wagtail.contrib.frontend_cache" or installed(name))
    return addresses


@pytest.fixture
@replayed
def page(site_tree: Any) -> Any:
    make_hub(site_tree.trust_home)
    return make_notice(make_hub(site_tree.alpha_home))


def expected(newest: int) -> set[str]:
    notice_urls = {f"{NOTICE}{path}" for path in ("", "versions/", "on/", "feed/", "feed/?minor=1")}
    for number in range(1, newest + 1):
        notice_urls |= {f"{NOTICE}versions/{number}/{path}" for path in ("", "document.json", "changes/")}
    return notice_urls | {f"{hub}{path}" for hub in HUBS for path in ("", "feed/", "feed/?minor=1")}


def test_a_publication_purges_the_notice_its_versions_and_the_hubs(page: Any, purged: Any) -> None:
    assert purged(lambda: publish(page, "<p>More.</p>")) == expected(2)


def test_a_reissue_backdating_erasure_or_release_purges(page: Any, purged: Any) -> None:
    publish(page, "<p>More.</p>")
    assert purged(lambda: reissue_version(page, 1, note="Too much.")) == expected(3)
    assert purged(lambda: record_backdated_version(page, effective=PartialDate(2020))) == expected(4)
    erased = NoticeVersion.objects.get(number=1)
    assert purged(lambda: purge_version(erased, reason="By order")) == expected(4)


def test_nothing_is_purged_where_nothing_was_published(page: Any, purged: Any) -> None:
    assert purged(lambda: page.save_revision().publish()) == set()


def test_nothing_is_purged_without_the_frontend_cache_app(
    page: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    urls: list[str] = []
    monkeypatch.setattr(frontend_cache, "purge_urls_from_cache", urls.extend)
    with django_capture_on_commit_callbacks(execute=True):
        publish(page, "<p>More.</p>")
    assert urls == []
