"""Notices over a base page model of the host's own."""

import json

import pytest
import swapper
from django.apps import apps
from django.test import Client

from tests.custom_page.models import BasePage, HouseHubPage, HouseNoticePage

BODY = [{"type": "text", "value": {"heading": "Why we write", "body": "<p>So that you know.</p>"}}]


@pytest.fixture
def notice(site_tree):
    hub = site_tree.alpha_home.add_child(
        instance=HouseHubPage(title="Privacy", slug="privacy", locale=site_tree.locale)
    )
    return hub.add_child(
        instance=HouseNoticePage(
            title="Pupils", slug="pupils", department="Office", locale=site_tree.locale, body=json.dumps(BODY)
        )
    )


def test_the_base_page_is_the_host_s_own():
    assert swapper.load_model("wagtailcore", "Page") is BasePage
    assert not apps.is_installed("wagtail_privacy.pages")


def test_no_field_of_ours_points_at_wagtail_s_page():
    targets = {
        field.related_model._meta.label
        for model in apps.get_app_config("wagtail_privacy").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is not None
    }
    assert "wagtailcore.Page" not in targets


def test_a_notice_is_published_frozen_and_read(notice):
    version = apps.get_model("wagtail_privacy", "NoticeVersion").objects.get(page_id=notice.pk)
    assert version.number == 1
    answer = Client(headers={"host": "alpha.test"}).get("/privacy/pupils/")
    assert answer.status_code == 200
    assert "So that you know." in answer.content.decode()


def test_a_school_editor_opens_the_editor(notice, school_editor):
    client = Client()
    client.force_login(school_editor)
    answer = client.get(f"/admin/pages/{notice.pk}/edit/")
    assert answer.status_code == 200
    assert 'name="audience"' in answer.content.decode()


def test_another_school_s_editor_does_not(notice, other_school_editor):
    client = Client()
    client.force_login(other_school_editor)
    assert client.get(f"/admin/pages/{notice.pk}/edit/").status_code in {302, 403, 404}
