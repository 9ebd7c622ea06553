"""A new notice asks who it is for, and starts from the answer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.notice_factories import make_hub, make_notice
from wagtail_privacy.documents.vocabulary import Audience
from wagtail_privacy.notices.admin.views import AUDIENCES
from wagtail_privacy.pages.models import PrivacyNoticePage

pytestmark = pytest.mark.django_db


def address(hub: Any, model: str = "privacynoticepage") -> str:
    return reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", model, hub.pk])


@pytest.mark.parametrize("model", ["privacynoticepage", "datasharingpolicypage", "dataprotectionpolicypage"])
def test_a_new_notice_asks_for_its_audience_first(admin: Client, hub: Any, model: str) -> None:
    response = admin.get(address(hub, model))
    assert response.templates[0].name == "wagtail_privacy/notices/choose_audience.html"
    for audience in Audience:
        assert f"?audience={audience}" in response.content.decode()


def test_every_audience_can_be_chosen() -> None:
    assert set(AUDIENCES) == set(Audience)


@pytest.mark.parametrize("answer", ["nobody", "", "<script>"])
def test_an_answer_that_does_not_exist_is_asked_again(admin: Client, hub: Any, answer: str) -> None:
    response = admin.get(address(hub), {"audience": answer})
    assert response.templates[0].name == "wagtail_privacy/notices/choose_audience.html"
    assert b"<script>?" not in response.content


def test_the_answer_presets_audience_title_and_sections(admin: Client, hub: Any) -> None:
    page = admin.get(address(hub), {"audience": "staff"}).context["form"].instance
    assert (page.audience, page.title) == ("staff", "How we use information about our staff")
    assert page.slug == "how-we-use-information-about-our-staff"
    assert [block.block_type for block in page.body][:3] == ["about", "data_held", "purposes"]


def test_a_second_notice_gets_a_slug_of_its_own(admin: Client, hub: Any) -> None:
    make_notice(hub, slug="how-we-use-information-about-our-staff", live=False)
    page = admin.get(address(hub), {"audience": "staff"}).context["form"].instance
    assert page.slug == "how-we-use-information-about-our-staff-2"


def test_other_parameters_of_the_address_are_kept(admin: Client, hub: Any) -> None:
    response = admin.get(address(hub), {"next": "/admin/reports/"})
    assert "audience=staff&amp;next=%2Fadmin%2Freports%2F" in response.content.decode()


def test_notices_that_exist_are_named(admin: Client, hub: Any) -> None:
    make_notice(hub, title="Our <b>pupils</b>", live=False)
    content = admin.get(address(hub)).content.decode()
    assert "You already have: Our &lt;b&gt;pupils&lt;/b&gt;" in content


def test_the_choice_costs_the_same_for_many_notices(
    admin: Client, hub: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    make_notice(hub, live=False)
    admin.get(address(hub))
    with django_assert_max_num_queries(40) as few:
        admin.get(address(hub))
    for number in range(5):
        make_notice(hub, slug=f"more-{number}", live=False)
    with django_assert_num_queries(len(few)):
        admin.get(address(hub))


def test_the_hub_itself_is_not_asked_about(admin: Client, site_tree: Any) -> None:
    url = reverse("wagtailadmin_pages:add", args=["wagtail_privacy_pages", "privacyhubpage", site_tree.alpha_home.pk])
    assert "form" in admin.get(url).context


def test_a_school_cannot_begin_a_notice_below_another_ones_hub(admin: Client, site_tree: Any) -> None:
    theirs = make_hub(site_tree.beta_home)
    assert admin.get(address(theirs)).status_code == 302
    assert admin.get(address(theirs), {"audience": "staff"}).status_code == 302


def test_a_form_that_is_sent_passes_through(admin: Client, hub: Any) -> None:
    data = {"title": "Ours", "slug": "ours", "audience": "staff", "edition": "full", "summary": "", "body-count": "0"}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    admin.post(address(hub), data)
    page = PrivacyNoticePage.objects.get(slug="ours")
    assert (page.audience, page.live, len(page.body)) == ("staff", False, 0)
