"""The same site without the app: what it has said stays, unread and unchanged, and nothing ends in a server error."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from wagtail.models import Page

from tests.form_posts import edit_form
from tests.hostapp.conftest import blocks_of, refusal, saved
from wagtail_privacy.documents.text import plain_text
from wagtail_privacy.notices.models import without_ids
from wagtail_privacy.notices.publication import problems
from wagtail_privacy.pages.models import PrivacyHubPage, PrivacyNoticePage
from wagtail_privacy.versions.models import NoticeVersion

CANNOT_SHOW = "This website cannot show this part."
KEPT = {
    "meals_sees_allergies": True,
    "meals_training": "Every cook is trained in first aid each year.",
    "meals_inspected": "2026-10",
}


@pytest.fixture(scope="session")
def told() -> Any:
    """What the site with the app has left."""
    return json.loads(Path(settings.DATABASES["default"]["NAME"]).with_suffix(".json").read_text(encoding="utf-8"))


@pytest.fixture
def notice(told: Any) -> Any:
    return PrivacyNoticePage.objects.get(pk=told["notice"])


@pytest.fixture
def copied(notice: Any, editor: Client) -> Any:
    """A copy of the notice, made as an editor makes one."""
    slug = f"copy-{PrivacyNoticePage.objects.count()}"
    parent = notice.get_parent()
    form = {"new_title": "Copy", "new_slug": slug, "new_parent_page": parent.pk, "publish_copies": ""}
    answer = editor.post(f"/admin/pages/{notice.pk}/copy/", form)
    assert answer.status_code == 302, refusal(answer)
    return PrivacyNoticePage.objects.get(slug=slug)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def stored(page: Any) -> Any:
    """The body as the database holds it, without the ids of blocks."""
    raw = PrivacyNoticePage.objects.annotate(raw=Cast("body", TextField())).get(pk=page.pk).raw
    return without_ids(json.loads(raw))


def draft(page: Any) -> Any:
    return without_ids(json.loads(page.latest_revision.content["body"]))


def test_the_app_is_gone() -> None:
    assert not apps.is_installed("tests.hostapp")


def test_readers_are_told_of_the_part_that_cannot_be_shown(notice: Any, reader: Client) -> None:
    html = text_of(reader.get(notice.url))
    assert "Allergies at lunch" in html
    assert CANNOT_SHOW in html
    assert "Something that this website cannot show" in html
    assert "cook lunch and tea" in html
    assert "Every cook is trained" not in html


@pytest.mark.parametrize("path", ["versions/", "versions/1/", "versions/2/", "versions/2/changes/", "feed/", "on/"])
def test_every_address_of_the_notice_answers(notice: Any, reader: Client, path: str) -> None:
    text_of(reader.get(f"{notice.url}{path}"))


def test_the_data_is_what_it_was_byte_for_byte(told: Any, notice: Any, reader: Client) -> None:
    assert text_of(reader.get(f"{notice.url}versions/2/document.json")) == told["data"]
    assert NoticeVersion.objects.get(page_id=notice.pk, number=2).digest == told["digest"]


def test_the_versions_are_whole(told: Any) -> None:
    out = StringIO()
    call_command("verify_versions", stdout=out)
    assert "Broken: 0." in out.getvalue()


def test_references_and_search_are_indexed_again(told: Any) -> None:
    call_command("rebuild_references_index", verbosity=0, stdout=StringIO())
    call_command("update_index", verbosity=0, stdout=StringIO())


def test_the_plain_text_says_that_a_part_cannot_be_shown(notice: Any) -> None:
    text = plain_text(NoticeVersion.objects.get(page_id=notice.pk, number=2).as_document())
    assert "A part that this website cannot show" in text
    assert "Something that this website cannot show" in text
    assert "Every cook is trained" not in text


def test_the_list_of_notices_answers_without_the_page_type(reader: Client) -> None:
    hub = PrivacyHubPage.objects.get()
    assert "How we use pupil information" in text_of(reader.get(hub.url))


def test_the_admin_lists_the_page_of_the_type_that_is_gone(told: Any, editor: Client) -> None:
    page = Page.objects.get(pk=told["own"])
    assert page.specific_class is None
    text_of(editor.get(f"/admin/pages/{page.get_parent().pk}/"))


def test_the_page_of_the_type_that_is_gone_answers_and_its_versions_are_kept(told: Any, reader: Client) -> None:
    """What stands there then is Wagtail's empty page: a host takes such pages down before it removes their type."""
    text_of(reader.get(Page.objects.get(pk=told["own"]).url))
    assert NoticeVersion.objects.filter(page_id=told["own"]).count() == 2


