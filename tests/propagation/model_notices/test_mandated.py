"""A section that the model mandates stays as the trust has it, whichever way a school saves its notice."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Revision

from tests.propagation.model_notices.edits import draft_of, publish, raw_section, texts, with_body, write
from wagtail_privacy.notices.followed import put_back
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.model_notices.following import following
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

FORGED = (raw_section("rules", "No rules."), raw_section("locks", "Ours."), raw_section("own", "Our own."))
KEPT = {"rules": "Locks.", "locks": "Ours.", "own": "Our own."}


def test_a_script_that_validates_is_refused_and_told_where(notice: Any) -> None:
    for save in (lambda draft: draft.save_revision(), lambda draft: draft.full_clean()):
        with pytest.raises(ValidationError, match="what is wrong stands at the top of each section") as refusal:
            save(with_body(notice, *FORGED))
        (error,) = refusal.value.error_dict["body"]
        assert list(error.block_errors) == [0]
        assert "the model of your trust sets this section" in str(error.block_errors[0].as_json_data()).lower()
    assert texts(notice) == {"rules": "Locks.", "locks": "Locks.", "keys": "Locks."}


def test_a_script_that_does_not_validate_saves_all_but_the_mandated_section(notice: Any) -> None:
    write(notice, *FORGED, clean=False)
    assert texts(notice) == KEPT
    with_body(notice, *FORGED).save_revision(None, None, True, False, None, False)
    assert texts(notice) == KEPT


def test_one_that_was_left_out_comes_back_after_what_it_came_after(notice: Any) -> None:
    with pytest.raises(ValidationError):
        write(notice, raw_section("locks"))
    write(notice, raw_section("own"), raw_section("locks"), clean=False)
    assert list(texts(notice)) == ["rules", "own", "locks"]


def test_stored_data_that_was_forged_cannot_be_published(notice: Any) -> None:
    for schedule in (None, timezone.now()):
        revision = draft_of(notice).save_revision(clean=False)
        body = with_body(notice, *FORGED).serializable_data()["body"]
        revision.content = revision.content | {"body": body}
        revision.approved_go_live_at = schedule
        revision.save()
        with pytest.raises(ResolutionError, match="the model of your trust sets this section"):
            Revision.objects.get(pk=revision.pk).publish()
    draft = with_body(notice, *FORGED)
    draft.live = True
    with pytest.raises(ResolutionError, match="the model of your trust sets this section"):
        draft.save(clean=False)
    assert not NoticeVersion.objects.exists()


def test_what_says_the_same_in_other_bytes_is_no_change(notice: Any) -> None:
    stored = raw_section("rules")
    stored["value"] = {"heading": "rules", "body": '<p data-block-key="abc12">Locks.</p>\r\n', "unknown": ""}
    write(notice, stored, raw_section("locks"))
    publish(notice)
    assert NoticeVersion.objects.count() == 1


@pytest.mark.parametrize("event", ["model deleted", "school moved"])
def test_all_sections_are_the_schools_own_without_the_model_of_its_trust(
    notice: Any, model: Any, site_tree: Any, event: str
) -> None:
    if event == "model deleted":
        model.delete()
    else:
        other = Organisation.objects.create(kind="trust", name="Other Trust")
        Organisation.objects.filter(pk=site_tree.alpha.pk).update(parent=other)
    assert following(notice) is None
    write(notice, *FORGED)
    publish(notice)
    assert texts(notice)["rules"] == "No rules."


def paragraph(raw: dict[str, Any]) -> dict[str, Any]:
    """The text of a section as the editor of rich text sends it."""
    text = strip_tags(raw["value"]["body"])
    return {"key": "a1b2c", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}


class TestForm:
    def url(self, notice: Any) -> str:
        return reverse("wagtailadmin_pages:edit", args=[notice.pk])

    def data(self, *sections: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {
            "title": "Staff",
            "slug": "staff",
            "audience": "staff",
            "edition": "full",
            "body-count": len(sections),
        }
        for number, one in enumerate(sections):
            prefix = f"body-{number}"
            data |= {
                f"{prefix}-type": "text",
                f"{prefix}-id": one["id"],
                f"{prefix}-order": number,
                f"{prefix}-deleted": "",
                f"{prefix}-value-heading": one["value"]["heading"],
                f"{prefix}-value-body": json.dumps({"blocks": [paragraph(one)], "entityMap": {}}),
            }
        return data | {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}

    @pytest.mark.parametrize("action", ["", "action-publish"])
    def test_a_forged_section_is_refused_with_the_reason(
        self, notice: Any, client: Any, school_editor: Any, action: str
    ) -> None:
        client.force_login(school_editor)
        response = client.post(self.url(notice), self.data(*FORGED) | ({action: "1"} if action else {}))
        assert response.status_code == 200
        assert "the model of your trust sets this section" in response.content.decode().lower()
        assert texts(notice)["locks"] == "Locks."

    def test_one_that_is_left_out_is_put_back_and_all_else_saved(
        self, notice: Any, client: Any, school_editor: Any
    ) -> None:
        client.force_login(school_editor)
        response = client.post(self.url(notice), self.data(*FORGED[1:]), follow=True)
        assert response.status_code == 200
        assert texts(notice) == KEPT
        assert "so it was put back" in response.content.decode()

    def test_an_older_draft_is_opened_with_what_is_mandated_now(
        self, notice: Any, client: Any, school_editor: Any
    ) -> None:
        revision = draft_of(notice).save_revision()
        revision.content = revision.content | {"body": with_body(notice, *FORGED).serializable_data()["body"]}
        revision.save()
        client.force_login(school_editor)
        response = client.get(self.url(notice))
        assert "No rules." not in response.content.decode()


def test_putting_back_changes_nothing_where_all_is_well(notice: Any) -> None:
    draft = draft_of(notice)
    followed = following(draft)
    assert followed is not None
    body = draft.body
    put_back(draft, followed)
    assert draft.body is body
