"""What comes back from the editor as it was sent, and what pretends to."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from django.core import signing
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from wagtail import blocks

from tests.form_posts import closed_sections, edit_form, light_form, owner_of, sections_form, told_of
from tests.notice_factories import entries, make_notice, published, recipient, section
from tests.snapshots import replayed
from tests.versions.editing import as_user
from wagtail_privacy.notices.blocks.kept import KeptValueError, Owner, copied
from wagtail_privacy.notices.blocks.stream import SectionStreamBlock
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.notices.sections_field import SectionsField

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def notice(hub: Any) -> Any:
    """A notice with a list of recipients, an appendix with sections of its own, and a text."""
    first, second = recipient("Department for Education"), recipient("Ofsted")
    inner = section("text", heading="Inner", body="<p>a</p>") | {"id": str(uuid.uuid4())}
    return make_notice(
        hub,
        section(
            "recipients", recipients=entries({"recipient": first.pk, "uses": "one\r\ntwo"}, {"recipient": second.pk})
        ),
        section("appendix", heading="More", sections=[inner]),
        section("security", heading="Safety", measures="We lock our doors."),
        live=False,
    )


def edit_address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def stored(page: Any) -> list[dict[str, Any]]:
    content = type(page).objects.get(pk=page.pk).get_latest_revision().content
    body: list[dict[str, Any]] = json.loads(content["body"])
    return body


def draft_of(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def refused(client: Client, page: Any, data: Mapping[str, Any]) -> str:
    """The words of a refusal, after which there is no new draft."""
    latest = type(page).objects.get(pk=page.pk).latest_revision_id
    response = client.post(edit_address(page), data)
    assert response.status_code == 400
    assert type(page).objects.get(pk=page.pk).latest_revision_id == latest
    return response.content.decode()


class TestComingBack:
    def test_what_nobody_opened_is_stored_byte_for_byte(self, admin: Client, school_editor: Any, notice: Any) -> None:
        before = stored(notice)
        assert "\r\n" in before[0]["value"]["recipients"][0]["value"]["uses"]
        data = light_form(draft_of(notice), school_editor, title="Another title")
        assert admin.post(edit_address(notice), data).status_code == 302
        assert stored(notice) == before
        assert draft_of(notice).title == "Another title"

    def test_so_are_the_sections_of_an_appendix_that_lack_fields(
        self, admin: Client, school_editor: Any, hub: Any
    ) -> None:
        inner = section("security", measures="one\r\ntwo") | {"id": str(uuid.uuid4())}
        page = make_notice(hub, section("appendix", sections=[inner]), live=False)
        before = stored(page)
        assert before[0]["value"]["sections"][0]["value"] == {"measures": "one\r\ntwo"}
        assert admin.post(edit_address(page), light_form(draft_of(page), school_editor)).status_code == 302
        assert stored(page) == before

    def test_so_is_what_was_read_before_the_form_was_made(self, admin: Client, school_editor: Any, notice: Any) -> None:
        before = stored(notice)
        draft = draft_of(notice)
        # As Wagtail reads what a comment stands at.
        assert [child.value for child in draft.body]
        data = light_form(draft, school_editor)
        assert owner_of(notice, school_editor).read(data["body-kept"]) == before

    def test_what_was_changed_before_the_form_was_made_is_sent_so(self, school_editor: Any, notice: Any) -> None:
        draft = draft_of(notice)
        draft.body[2].value["heading"] = "Another heading"
        sent: Any = owner_of(notice, school_editor).read(light_form(draft, school_editor)["body-kept"])
        assert sent[2]["value"]["heading"] == "Another heading"
        assert sent[:2] == stored(notice)[:2]

    def test_only_what_was_opened_and_changed_differs(self, admin: Client, school_editor: Any, notice: Any) -> None:
        before = stored(notice)
        data = light_form(draft_of(notice), school_editor)
        del data["body-2-value-kept"]
        data |= {name: value for name, value in edit_form(notice).items() if name.startswith("body-2-value")}
        data["body-2-value-measures"] = "We lock our doors.\r\nAnd our windows."
        admin.post(edit_address(notice), data)
        after = stored(notice)
        assert after[:2] == before[:2]
        assert after[2]["value"]["heading"] == before[2]["value"]["heading"]
        assert after[2]["value"]["measures"] == "We lock our doors.\nAnd our windows."

    def test_a_form_of_wagtail_itself_works_as_before(self, admin: Client, notice: Any) -> None:
        data = edit_form(draft_of(notice))
        assert admin.post(edit_address(notice), data).status_code == 302
        assert [child["type"] for child in stored(notice)] == ["recipients", "appendix", "security"]

    def test_a_change_by_a_script_after_the_form_was_read_is_stored(self, school_editor: Any, notice: Any) -> None:
        form_field = notice._meta.get_field("body").formfield()
        form_field.widget.owner = owner_of(notice, school_editor)
        draft = draft_of(notice)
        value = form_field.clean(
            form_field.widget.value_from_datadict(closed_sections(draft, school_editor), {}, "body")
        )
        value[2].value["heading"] = "Another heading"
        prepared = form_field.block.get_prep_value(value)
        assert prepared[2]["value"]["heading"] == "Another heading"
        assert prepared[0] == stored(notice)[0]

    def test_what_was_typed_and_refused_is_cleaned_when_it_comes_back_closed(
        self, school_editor: Any, hub: Any
    ) -> None:
        page = make_notice(hub, section("governance", review_due="2027-05"), live=False)
        form_field = page._meta.get_field("body").formfield()
        form_field.widget.owner = owner_of(page, school_editor)
        typed = sections_form(page) | {"body-0-value-review_due": "June 2027"}
        page.body = form_field.widget.value_from_datadict(typed, {}, "body")
        again = closed_sections(page, school_editor)
        value = form_field.clean(form_field.widget.value_from_datadict(again, {}, "body"))
        assert form_field.block.get_prep_value(value)[0]["value"]["review_due"] == "2027-06"

    def test_a_clause_comes_back_in_the_same_way(self, client: Client, school_editor: Any, db: None) -> None:
        superuser = type(school_editor).objects.create_superuser("root", "root@example.org", "root")
        clause = Clause(name="Shared")
        clause.body = Clause._meta.get_field("body").stream_block.to_python(
            [section("security", heading="Safety", measures="one\r\ntwo")]
        )
        clause = published(clause)
        before = json.loads(clause.get_latest_revision().content["body"])
        data = {"name": "Renamed", "owner": "", **closed_sections(clause.get_latest_revision_as_object(), superuser)}
        edit = reverse("wagtailsnippets_wagtail_privacy_clause:edit", args=[clause.pk])
        response = as_user(superuser).post(edit, data)
        assert response.status_code == 302, response.context["form"].errors
        clause.refresh_from_db()
        assert json.loads(clause.get_latest_revision().content["body"]) == before


class TestCopies:
    def test_the_ids_inside_a_copy_are_new_and_stay_the_same(self) -> None:
        raw = {"recipients": entries({"citations": entries({"note": "a"})}), "heading": "x"}
        first, again, other = copied(raw, "copy-1"), copied(raw, "copy-1"), copied(raw, "copy-2")
        assert first == again
        ids = [ids_in(one) for one in (raw, first, other)]
        assert len(set().union(*ids)) == 3 * 2
        assert without(first) == without(raw)

    def test_a_closed_copy_has_ids_of_its_own(self, admin: Client, school_editor: Any, notice: Any) -> None:
        data = light_form(draft_of(notice), school_editor)
        original = data["body-0-id"]
        data |= {"body-count": "4", "body-3-deleted": "", "body-3-order": "3", "body-3-id": "a-new-one"}
        data |= {"body-3-type": "recipients", "body-3-value-kept": original}
        admin.post(edit_address(notice), data)
        after = stored(notice)
        assert without(after[3]["value"]) == without(after[0]["value"])
        assert not ids_in(after[3]) & ids_in(after[0])


def ids_in(raw: Any) -> set[str]:
    if isinstance(raw, dict):
        own = {raw["id"]} if "id" in raw else set()
        return own.union(*(ids_in(value) for value in raw.values()))
    return set().union(*(ids_in(value) for value in raw)) if isinstance(raw, list) else set()


def without(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {name: without(value) for name, value in raw.items() if name != "id"}
    return [without(value) for value in raw] if isinstance(raw, list) else raw


class TestRefusals:
    def test_a_forged_body_is_refused(self, admin: Client, school_editor: Any, notice: Any) -> None:
        data = light_form(draft_of(notice), school_editor)
        data["body-kept"] = data["body-kept"][:-3] + ("AAA" if not data["body-kept"].endswith("AAA") else "BBB")
        words = refused(admin, notice, data)
        assert "Nothing was saved" in words
        assert "load the page again" in words

    def test_that_of_another_page_is_refused(self, admin: Client, school_editor: Any, notice: Any, hub: Any) -> None:
        other = make_notice(hub, slug="other", live=False)
        refused(admin, notice, light_form(draft_of(other), school_editor))

    def test_one_that_is_missing_is_refused(self, admin: Client, school_editor: Any, notice: Any) -> None:
        data = light_form(draft_of(notice), school_editor)
        del data["body-kept"]
        refused(admin, notice, data)

    def test_an_id_under_which_nothing_was_sent_is_refused(
        self, admin: Client, school_editor: Any, notice: Any
    ) -> None:
        data = light_form(draft_of(notice), school_editor, **{"body-0-value-kept": "nothing"})
        refused(admin, notice, data)

    def test_the_id_of_another_kind_of_section_is_refused(self, admin: Client, school_editor: Any, notice: Any) -> None:
        data = light_form(draft_of(notice), school_editor)
        data["body-0-value-kept"] = data["body-2-id"]
        refused(admin, notice, data)

    def test_a_form_without_any_sections_is_refused(self, admin: Client, notice: Any) -> None:
        data = {name: value for name, value in edit_form(notice).items() if not name.startswith("body-")}
        assert "The sections did not arrive." in refused(admin, notice, data)

    def test_after_the_secret_key_has_changed_the_answer_says_to_load_the_page_again(
        self, admin: Client, school_editor: Any, notice: Any
    ) -> None:
        with override_settings(SECRET_KEY="the-key-of-last-week"):
            data = light_form(draft_of(notice), school_editor)
        admin.force_login(school_editor)
        assert "set up anew" in refused(admin, notice, data)

    def test_a_key_that_was_replaced_in_good_order_is_still_known(
        self, admin: Client, school_editor: Any, notice: Any
    ) -> None:
        with override_settings(SECRET_KEY="the-key-of-last-week"):
            data = light_form(draft_of(notice), school_editor)
        with override_settings(SECRET_KEY_FALLBACKS=["the-key-of-last-week"]):
            assert admin.post(edit_address(notice), data).status_code == 302

    def test_what_wagtail_saves_by_itself_is_told_in_json(self, admin: Client, school_editor: Any, notice: Any) -> None:
        data = light_form(draft_of(notice), school_editor, **{"body-0-value-kept": "nothing"})
        response = admin.post(edit_address(notice), data, headers={"accept": "application/json"})
        assert response.status_code == 400
        assert response.json()["error_message"].startswith("A part of this form did not arrive.")

    def test_a_new_notice_takes_back_what_its_author_was_sent_and_nobody_else_was(self) -> None:
        signed = Owner("app.notice", None, 7).sign(["a"])
        assert Owner("app.notice", 12, 7).read(signed) == ["a"]
        for other in (Owner("app.notice", 12, 8), Owner("app.policy", 12, 7)):
            with pytest.raises(KeptValueError):
                other.read(signed)

    def test_a_value_that_was_signed_for_something_else_is_refused(self) -> None:
        with pytest.raises(KeptValueError):
            Owner("app.notice", 12, 7).read(signing.dumps(["a"]))


class TestWhatIsBuilt:
    def test_nothing_where_all_ids_are_clear(self, school_editor: Any, notice: Any) -> None:
        assert told_of(draft_of(notice), school_editor)["built"] == []

    def test_blocks_of_which_two_have_one_id(self, admin: Client, school_editor: Any, hub: Any) -> None:
        twice = section("security", heading="Safety", measures="a") | {"id": "same"}
        page = make_notice(hub, twice, twice | {"value": {"heading": "More", "measures": "b"}}, live=False)
        assert told_of(draft_of(page), school_editor)["built"] == ["same"]

    def test_sections_without_ids_get_those_that_come_back(self, admin: Client, school_editor: Any, hub: Any) -> None:
        bare = section("recipients", recipients=[{"type": "item", "value": {"recipient": recipient().pk}}])
        page = make_notice(hub, bare, live=False)
        draft = draft_of(page)
        draft.body = draft.body.stream_block.to_python([bare])
        told = told_of(draft, school_editor)
        assert told["built"] == []
        assert ids_in(told["sections"]) == ids_in(owner_of(draft, school_editor).read(told["kept"]))

    def test_damaged_sections_which_only_a_form_mends(self, school_editor: Any, hub: Any) -> None:
        page = make_notice(hub, section("recipients", recipients=5), live=False)
        told = told_of(draft_of(page), school_editor)
        assert told["built"] == [told["sections"][0]["id"]]

    def test_nothing_is_kept_where_the_light_editor_is_turned_off(self, admin: Client, notice: Any) -> None:
        assert b"wagtail_privacy.LightSections" in admin.get(edit_address(notice)).content
        with override_settings(WAGTAIL_PRIVACY_LIGHT_EDITOR=False):
            page = admin.get(edit_address(notice)).content
        assert b"wagtail_privacy.LightSections" not in page
        assert b"wagtail_privacy.SectionStreamBlock" in page


class TestScript:
    def address(self, page: Any, digest: str = "") -> str:
        field = page._meta.get_field("body")
        with translation.override("en"):
            digest = digest or field.definition().digest
        return reverse("wagtail_privacy:block_script", args=[field.address, "en", digest])

    def test_browsers_keep_it_for_a_year(self, admin: Client, notice: Any) -> None:
        response = admin.get(self.address(notice))
        assert response["Cache-Control"] == "private, max-age=31536000, immutable"
        assert response["Content-Type"].startswith("text/javascript")

    def test_the_page_asks_for_it(self, admin: Client, notice: Any) -> None:
        address = admin.get(edit_address(notice)).content.decode().split("/privacy-blocks/")[1].split('"')[0]
        assert admin.get(f"/privacy-blocks/{address}")["Cache-Control"].endswith("immutable")

    def test_another_process_answers_under_the_digest_that_was_asked_for(self, admin: Client, notice: Any) -> None:
        asked = "0123456789abcdef"
        response = admin.get(self.address(notice, asked))
        assert "no-store" in response["Cache-Control"]
        assert f'["{asked}"] = {{"_type":"wagtail_privacy.SectionStreamBlock"'.encode() in response.content

    def test_it_is_in_the_language_of_its_address(self, admin: Client, notice: Any) -> None:
        english, welsh = (admin.get(self.address(notice).replace("/en/", f"/{code}/")) for code in ("en", "cy"))
        assert english.status_code == welsh.status_code == 200
        assert admin.get(self.address(notice).replace("/en/", "/tlh/")).status_code == 404

    def test_saving_a_draft_at_the_same_time_takes_no_required_mark_out_of_it(self, notice: Any) -> None:
        field = type(notice)._meta.get_field("body")
        field._definitions.clear()
        field.stream_block.defer_required_validation()
        try:
            during = field.definition()
        finally:
            field.stream_block.restore_deferred_validation()
        after = field.definition()
        assert after.packed.count('"required":true') > during.packed.count('"required":true')
        assert field.definition() is after

    def test_its_digest_is_that_of_its_content(self, notice: Any) -> None:
        field = type(notice)._meta.get_field("body")
        before = field.definition()
        field._definitions.clear()
        assert field.definition().digest == before.digest
        with translation.override("cy"):
            field._definitions.clear()
            assert field.definition().digest != before.digest
        field._definitions.clear()

    def test_choices_of_an_app_that_change_are_read_each_time(self) -> None:
        class Block(SectionStreamBlock):
            colour = blocks.ChoiceBlock(choices=lambda: [(str(number), str(number)) for number in next(numbers)])

        numbers = iter([[10101]] * 4 + [[20202]] * 40)
        field = SectionsField(Block())
        assert "10101" in field.definition().packed
        while next(numbers) != [20202]:
            continue
        assert "20202" in field.definition().packed

    @pytest.mark.parametrize("field", ["wagtail_privacy_pages.privacynoticepage.title", "a.b.c", "wagtailcore.page.id"])
    def test_there_is_none_for_other_fields(self, admin: Client, notice: Any, field: str) -> None:
        address = self.address(notice).replace("wagtail_privacy_pages.privacynoticepage.body", field)
        assert admin.get(address).status_code == 404

    def test_it_is_for_people_with_access_to_the_admin(self, client: Client, notice: Any) -> None:
        assert client.get(self.address(notice)).status_code == 404
