"""The editor in which a section, and an item of a list in it, is a line until it is opened: what it stores."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.editor import add_entry, listed, open_chooser
from tests.journeys.light_editor import (
    IDS,
    TOP,
    Editor,
    add_section,
    as_text,
    by_hand,
    differences,
    ids_in,
    meaning,
    order,
)
from wagtail_privacy.library.models import Recipient

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@by_hand
def test_nothing_is_built_until_it_is_opened(editor: Editor) -> None:
    editor.open()
    body = editor.tab.locator("#panel-child-content-body-content")
    assert body.locator(".Draftail-Editor").count() == 0
    assert body.locator("textarea, select").count() == 0
    assert not any(editor.is_built(name) for name in TOP if name != "clause")
    expect(editor.line("sharing")).to_have_text("3 organisations, 1 without a reason")

    editor.unfold("sharing")
    assert editor.is_built("sharing")
    assert body.locator(".Draftail-Editor").count() > 0
    items = ("sharing.first", "sharing.second", "sharing.third")
    assert not any(editor.is_built(name) for name in items)
    editor.unfold("sharing.second")
    assert [editor.is_built(name) for name in items] == [False, True, False]
    expect(editor.input("sharing.second", "uses")).to_have_value("count\nreport")
    assert not any(editor.is_built(name) for name in TOP if name not in {"clause", "sharing"})

    editor.unfold("appendix")
    assert [editor.is_built(name) for name in ("appendix.safety", "appendix.contacts")] == [False, False]
    editor.unfold("appendix.contacts", "appendix.contacts.office")
    assert not editor.is_built("appendix.safety")
    expect(editor.input("appendix.contacts.office", "title")).to_have_value("Office")


def test_looking_saves_nothing(editor: Editor) -> None:
    before = editor.stored_text()
    editor.open()
    editor.tab.wait_for_timeout(5_000)
    assert editor.posts == []
    editor.unfold_all()
    editor.tab.wait_for_timeout(5_000)
    assert editor.posts == []
    assert editor.stored_text() == before


@by_hand
def test_a_draft_that_is_saved_untouched_is_stored_as_it_was(editor: Editor) -> None:
    before = editor.stored_text()
    editor.open()
    first = editor.page.latest_revision_id
    editor.save()
    assert editor.stored_text() == before
    editor.unfold_all()
    assert all(editor.is_built(name) for name in IDS if name != "clause")
    # Rich text and choosers have had their time to write into their fields.
    editor.tab.wait_for_timeout(1_500)
    editor.save()
    assert editor.stored_text() == before
    assert type(editor.page).objects.get(pk=editor.page.pk).latest_revision_id > first + 1


@by_hand
def test_one_changed_field_is_one_difference_and_changing_it_back_is_none(editor: Editor) -> None:
    before = editor.stored()
    editor.open()
    editor.unfold("sharing", "sharing.first", "text")
    uses = editor.input("sharing.first", "uses")
    uses.fill("plan meals")
    editor.tab.wait_for_timeout(1_500)
    assert "body-0-value-recipients-0-value-uses" in editor.posted()
    uses.fill("plan lessons\nkeep registers")
    posted = editor.posted()
    assert posted["body-0-value-kept"] == IDS["sharing"]
    assert not any(name.startswith("body-0-value-recipients") for name in posted)

    uses.fill("plan meals")
    editor.save()
    path = "[0].value.recipients[0].value.uses"
    assert differences(before, editor.stored()) == [(path, "plan lessons\nkeep registers", "plan meals")]

    editor.unfold("sharing", "sharing.first")
    editor.input("sharing.first", "uses").fill("plan lessons\nkeep registers")
    editor.save()
    assert as_text(editor.stored()) == as_text(before)


def by_id(body: list[dict[str, Any]]) -> dict[str, str]:
    return {section["id"]: as_text(section) for section in body}


def recipients(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    (shared,) = [section for section in body if section["id"] == IDS["sharing"]]
    found: list[dict[str, Any]] = shared["value"]["recipients"]
    return found


@by_hand
def test_moved_and_deleted_parts_are_stored_so_and_all_else_as_it_was(editor: Editor) -> None:
    before = editor.stored()
    editor.open()
    editor.act("sharing", "MOVE_DOWN")
    editor.unfold("text")
    editor.act("text", "MOVE_UP")
    editor.act("governance", "DELETE")
    editor.save()
    after = editor.stored()
    assert order(after) == ["held", "text", "sharing", "clause", "appendix"]
    assert all(by_id(before)[name] == text for name, text in by_id(after).items())

    editor.unfold("sharing")
    editor.act("sharing.third", "MOVE_UP")
    editor.unfold("sharing.second")
    editor.act("sharing.first", "DELETE")
    editor.save()
    third, second = recipients(editor.stored())
    assert (third["id"], second["id"]) == (IDS["sharing.third"], IDS["sharing.second"])
    assert as_text([second, third]) == as_text(recipients(before)[1:])
    moved = editor.stored()
    assert (
        differences(
            [section for section in after if section["type"] != "recipients"],
            [section for section in moved if section["type"] != "recipients"],
        )
        == []
    )


def drag(editor: Editor, name: str, to: str) -> None:
    """By the handle, with the mouse, from one line to just below another."""
    panel = editor.tab.locator(f'[id="block-{IDS[name]}-section"]')
    handle = panel.locator('[data-panel-controls] [data-streamfield-action="DRAG"]').first
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), editor.child(to).bounding_box()
    assert start is not None and end is not None
    mouse = editor.tab.mouse
    handle.hover()
    mouse.down()
    mouse.move(start["x"] + 5, start["y"] + (20 if end["y"] > start["y"] else -20), steps=4)
    mouse.move(start["x"] + 5, end["y"] + end["height"] - 4, steps=12)
    editor.tab.wait_for_timeout(400)
    mouse.up()
    editor.tab.wait_for_timeout(400)


@by_hand
def test_dragged_parts_are_stored_in_their_new_order(editor: Editor) -> None:
    before = editor.stored()
    editor.open()
    drag(editor, "held", "text")
    editor.save()
    after = editor.stored()
    assert order(after) == ["sharing", "text", "held", "governance", "clause", "appendix"]
    assert by_id(after) == by_id(before)

    editor.unfold("sharing")
    drag(editor, "sharing.first", "sharing.second")
    editor.save()
    assert [entry["id"] for entry in recipients(editor.stored())] == [
        IDS[f"sharing.{name}"] for name in ("second", "first", "third")
    ]
    assert by_id(recipients(editor.stored())) == by_id(recipients(before))


@by_hand
def test_copies_say_the_same_under_ids_of_their_own(editor: Editor) -> None:
    before = editor.stored()
    editor.open()
    editor.act("sharing", "DUPLICATE")
    editor.unfold("text", "appendix", "appendix.contacts")
    editor.act("text", "DUPLICATE")
    editor.act("appendix.contacts.office", "DUPLICATE")
    editor.unfold("held")
    editor.act("held.second", "DUPLICATE")
    editor.act("appendix", "DUPLICATE")
    editor.tab.wait_for_timeout(1_000)
    editor.save()
    after = editor.stored()
    ids = list(ids_in(after))
    assert len(ids) == len(set(ids))
    assert [section["type"] for section in after] == [
        *("recipients", "recipients", "data_held", "text", "text", "governance", "clause", "appendix", "appendix")
    ]
    assert meaning(after[0]) == meaning(after[1]) == meaning(before[0])
    assert as_text(after[0]) == as_text(before[0])
    assert meaning(after[3]) == meaning(after[4]) == meaning(before[2])
    assert meaning(after[7]) == meaning(after[8])
    contacts = after[7]["value"]["sections"][1]["value"]["contacts"]
    assert [contact["value"]["title"] for contact in contacts] == ["Office", "Office"]
    categories = after[2]["value"]["categories"]
    assert [category["value"]["category"] for category in categories] == [
        before[1]["value"]["categories"][index]["value"]["category"] for index in (0, 1, 1)
    ]
    assert as_text(categories[:2]) == as_text(before[1]["value"]["categories"])


@by_hand
def test_new_sections_items_and_library_items_are_stored(editor: Editor) -> None:
    before = editor.stored()
    editor.open()
    editor.unfold("sharing")
    newcomer = add_entry(listed(editor.child("sharing"), "recipients"))
    modal = open_chooser(editor.tab, newcomer)
    modal.get_by_role("tab", name="Create a new one").click()
    modal.get_by_label("Name", exact=False).first.fill("Riverside Counselling")
    modal.get_by_role("button", name="Create and use").click()
    expect(modal).to_be_hidden()
    expect(newcomer).to_contain_text("Riverside Counselling")
    newcomer.locator('[data-contentpath="uses"] textarea').fill("talk to children")
    added = add_section(editor, "How we keep it safe")
    added.locator('[data-contentpath="measures"] textarea').fill("We lock our doors.")
    editor.save()

    *after, security = editor.stored()
    *known, new = recipients(after)
    made = Recipient.objects.get(name="Riverside Counselling")
    assert (new["value"]["recipient"], new["value"]["uses"]) == (made.pk, "talk to children")
    assert as_text(known) == as_text(recipients(before))
    assert as_text(after[1:]) == as_text(before[1:])
    assert (security["type"], security["value"]["measures"]) == ("security", "We lock our doors.")
    ids = list(ids_in([*after, security]))
    assert all(ids) and len(ids) == len(set(ids))
