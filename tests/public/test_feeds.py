"""Atom feeds: of one notice, of a hub, and of a trust with its schools."""

import datetime as dt
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.documents_samples import minimal_document
from tests.public.revised import HOSTILE
from tests.public.stored import add_version, add_versions, erase
from tests.trees import SiteTree
from wagtail_privacy.pages.models import PrivacyHubPage, PrivacyNoticePage

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NOTICE = "/privacy/pupils/feed/"
HUB = "/privacy/feed/"


def entries(client: Client, path: str = NOTICE, **extra: Any) -> list[dict[str, str]]:
    """The entries of a feed: title, link, id, updated, summary, language."""
    response = client.get(path, **extra)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    return [
        {
            **{name: entry.findtext(f"a:{name}", "", ATOM) for name in ("title", "id", "updated", "summary")},
            "link": entry.find("a:link", ATOM).get("href"),
            "language": entry.get("{http://www.w3.org/XML/1998/namespace}lang"),
        }
        for entry in feed.findall("a:entry", ATOM)
    ]


def titles(client: Client, path: str = NOTICE, **extra: Any) -> list[str]:
    return [entry["title"] for entry in entries(client, path, **extra)]


def live(parent: Any, slug: str, model: Any = PrivacyNoticePage) -> Any:
    page = parent.add_child(instance=model(title=slug.title(), slug=slug, live=False))
    model.objects.filter(pk=page.pk).update(live=True)
    return page


