"""A site with the app: everything that it adds is edited, previewed, published, compared and read."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.form_posts import edit_form
from tests.hostapp.conftest import allergies, blocks_of, saved
from tests.notice_factories import make_notice
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.notices.recipient_extensions import (
    RecipientExtension,
    recipient_extensions,
    register_recipient_extension,
)
from wagtail_privacy.notices.section_kinds import SectionKind, register_section_kind, section_kind, section_kinds
from wagtail_privacy.pages.models import PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

STATE = Path(settings.DATABASES["default"]["NAME"]).with_suffix(".json")
"""What this site tells the next one: keys of pages, and what its addresses answered."""


def changed(form: dict[str, str]) -> dict[str, str]:
    """A form with other values in the section and in the field of the app."""
    values = {
        "body-0-value-kitchen": "own",
        "body-0-value-diets-0-value-reason": "so that no lunch harms a child",
        "body-0-value-checked": "2026-09",
        "body-1-value-recipients-0-value-meals_training": "Every cook is trained in first aid each year.",
        "body-1-value-recipients-0-value-meals_inspected": "2026-10",
        "body-1-value-recipients-0-value-uses": "cook lunch and tea",
    }
    assert values.keys() <= form.keys()
    return form | values


@pytest.fixture(scope="session")
def published(site: Any) -> Any:
    """The two notices, in their second version."""
    client = Client(headers={"host": "alpha.test"})
    client.force_login(get_user_model().objects.create(username="publisher", is_superuser=True))
    publish = {"action-publish": "action-publish"}
    for name in ("notice", "own"):
        page = getattr(site, name)
        extra = {"contract": page.contract} if name == "own" else {}
        page = saved(client, page, edit_form(page, **extra))
        page = saved(client, page, edit_form(page, **extra, **publish))
        page = saved(client, page, changed(edit_form(page, **extra)) | publish)
        setattr(site, name, page)
    deleted = make_notice(site.hub, allergies(), model=type(site.own), slug="old-meals", title="Old meals")
    site.deleted = deleted.pk
    deleted.delete()
    return site


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def version(page: Any, number: int) -> Any:
    return NoticeVersion.objects.get(page_id=page.pk, number=number)


def test_editors_are_offered_the_section_the_fields_and_the_page_type(site: Any, editor: Client) -> None:
    form = blocks_of(editor, text_of(editor.get(f"/admin/pages/{site.notice.pk}/edit/")))
    for words in ("Allergies and diets", "Who cooks", "School meals", "Training in the kitchen"):
        assert words in form
    assert "Contract with the caterer" in text_of(editor.get(f"/admin/pages/{site.own.pk}/edit/"))
    assert "Meals notice" in text_of(editor.get(f"/admin/pages/{site.hub.pk}/add_subpage/"))
    assert "audience=" in text_of(editor.get(f"/admin/pages/add/meals/mealsnoticepage/{site.hub.pk}/"))


def test_the_picker_shows_the_example(site: Any, editor: Client) -> None:
    block = PrivacyNoticePage.body.field.stream_block.child_blocks["meals.allergies"]
    html = text_of(editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}))
    assert "so that no meal harms a child" in html


def test_a_preview_shows_what_the_app_adds(site: Any, editor: Client) -> None:
    address = f"/admin/pages/{site.notice.pk}/edit/preview/"
    assert editor.post(address, edit_form(site.notice)).json() == {"is_valid": True, "is_available": True}
    html = text_of(editor.get(address + "?mode="))
    assert "so that no" in html
    assert "Training in the kitchen" in html


@pytest.mark.parametrize("name", ["notice", "own"])
def test_readers_see_what_the_app_adds(published: Any, reader: Client, name: str) -> None:
    html = text_of(reader.get(getattr(published, name).url))
    for words in ("Who cooks", "our own kitchen", "so that no lunch harms a child", "September 2026"):
        assert words in html
    for words in ("Sees allergies", "Every cook is trained in first aid each year.", "October 2026"):
        assert words in html


def test_the_page_type_keeps_its_own_field(published: Any) -> None:
    assert published.own.contract == "C 17"


def test_the_site_shows_a_section_of_ours_by_its_own_template(published: Any, reader: Client) -> None:
    assert "Have you seen a weakness? Tell the school office." in text_of(reader.get(published.notice.url))


def test_what_changed_is_said_field_by_field(published: Any, reader: Client) -> None:
    html = text_of(reader.get(f"{published.notice.url}versions/2/changes/"))
    for label in ("Who cooks", "Why we ask", "List last checked", "Training in the kitchen", "Kitchen last inspected"):
        assert label in html
    for words in ("a caterer", "our own kitchen", "May 2026", "September 2026", "March 2026", "October 2026"):
        assert words in html


def test_a_label_is_worded_as_the_site_words_it_everywhere(published: Any, reader: Client, editor: Client) -> None:
    pages = (
        reader.get(published.notice.url),
        reader.get(f"{published.notice.url}versions/2/changes/"),
        editor.get(f"/admin/pages/{published.notice.pk}/edit/"),
    )
    texts = [text_of(page) for page in pages]
    texts[2] = blocks_of(editor, texts[2])
    for html in texts:
        assert "What they do with it" in html
        assert "What they use it for" not in html


def test_the_plain_text_says_what_the_app_adds(published: Any) -> None:
    text = plain_text(version(published.notice, 2).as_document())
    for words in ("our own kitchen", "so that no lunch harms a child", "Every cook is trained in first aid each year."):
        assert words in text


def test_the_data_names_the_app(published: Any, reader: Client) -> None:
    data = json.loads(text_of(reader.get(f"{published.notice.url}versions/2/document.json")))
    own, sharing, _security = data["document"]["sections"]
    assert own["type"] == "meals.allergies"
    assert own["diets"] == [{"name": "Nuts", "reason": "so that no lunch harms a child"}]
    assert sharing["recipients"][0]["extensions"] == {
        "meals": {
            "inspected": "2026-10",
            "sees_allergies": True,
            "training": "Every cook is trained in first aid each year.",
        }
    }


def test_the_feed_tells_of_both_versions(published: Any, reader: Client) -> None:
    feed = text_of(reader.get(f"{published.notice.url}feed/?minor=1"))
    assert feed.count("<entry") == 2


def test_the_versions_are_whole(published: Any) -> None:
    out = StringIO()
    call_command("verify_versions", stdout=out)
    assert "Versions: 5." in out.getvalue()
    assert "Broken: 0." in out.getvalue()


def test_who_registers_too_late_is_told_how_to_mend_it() -> None:
    section_kinds(), recipient_extensions()
    kind = section_kind("meals.allergies")
    with pytest.raises(ImproperlyConfigured, match=r"Register it in the ready\(\) of an AppConfig"):
        register_section_kind(SectionKind(kind.block, kind.example))
    with pytest.raises(ImproperlyConfigured, match=r"Register it in the ready\(\) of its AppConfig"):
        register_recipient_extension(RecipientExtension("late", recipient_extensions()[0].block))


def test_the_next_site_is_told_what_this_one_answered(published: Any, reader: Client) -> None:
    """No rule of its own: what :mod:`tests.hostapp.test_removed` compares with."""
    data = f"{published.notice.url}versions/2/document.json"
    kept = {
        "notice": published.notice.pk,
        "own": published.own.pk,
        "deleted": published.deleted,
        "digest": version(published.notice, 2).digest,
        "data": text_of(reader.get(data)),
    }
    STATE.write_text(json.dumps(kept), encoding="utf-8")
    assert PrivacyNoticePage.objects.filter(pk=kept["notice"]).exists()
