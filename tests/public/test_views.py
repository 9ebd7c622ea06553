"""Addresses below notices and hubs, as visitors ask for them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory, override_settings
from wagtail.models import PageViewRestriction

from tests.documents_samples import maximal_document, minimal_document
from tests.public.reading import visible_text
from tests.public.stored import add_version
from tests.trees import SiteTree
from wagtail_privacy.documents.items import RecipientIdentity, RecipientUse
from wagtail_privacy.documents.sections import RecipientsSection
from wagtail_privacy.pages.models import PrivacyHubPage, PrivacyNoticePage
from wagtail_privacy.public import views

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.public.urls")]


class TestCurrent:
    def test_shows_the_newest_version_whatever_the_page_says(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, minimal_document())
        add_version(notice, 2)
        response = client.get("/privacy/pupils/")
        text = visible_text(response.content.decode())
        assert response.status_code == 200
        assert "How we use information about pupils" in text
        assert "Version 2 Last updated 1 September 2022" in text
        assert "Version 2 as data (JSON)" in text
        assert "no longer in force" not in text
        assert "X-Robots-Tag" not in response
        assert response["Link"] == '<http://alpha.test/privacy/pupils/>; rel="canonical"'

    def test_a_notice_without_a_version_is_not_found(self, client: Client, notice: Any) -> None:
        assert client.get("/privacy/pupils/").status_code == 404

    def test_a_backdated_version_applies_until_the_first_one_published_here(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, is_backdated=True)
        assert client.get("/privacy/pupils/").status_code == 200

    def test_a_page_that_is_not_live_is_not_found(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        PrivacyNoticePage.objects.update(live=False)
        for path in ("", "versions/1/", "versions/1/document.json"):
            assert client.get(f"/privacy/pupils/{path}").status_code == 404

    @pytest.mark.urls("tests.urls")
    def test_without_our_urls_no_page_links_to_data(self, client: Client, notice: Any, settings: Any) -> None:
        settings.ROOT_URLCONF = "wagtail.urls"
        add_version(notice, 1)
        response = client.get("/privacy/pupils/")
        assert response.status_code == 200
        assert "document.json" not in response.content.decode()


class TestStored:
    def test_an_ended_version_links_to_the_current_version(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, minimal_document())
        add_version(notice, 2)
        response = client.get("/privacy/pupils/versions/1/")
        html = response.content.decode()
        text = visible_text(html)
        assert "This is version 1. In force from 1 September 2021 until 31 August 2022. It is kept as it was" in text
        assert "and is no longer in force." in text
        assert '<a href="/privacy/pupils/">Read the current version</a>' in html
        assert '<meta name="robots" content="noindex">' in html
        assert '<link rel="canonical" href="http://alpha.test/privacy/pupils/">' in html
        assert response["X-Robots-Tag"] == "noindex"

    def test_the_current_version_has_an_address_by_number(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        response = client.get("/privacy/pupils/versions/1/")
        assert "In force since 1 September 2021." in visible_text(response.content.decode())
        assert "no longer in force" not in response.content.decode()
        assert response["X-Robots-Tag"] == "noindex"

    def test_an_ended_version_without_a_current_one_says_so(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, was_public=True, is_backdated=True)
        add_version(notice, 2, was_public=False)
        text = visible_text(client.get("/privacy/pupils/versions/1/").content.decode())
        assert "There is no current version." in text
        assert "Read the current version" not in text

    @pytest.mark.parametrize("number", ["0", "2", "99999999999999999999999", "-1", "1.5", "x", "1/x"])
    def test_an_unknown_version_is_not_found(self, client: Client, notice: Any, number: str) -> None:
        add_version(notice, 1)
        assert client.get(f"/privacy/pupils/versions/{number}/").status_code == 404
        assert client.get(f"/privacy/pupils/versions/{number}/document.json").status_code == 404

    def test_a_version_of_another_notice_is_not_reachable(
        self, client: Client, notice: Any, add_notice: Callable[..., Any]
    ) -> None:
        add_version(add_notice("staff"), 7)
        assert client.get("/privacy/pupils/versions/7/").status_code == 404


class TestBreadcrumb:
    def test_the_breadcrumb_links_to_the_hub(self, client: Client, notice: Any) -> None:
        add_version(notice, 1)
        html = client.get("/privacy/pupils/").content.decode()
        assert '<li><a href="/privacy/">Privacy at Alpha</a></li>' in html
        assert '<li lang="en-GB" aria-current="page">How we use information about pupils</li>' in html

    def test_the_breadcrumb_of_a_version_links_to_the_notice_and_its_versions(
        self, client: Client, notice: Any
    ) -> None:
        add_version(notice, 1, minimal_document())
        add_version(notice, 2)
        html = client.get("/privacy/pupils/versions/1/").content.decode()
        assert '<li lang="en-GB"><a href="/privacy/pupils/">Data sharing</a></li>' in html
        assert '<li aria-current="page">Version 1</li>' in html

    def test_the_breadcrumb_does_not_link_to_an_unreadable_notice(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, minimal_document(), is_backdated=True)
        add_version(notice, 2, was_public=False)
        html = client.get("/privacy/pupils/versions/1/").content.decode()
        assert '<li lang="en-GB">Data sharing</li>' in html

    def test_the_title_of_the_hub_is_escaped(self, client: Client, hub: Any, notice: Any) -> None:
        PrivacyHubPage.objects.update(title="<b>Privacy</b>")
        add_version(notice, 1)
        assert "&lt;b&gt;Privacy&lt;/b&gt;</a></li>" in client.get("/privacy/pupils/").content.decode()

    def test_the_breadcrumb_is_left_out_where_it_would_cost_a_query(self, rf: RequestFactory, notice: Any) -> None:
        add_version(notice, 1)
        page = PrivacyNoticePage.objects.get(pk=notice.pk)
        response = views.current(rf.get("/privacy/pupils/"), page)
        assert response.context_data["parent"] is None
        assert "privacy-breadcrumb" not in response.render().content.decode()


class TestDocumentJson:
    def test_the_data_is_the_stored_document(self, client: Client, notice: Any) -> None:
        version = add_version(notice, 1, maximal_document("ar"))
        response = client.get("/privacy/pupils/versions/1/document.json")
        assert response["Content-Type"] == "application/json"
        assert response["X-Robots-Tag"] == "noindex"
        data = json.loads(response.content)
        assert data.pop("document") == version.document
        assert data == {
            "version": 1,
            "address": "http://alpha.test/privacy/pupils/versions/1/",
            "notice": "http://alpha.test/privacy/pupils/",
            "state": "in_force",
            "in_force_from": "2021-09-01",
            "in_force_until": None,
            "backdated": False,
            "recorded_on": "2021-09-01",
            "language": "ar",
            "title": version.title,
            "digest": version.digest,
            "chained_digest": version.chained_digest,
            "approval": None,
            "reissue_of": None,
            "reviews": [],
        }
        assert "’" in response.content.decode()

    def test_an_unreadable_document_is_a_server_error(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, document={"schema_version": 99})
        response = client.get("/privacy/pupils/versions/1/document.json")
        assert response.status_code == 500
        assert response.json()["error"] == "What was stored cannot be read."


class TestPrivateNotice:
    @pytest.mark.parametrize("path", ["", "versions/1/", "versions/1/document.json"])
    def test_no_address_of_a_private_notice_is_served_to_the_public(
        self, client: Client, notice: Any, path: str
    ) -> None:
        add_version(notice, 1)
        PageViewRestriction.objects.create(page=notice, restriction_type=PageViewRestriction.LOGIN)
        response = client.get(f"/privacy/pupils/{path}")
        assert response.status_code == 302
        assert "How we use" not in response.content.decode()


class TestBaseTemplate:
    def test_a_host_without_a_base_template_gets_a_complete_page(
        self, client: Client, notice: Any, settings: Any
    ) -> None:
        settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "no/such/template.html"
        add_version(notice, 1)
        html = client.get("/privacy/pupils/").content.decode()
        assert html.startswith("<!DOCTYPE html>")
        assert '<body class="privacy-page">' in html
        assert "<title>How we use information about pupils</title>" in html
        assert "wagtail_privacy/privacy.css" in html

    def test_the_hosts_template_is_around_the_notice(
        self, client: Client, notice: Any, settings: Any, tmp_path: Any
    ) -> None:
        (tmp_path / "school.html").write_text(
            "<title>{% block title %}{% endblock %}</title>{% block extra_css %}host.css{% endblock %}"
            "<main>{% block content %}{% endblock %}</main>"
        )
        settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
        settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "school.html"
        add_version(notice, 1)
        html = client.get("/privacy/pupils/").content.decode()
        assert html.startswith("<title>How we use information about pupils</title>")
        assert html.index("host.css") < html.index("wagtail_privacy/privacy.css") < html.index("<main>")
        assert html.count("<main>") == 1


class TestHub:
    def test_a_hub_lists_published_notices(self, client: Client, notice: Any, add_notice: Callable[..., Any]) -> None:
        add_version(notice, 1, minimal_document())
        add_version(notice, 2, review_due="2027-05")
        add_notice("unpublished")
        html = client.get("/privacy/").content.decode()
        text = visible_text(html)
        assert '<a href="/privacy/pupils/">How we use information about pupils</a>' in html
        assert "Privacy notice · Pupils and their parents or carers" in text
        assert "What we record about pupils" in text
        assert "Valley Schools Trust Last updated 1 September 2022 Next review May 2027" in text
        assert "Read &lt;them&gt; all." in html
        assert "Data sharing" not in text
        assert "Unpublished" not in text

    def test_an_empty_hub_says_so(self, client: Client, hub: Any) -> None:
        text = visible_text(client.get("/privacy/").content.decode())
        assert "No notice has been published here yet." in text

    def test_each_title_is_marked_with_its_language(self, client: Client, notice: Any) -> None:
        add_version(notice, 1, maximal_document("ar"))
        assert '<h2 lang="ar" dir="rtl"><a href="/privacy/pupils/">' in client.get("/privacy/").content.decode()

    def test_a_notice_elsewhere_is_not_listed(self, client: Client, hub: Any, site_tree: SiteTree) -> None:
        page = site_tree.beta_home.add_child(instance=PrivacyNoticePage(title="Beta", slug="beta", live=False))
        PrivacyNoticePage.objects.filter(pk=page.pk).update(live=True)
        add_version(page, 1)
        assert "No notice has been published" in client.get("/privacy/").content.decode()

    def test_private_notices_are_listed_for_those_who_may_see_them(
        self, client: Client, add_notice: Callable[..., Any]
    ) -> None:
        for slug in ("open", "members", "governors"):
            add_version(add_notice(slug), 1, title=f"The {slug} notice")
        pages = {page.slug: page for page in PrivacyNoticePage.objects.all()}
        PageViewRestriction.objects.create(page=pages["members"], restriction_type=PageViewRestriction.LOGIN)
        group = Group.objects.create(name="Governors")
        restriction = PageViewRestriction.objects.create(
            page=pages["governors"], restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(group)
        users = get_user_model().objects
        parent, governor = (users.create_user(name, f"{name}@example.org") for name in ("parent", "governor"))
        governor.groups.add(group)

        def seen(user: Any) -> list[str]:
            if user:
                client.force_login(user)
            text = client.get("/privacy/").content.decode()
            return [slug for slug in pages if f"The {slug} notice" in text]

        assert seen(None) == ["open"]
        assert seen(parent) == ["open", "members"]
        assert seen(governor) == ["open", "members", "governors"]


class TestQueries:
    """Budgets of whole requests. Wagtail finds site, page and restrictions; version and reviews are a query each."""

    @pytest.fixture
    def top_notice(self, site_tree: SiteTree, settings: Any) -> Any:
        settings.WAGTAIL_I18N_ENABLED = False
        page = site_tree.alpha_home.add_child(instance=PrivacyNoticePage(title="Pupils", slug="pupils", live=False))
        PrivacyNoticePage.objects.filter(pk=page.pk).update(live=True)
        return page

    @pytest.mark.parametrize("recipients", [10, 1000])
    def test_a_notice_takes_seven_queries_at_any_length(
        self, client: Client, top_notice: Any, django_assert_num_queries: Any, recipients: int
    ) -> None:
        uses = tuple(RecipientUse(recipient=RecipientIdentity(name=f"Body {n}")) for n in range(recipients))
        section = RecipientsSection(heading="Who", recipients=uses)
        add_version(top_notice, 1, minimal_document().model_copy(update={"sections": (section,)}))
        client.get("/pupils/")
        with django_assert_num_queries(7):
            assert f"Body {recipients - 1}" in client.get("/pupils/").content.decode()

    @override_settings(WAGTAIL_PRIVACY_RENDER_CACHE_SECONDS=0)
    def test_a_cache_miss_takes_one_query_more(
        self, client: Client, top_notice: Any, django_assert_num_queries: Any
    ) -> None:
        add_version(top_notice, 1)
        client.get("/pupils/")
        with django_assert_num_queries(8):
            client.get("/pupils/")

    def test_a_stored_version_takes_one_query_more_for_the_current_one(
        self, client: Client, top_notice: Any, django_assert_num_queries: Any
    ) -> None:
        add_version(top_notice, 1)
        add_version(top_notice, 2)
        client.get("/pupils/versions/1/")
        with django_assert_num_queries(7):
            client.get("/pupils/versions/1/")

    @pytest.mark.parametrize("count", [1, 20])
    def test_a_hub_takes_the_same_queries_for_any_number_of_notices(
        self,
        client: Client,
        add_notice: Callable[..., Any],
        settings: Any,
        django_assert_num_queries: Any,
        count: int,
    ) -> None:
        settings.WAGTAIL_I18N_ENABLED = False
        for number in range(count):
            add_version(add_notice(f"notice-{number}"), 1)
        client.get("/privacy/")
        with django_assert_num_queries(8):
            assert client.get("/privacy/").content.decode().count("privacy-card") == count