class TestNotice:
    def test_an_entry_has_the_changes_and_links_to_them(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, change_note="A counsellor comes.", changes=["One <b> was added."], change_reason="law")
        newest, first = entries(client)
        assert newest["title"] == "How we use information about pupils: version 2, from 1 September 2022"
        assert newest["link"] == "http://alpha.test/privacy/pupils/versions/2/changes/"
        assert newest["updated"] == "2022-09-01T12:00:00+00:00"
        assert newest["summary"] == (
            "<p>A counsellor comes.</p><p>The law changed</p><ul><li>One &lt;b&gt; was added.</li></ul>"
        )
        assert first["summary"] == "<p>This is the first version.</p>"
        assert newest["id"].startswith("urn:uuid:")
        assert newest["id"] != first["id"]

    def test_minor_changes_are_included_on_request(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, change_size="minor")
        assert len(titles(client)) == 1
        assert len(titles(client, f"{NOTICE}?minor=1")) == 2

    def test_an_announced_version_is_an_entry_with_its_day(self, client: Client, notice: Any) -> None:
        at = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
        add_version(notice, 1)
        add_version(notice, 2, effective_day=dt.date(2022, 6, 1), published_at=at)
        add_version(
            notice, 3, effective_day=dt.date(2022, 7, 1), published_at=at, postpones_from=2, change_size="minor"
        )
        newest = entries(client)[0]
        assert newest["title"].endswith("version 2, announced for 1 June 2022")
        assert "postponed before that day: version 3 gives it another day." in newest["summary"]

    def test_a_backdated_version_is_no_entry(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, is_backdated=True)
        assert titles(client) == []

    def test_a_reissue_is_an_entry_that_names_the_earlier_version(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        add_version(notice, 2, reissue_of=1)
        assert "This is version 1 again, as it was." in entries(client)[0]["summary"]

    def test_an_erased_version_is_an_entry_with_the_reason(self, client: Client, notice: Any) -> None:
        erase(add_version(notice, 1, change_note="Secret."))
        (entry,) = entries(client)
        assert entry["title"] == "Version 1 was erased"
        assert entry["summary"] == "<p>It named a &lt;child&gt;.</p>"

    def test_each_entry_is_in_the_language_of_its_version(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, minimal_document("cy"))
        assert entries(client)[0]["language"] == "cy"

    def test_the_id_does_not_depend_on_host_and_address(self, client: Client, hub: Any, notice: Any) -> None:
        add_version(notice, 1)
        before = entries(client)[0]["id"]
        hub.slug = "elsewhere"
        hub.save()
        assert entries(client, "/elsewhere/pupils/feed/", headers={"host": "ALPHA.test"})[0]["id"] == before

    def test_a_feed_has_at_most_fifty_entries(self, client: Client, notice: Any) -> None:
        add_versions(notice, range(1, 60), minimal_document())
        shown_titles = titles(client)
        assert len(shown_titles) == 50
        assert "version 59," in shown_titles[0]

    def test_text_of_entries_is_escaped(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, title=f"{HOSTILE}\x0b]]>", change_note=HOSTILE, changes={"no": "list"})
        (entry,) = entries(client)
        assert entry["title"].startswith(f"{HOSTILE}]]>: version 1")
        assert "<script" not in entry["summary"]

    def test_an_unchanged_feed_is_not_sent_again(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        first = client.get(NOTICE)
        assert first["Last-Modified"] == "Wed, 01 Sep 2021 12:00:00 GMT"
        assert client.get(NOTICE, headers={"if-none-match": first["ETag"]}).status_code == 304
        add_version(notice, 2)
        assert client.get(NOTICE, headers={"if-none-match": first["ETag"]}).status_code == 200

    def test_an_empty_feed_has_stable_bytes(self, client: Client, notice: Any) -> None:
        assert client.get(NOTICE).content == client.get(NOTICE).content

    def test_pages_link_to_the_feed(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        link = '<link rel="alternate" type="application/atom+xml" href="{}">'
        assert link.format(NOTICE) in client.get("/privacy/pupils/").content.decode()
        assert link.format(NOTICE) in client.get("/privacy/pupils/versions/").content.decode()
        assert link.format(HUB) in client.get("/privacy/").content.decode()


class TestHub:
    def test_a_hub_feed_has_the_notices_below_the_hub_only(
        self, client: Client, hub: Any, notice: Any, site_tree: SiteTree
    ) -> None:
        elsewhere = live(live(site_tree.beta_home, "privacy", PrivacyHubPage), "pupils")
        for page in (notice, live(hub, "staff"), elsewhere):
            add_version(page, 1, title=page.title)
        assert sorted(title.split(":")[0] for title in titles(client, HUB)) == ["Pupils", "Staff"]

    def test_a_hub_feed_leaves_out_private_notices_for_everybody(
        self, client: Client, hub: Any, notice: Any, site_tree: SiteTree, school_editor: Any
    ) -> None:
        secret = live(hub, "secret")
        alias = secret.create_alias(update_slug="alias")
        section = live(hub, "section", PrivacyHubPage)
        inside = live(section, "inside")
        draft = hub.add_child(instance=PrivacyNoticePage(title="Draft", slug="draft", live=False))
        for page in (notice, secret, alias, inside, draft):
            add_version(page, 1, title=page.slug)
        PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
        PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.PASSWORD, password="x")
        client.force_login(school_editor)
        assert [title.split(":")[0] for title in titles(client, HUB)] == ["pupils"]

    def test_the_feed_of_a_trust_includes_its_schools(self, client: Client, notice: Any, site_tree: SiteTree) -> None:
        trust = live(live(site_tree.trust_home, "privacy", PrivacyHubPage), "staff")
        beta = live(live(site_tree.beta_home, "privacy", PrivacyHubPage), "pupils")
        elsewhere = live(site_tree.trust_home, "loose")
        for number, page in enumerate((notice, trust, beta, elsewhere), start=1):
            add_version(page, number, title=page.slug)
        links = [entry["link"] for entry in entries(client, HUB, headers={"host": "trust.test"})]
        assert links == [
            "http://beta.test/privacy/pupils/versions/3/changes/",
            "http://trust.test/privacy/staff/versions/2/changes/",
            "http://alpha.test/privacy/pupils/versions/1/changes/",
        ]
        PageViewRestriction.objects.create(page=site_tree.beta_home, restriction_type=PageViewRestriction.LOGIN)
        links = [entry["link"] for entry in entries(client, HUB, headers={"host": "trust.test"})]
        assert [link.split("/")[2] for link in links] == ["trust.test", "alpha.test"]

    @pytest.mark.parametrize("count", [1, 20])
    def test_a_hub_feed_takes_at_most_nine_queries(
        self, client: Client, hub: Any, settings: Any, django_assert_max_num_queries: Any, count: int
    ) -> None:
        settings.WAGTAIL_I18N_ENABLED = False
        for number in range(count):
            add_version(live(hub, f"notice-{number}"), 1)
        client.get(HUB)
        with django_assert_max_num_queries(9):
            assert len(titles(client, HUB)) == count
        with django_assert_max_num_queries(8):
            assert len(titles(client, "/privacy/notice-0/feed/")) == 1