def test_a_notice_of_that_type_that_was_deleted_before_stays_readable(told: Any, reader: Client) -> None:
    html = text_of(reader.get(f"/privacy-archive/{told['deleted']}/versions/1/"))
    assert "Old meals" in html
    assert CANNOT_SHOW in html


def test_the_edit_form_opens_and_says_what_it_cannot_show(notice: Any, editor: Client) -> None:
    form = blocks_of(editor, text_of(editor.get(f"/admin/pages/{notice.pk}/edit/")))
    assert "A part that this website cannot show" in form
    assert "Something that this website cannot show" in form


def test_a_form_keeps_what_it_cannot_show(copied: Any, editor: Client) -> None:
    before = stored(copied)
    assert before[0]["type"] == "meals.allergies"
    assert before[1]["value"]["recipients"][0]["value"].items() >= KEPT.items()
    form = edit_form(copied)
    form["body-1-value-recipients-0-value-uses"] = "cook breakfast"
    page = saved(editor, copied, form)
    after = draft(page)
    assert after[0] == before[0]
    recipient = after[1]["value"]["recipients"][0]["value"]
    assert recipient.items() >= KEPT.items()
    assert recipient["uses"] == "cook breakfast"
    assert "unknown" not in recipient


def test_a_publication_is_refused_and_says_what_is_missing(notice: Any, copied: Any, editor: Client) -> None:
    found = {problem.code: str(problem) for problem in problems(copied)}
    assert found.keys() == {"section_unknown", "field_unknown"}
    assert "meals.allergies" in found["section_unknown"]
    assert "Greenfork" in found["field_unknown"]
    form = edit_form(copied, **{"action-publish": "action-publish"})
    html = text_of(editor.post(f"/admin/pages/{copied.pk}/edit/", form))
    assert "does not know" in html
    assert "an app that is not installed here says of" in html
    copied.refresh_from_db()
    assert not copied.live


def test_what_is_taken_out_is_gone_and_the_rest_is_published(copied: Any, editor: Client) -> None:
    form = edit_form(copied, **{"action-publish": "action-publish"})
    form |= {"body-0-deleted": "1", "body-1-value-recipients-0-value-unknown": "{}"}
    page = saved(editor, copied, form)
    assert page.live
    body = stored(page)
    assert [part["type"] for part in body] == ["recipients", "security"]
    assert not KEPT.keys() & body[0]["value"]["recipients"][0]["value"].keys()
    assert "Something that" not in plain_text(NoticeVersion.objects.get(page_id=page.pk, number=1).as_document())


def test_what_arrives_damaged_or_forged_is_refused(copied: Any, editor: Client) -> None:
    before = draft(copied)
    section, fields = "body-0-value", "body-1-value-recipients-0-value-unknown"
    for name, sent in ((fields, None), (fields, '{"uses": "x"}'), (section, None), (section, "{")):
        form = edit_form(copied) | {name: sent}
        if sent is None:
            del form[name]
        refused = editor.post(f"/admin/pages/{copied.pk}/edit/", form)
        assert "body" in refused.context["form"].errors, (name, sent)
    copied.refresh_from_db()
    assert draft(copied) == before


def test_an_earlier_revision_is_reverted_to_with_all_that_it_held(notice: Any, editor: Client) -> None:
    first, *_rest = notice.revisions.order_by("created_at", "pk")
    text_of(editor.get(f"/admin/pages/{notice.pk}/revisions/{first.pk}/revert/"))
    page = first.as_object()
    answer = editor.post(
        f"/admin/pages/{notice.pk}/edit/", edit_form(page, revision=first.pk, **{"action-save": "action-save"})
    )
    assert answer.status_code == 302, refusal(answer)
    notice.refresh_from_db()
    kept = draft(notice)[1]["value"]["recipients"][0]["value"]
    assert kept["meals_training"] == "Every cook is trained in first aid."
    assert draft(notice)[0]["value"]["kitchen"] == "caterer"


def test_history_and_comparison_answer(notice: Any, editor: Client) -> None:
    first, *_middle, last = notice.revisions.order_by("created_at", "pk")
    text_of(editor.get(f"/admin/pages/{notice.pk}/history/"))
    text_of(editor.get(f"/admin/pages/{notice.pk}/revisions/compare/{first.pk}...{last.pk}/"))
    text_of(editor.get(f"/admin/pages/{notice.pk}/revisions/compare/earliest...live/"))
    text_of(editor.get(f"/admin/pages/{notice.pk}/revisions/{first.pk}/view/"))


def test_a_preview_answers(notice: Any, editor: Client) -> None:
    address = f"/admin/pages/{notice.pk}/edit/preview/"
    assert editor.post(address, edit_form(notice)).json()["is_valid"]
    for mode in ("", "changes"):
        text_of(editor.get(f"{address}?mode={mode}"))
