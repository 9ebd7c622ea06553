"""The editor in which a section, and an item of a list in it, is a line until it is opened."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from wagtail.models import Comment

from tests.browser import DESKTOP, PHONE
from tests.journeys.editor import ENTRY, add_entry, choose_preview, listed, open_chooser, section, unfold
from tests.journeys.light_editor import (
    IDS,
    TOP,
    Editor,
    as_text,
    differences,
    ids_in,
    make_sample,
    meaning,
    sample,
    wait_until_watched,
)
from tests.notice_factories import published
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.pages.models import PrivacyNoticePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def _no_autosave(settings: Any) -> None:
    """Saving by hand while Wagtail saves by itself is a conflict of two windows; only a robot is quick enough."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


@pytest.fixture
def tab(ui: Page, sign_in: Callable[..., None], school_editor: Any) -> Page:
    sign_in(school_editor)
    return ui


@pytest.fixture
def editor(tab: Page, address: Callable[..., str], school: Any) -> Editor:
    """The form of a draft, not opened yet."""
    return Editor(tab, address, make_sample(school))


by_hand = pytest.mark.usefixtures("_no_autosave")


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


def order(body: list[dict[str, Any]]) -> list[str]:
    names = {value: name for name, value in IDS.items()}
    return [names[section["id"]] for section in body]


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


def add_section(editor: Editor, kind: str) -> Locator:
    """Add a section at the end of the body by its name in the picker, and give it."""
    stream = editor.tab.locator("#panel-child-content-body-content [data-streamfield-stream-container]").first
    sections = stream.locator(f":scope > {ENTRY}")
    before = sections.count()
    stream.locator(":scope > div > .c-sf-add-button").last.click()
    option = editor.tab.get_by_role("option", name=kind)
    option.first.click()
    expect(sections).to_have_count(before + 1)
    return sections.last


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


@by_hand
def test_comments_stand_at_their_fields(editor: Editor, school_editor: Any) -> None:
    before = editor.stored_text()
    path = f"body.{IDS['sharing']}.recipients.{IDS['sharing.second']}.uses"
    Comment.objects.create(page=editor.page, user=school_editor, text="Is this so?", contentpath=path)
    editor.open()
    assert editor.is_built("sharing") and editor.is_built("sharing.second")
    assert not any(editor.is_built(name) for name in ("sharing.first", "held", "text"))
    editor.unfold("sharing", "sharing.second")
    editor.tab.get_by_role("button", name="Toggle comments").click()
    comment = editor.tab.locator(".comment", has_text="Is this so?")
    expect(comment).to_be_visible()
    field = editor.content("sharing.second").locator('[data-contentpath="uses"]').first
    expect(field.locator("[data-annotation]")).to_be_visible()

    editor.unfold("governance")
    responsible = editor.content("governance").locator('[data-contentpath="responsible"]').first
    responsible.hover()
    responsible.locator("[data-comment-add]").click()
    editor.tab.locator(".comment--mode-creating textarea, .comment--mode-creating [role=textbox]").fill("Who is it?")
    editor.tab.locator(".comment--mode-creating").get_by_role("button", name="Comment").click()
    editor.save()
    paths = dict(Comment.objects.values_list("text", "contentpath"))
    assert paths == {"Is this so?": path, "Who is it?": f"body.{IDS['governance']}.responsible"}
    assert editor.stored_text() == before


@by_hand
def test_the_outline_of_the_page_names_closed_sections_and_opens_all(editor: Editor) -> None:
    before = editor.stored_text()
    editor.open()
    outline = editor.tab.locator(".w-minimap")
    outline.get_by_role("button", name="Toggle side panel").click()
    entry = outline.locator(f'a[href="#block-{IDS["sharing"]}-section"]')
    expect(entry).to_contain_text("3 organisations")
    assert not editor.is_built("sharing")

    editor.tab.get_by_role("button", name=re.compile("all$")).filter(visible=True).first.click()
    if not editor.is_open("sharing"):
        editor.tab.get_by_role("button", name="Expand all").filter(visible=True).first.click()
    for name in TOP:
        expect(editor.toggle(name)).to_have_attribute("aria-expanded", "true")
    assert all(editor.is_built(name) for name in TOP if name != "clause")
    expect(outline.locator(f'a[href="#block-{IDS["sharing.first"]}-section"]')).to_be_attached()
    editor.tab.get_by_role("button", name="Collapse all").filter(visible=True).first.click()
    for name in TOP:
        expect(editor.toggle(name)).to_have_attribute("aria-expanded", "false")
    assert editor.posted()["body-0-value-kept"] == IDS["sharing"]
    editor.save()
    assert editor.stored_text() == before


def address_of(name: str) -> str:
    return f"#block-{IDS[name]}-section"


@by_hand
def test_an_address_opens_what_it_names_and_all_around_it(editor: Editor) -> None:
    office = editor.open(address_of("appendix.contacts.office")).tab.locator(address_of("appendix.contacts.office"))
    for name in ("appendix", "appendix.contacts", "appendix.contacts.office"):
        expect(editor.toggle(name)).to_have_attribute("aria-expanded", "true")
    assert not editor.is_built("appendix.safety") and not editor.is_built("sharing")
    expect(office).to_be_in_viewport()

    editor.tab.evaluate(
        """(hash) => {
          const link = document.createElement('a');
          Object.assign(link, { href: hash, id: 'way-there', textContent: 'There' });
          document.querySelector('#id_title').closest('section').prepend(link);
        }""",
        address_of("sharing.third"),
    )
    third = editor.tab.locator(address_of("sharing.third"))
    for _time in range(2):
        editor.tab.locator("#way-there").click()
        expect(editor.toggle("sharing.third")).to_have_attribute("aria-expanded", "true")
        expect(third).to_be_in_viewport()
        assert not editor.is_built("sharing.first")
        editor.fold("sharing.third", "sharing")
        editor.tab.evaluate("window.scrollTo(0, 0)")


@by_hand
def test_find_in_page_finds_closed_words_and_opens_them(editor: Editor) -> None:
    editor.open()
    closed = editor.tab.locator("[hidden=until-found]", has_text="Another thing")
    expect(closed.first).to_be_attached()
    assert closed.evaluate_all("(all) => all.some((one) => one.id)")
    words = editor.content("sharing").text_content() or ""
    assert "plan lessons" in words and "section 10" in words and "plasters" in words
    # What browsers do with the innermost hidden element that has the words.
    editor.content("text").evaluate("(element) => element.dispatchEvent(new Event('beforematch', { bubbles: true }))")
    expect(editor.toggle("text")).to_have_attribute("aria-expanded", "true")
    expect(editor.content("text").locator(".public-DraftEditor-content").first).to_contain_text("Another thing")


@by_hand
def test_an_address_with_words_of_a_closed_section_opens_it(editor: Editor) -> None:
    editor.open("#:~:text=Another%20thing")
    expect(editor.toggle("text")).to_have_attribute("aria-expanded", "true")
    expect(editor.content("text").locator(".public-DraftEditor-content").first).to_contain_text("Another thing")
    assert not editor.is_built("sharing")


def test_preview_shows_closed_sections_and_changes_in_opened_ones(
    tab: Page, address: Callable[..., str], school: Any
) -> None:
    editor = Editor(tab, address, make_sample(school, live=True)).open()
    tab.get_by_role("button", name="Toggle preview").click()
    preview = tab.frame_locator("iframe[title='Preview']").last
    expect(preview.locator(".privacy-document")).to_contain_text("plan lessons")
    assert not editor.is_built("sharing")
    editor.wait_until_watched()
    editor.unfold("governance")
    editor.input("governance", "responsible").fill("The bursar")
    expect(preview.locator(".privacy-document")).to_contain_text("The bursar")
    expect(preview.locator(".privacy-document")).to_contain_text("plan lessons")
    choose_preview(tab, "What will change", preview.locator(".privacy-about-change"))
    expect(preview.locator(".privacy-about-change, .privacy-difference").first).to_be_visible()
    expect(preview.locator("body")).to_contain_text("The bursar")


@by_hand
def test_a_keyboard_opens_a_line_and_goes_into_it(editor: Editor) -> None:
    editor.open()
    keyboard = editor.tab.keyboard

    def tab_to(target: Locator) -> None:
        for _press in range(30):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            keyboard.press("Tab")
        pytest.fail("The Tab key does not lead there.")

    editor.toggle("clause").focus()
    tab_to(editor.toggle("appendix"))
    keyboard.press("Enter")
    expect(editor.toggle("appendix")).to_have_attribute("aria-expanded", "true")
    tab_to(editor.input("appendix", "label"))
    tab_to(editor.toggle("appendix.safety"))
    keyboard.press("Enter")
    tab_to(editor.input("appendix.safety", "heading"))
    keyboard.type("So ")
    expect(editor.input("appendix.safety", "heading")).to_have_value("So ")


def test_a_new_notice_becomes_a_stored_one_in_its_form(tab: Page, address: Callable[..., str], school: Any) -> None:
    tab.goto(address(f"/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{school.pk}/?audience=staff"))
    expect(tab.locator("[data-streamfield-child]").first).to_be_visible()
    assert tab.locator("#panel-child-content-body-content textarea").count() == 0
    shared = section(tab, "Who we share it with")
    unfold(shared)
    wait_until_watched(tab)
    tab.locator("#id_summary").fill("Who we are and what we do.")
    expect(tab).to_have_url(re.compile("/edit/$"))
    page = PrivacyNoticePage.objects.get()
    editor = Editor(tab, address, page)
    before = editor.stored()
    wait_until_watched(tab)
    words = listed(shared, "opening_words").locator("textarea, input").first
    saved = tab.expect_response(lambda response: response.request.method == "POST" and response.url.endswith("/edit/"))
    with saved as answer:
        words.fill("These are they.")
    assert answer.value.json()["success"]
    changed = differences(before, editor.stored())
    assert "These are they." in [new for _path, _old, new in changed]
    assert {path.split(".value.")[0] for path, _old, _new in changed} == {changed[0][0].split(".value.")[0]}


@by_hand
def test_a_refusal_inside_closed_parts_opens_them_and_a_second_try_publishes(
    tab: Page, address: Callable[..., str], axe: Callable[..., Any], school: Any
) -> None:
    editor = Editor(tab, address, make_sample(school, email="office at example.org")).open()
    before = editor.stored()
    editor.publish()
    expect(tab.locator(".messages .error")).to_be_visible()
    for name in ("appendix", "appendix.contacts", "appendix.contacts.office"):
        expect(editor.toggle(name)).to_have_attribute("aria-expanded", "true")
    email = editor.input("appendix.contacts.office", "email")
    expect(email).to_be_visible()
    expect(email).to_have_value("office at example.org")
    at_field = editor.content("appendix.contacts.office").locator('[data-contentpath="email"]').first
    expect(at_field.locator(".error-message")).to_have_text("Enter a valid email address.")
    assert not editor.is_built("sharing")
    for width in (PHONE, DESKTOP):
        tab.set_viewport_size(width)
        assert axe(tab, "#panel-child-content-body-section") == []

    email.fill("office@example.org")
    editor.publish()
    expect(tab.locator(".messages")).to_contain_text("published")
    page = type(editor.page).objects.get(pk=editor.page.pk)
    assert page.live
    changed = differences(before, editor.stored())
    assert ("office at example.org", "office@example.org") in [(old, new) for _path, old, new in changed]
    assert {path.split(".value.")[0] for path, _old, _new in changed} == {"[5]"}
    assert as_text(editor.stored()[:5]) == as_text(before[:5])


@by_hand
def test_of_two_editors_the_later_one_stores_what_her_form_shows(
    tab: Page, context: BrowserContext, address: Callable[..., str], school: Any
) -> None:
    page = make_sample(school)
    later, earlier = Editor(tab, address, page).open(), Editor(context.new_page(), address, page).open()
    before = later.stored()
    earlier.unfold("governance")
    earlier.input("governance", "responsible").fill("The bursar")
    earlier.save()
    changed = earlier.stored()
    assert changed[3]["value"]["responsible"] == "The bursar"
    assert as_text(changed[:3] + changed[4:]) == as_text(before[:3] + before[4:])
    earlier.tab.close()

    later.save()
    assert as_text(later.stored()) == as_text(before)


def test_what_saves_itself_does_not_overwrite_another_editor(
    tab: Page, context: BrowserContext, address: Callable[..., str], school: Any, settings: Any
) -> None:
    page = make_sample(school)
    later = Editor(tab, address, page).open()
    later.wait_until_watched()
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    earlier = Editor(context.new_page(), address, page).open()
    earlier.unfold("governance")
    earlier.input("governance", "responsible").fill("The bursar")
    earlier.save()
    earlier.tab.close()
    changed = later.stored_text()

    later.unfold("sharing", "sharing.first")
    with tab.expect_response(
        lambda response: response.request.method == "POST" and response.url.endswith("/edit/")
    ) as answer:
        later.input("sharing.first", "uses").fill("plan meals")
    assert answer.value.json()["error_code"] == "invalid_revision"
    assert later.stored_text() == changed


OUR_SCRIPTS = re.compile(r"/wagtail_privacy/admin/blocks[.\w]*\.js")
DEFINITION = re.compile("/privacy-blocks/")


@by_hand
def test_without_our_scripts_the_form_is_that_of_wagtail(editor: Editor) -> None:
    before = editor.stored()
    editor.tab.route(OUR_SCRIPTS, lambda route: route.abort())
    editor.open()
    assert all(editor.is_built(name) for name in IDS if name != "clause")
    editor.unfold("governance")
    editor.input("governance", "responsible").fill("The bursar")
    editor.save()
    after = editor.stored()
    assert order(after) == list(TOP)
    assert after[3]["value"]["responsible"] == "The bursar"
    assert [meaning(after[index]) for index in (0, 1, 2, 4, 5)] == [meaning(before[index]) for index in (0, 1, 2, 4, 5)]
    assert list(ids_in(after)) == list(ids_in(before))


@by_hand
def test_without_the_definition_there_is_advice_and_nothing_is_lost(editor: Editor) -> None:
    before, latest = editor.stored_text(), editor.page.latest_revision_id
    editor.tab.route(DEFINITION, lambda route: route.abort())
    editor.tab.goto(editor.address(editor.path))
    expect(editor.tab.locator("#panel-child-content-body-content .help-critical")).to_have_text(
        "The sections could not be shown, and nothing can be saved. Load the page again."
    )
    with editor.tab.expect_response(lambda response: response.request.method == "POST") as answer:
        editor.tab.get_by_role("button", name="Save draft").click()
    assert answer.value.status == 400
    expect(editor.tab.get_by_role("heading", name="Nothing was saved")).to_be_visible()
    assert type(editor.page).objects.get(pk=editor.page.pk).latest_revision_id == latest
    assert editor.stored_text() == before
    editor.tab.unroute(DEFINITION)
    editor.tab.get_by_role("link", name="Load the page again").click()
    editor.ready()
    expect(editor.line("sharing")).to_contain_text("3 organisations")


@by_hand
def test_the_definition_may_come_from_another_process(editor: Editor) -> None:
    before = editor.stored()
    served: list[str] = []

    def renumber(route: Any) -> None:
        answer = route.fetch()
        body = re.sub(r"blockdef-(\d+)", lambda found: f"blockdef-{int(found[1]) + 1000}", answer.text())
        served.append(body)
        route.fulfill(response=answer, body=body)

    editor.tab.route(DEFINITION, renumber)
    editor.open()
    assert len(served) == 1 and "blockdef-10" in served[0]
    editor.unfold("sharing", "sharing.first")
    editor.input("sharing.first", "uses").fill("plan meals")
    added = add_section(editor, "How we keep it safe")
    added.locator('[data-contentpath="measures"] textarea').fill("We lock our doors.")
    editor.save()
    *after, security = editor.stored()
    assert [path for path, _old, _new in differences(before, after)] == ["[0].value.recipients[0].value.uses"]
    assert security["value"]["measures"] == "We lock our doors."


@by_hand
def test_a_clause_is_edited_in_the_same_way(ui: Page, address: Callable[..., str], sign_in: Any, school: Any) -> None:
    body = sample()
    clause = Clause(name="Shared")
    clause.body = clause.body.stream_block.to_python(
        [part for part in body if part["type"] not in {"clause", "appendix"}]
    )
    clause = published(clause)
    sign_in(get_user_model().objects.create_superuser("root", "root@example.org", "root"))
    path = reverse("wagtailsnippets_wagtail_privacy_clause:edit", args=[clause.pk])
    editor = Editor(ui, address, clause, path).open()
    before = editor.stored()
    assert not any(editor.is_built(name) for name in ("sharing", "held", "text", "governance"))
    editor.unfold("sharing", "sharing.first")
    editor.input("sharing.first", "uses").fill("plan meals")
    ui.get_by_role("button", name="Save draft").click()
    expect(ui.locator(".messages .success")).to_be_visible()
    assert differences(before, editor.stored()) == [
        ("[0].value.recipients[0].value.uses", "plan lessons\nkeep registers", "plan meals")
    ]


@by_hand
def test_the_light_editor_can_be_turned_off(editor: Editor, settings: Any) -> None:
    settings.WAGTAIL_PRIVACY_LIGHT_EDITOR = False
    editor.open()
    assert all(editor.is_built(name) for name in IDS if name != "clause")
    assert not any(name.endswith("-kept") for name in editor.posted())


@by_hand
@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_everybody_can_use_closed_and_opened_parts(editor: Editor, axe: Callable[..., Any], width: Any) -> None:
    editor.tab.set_viewport_size(width)
    editor.open()
    assert axe(editor.tab) == []
    editor.unfold("sharing", "sharing.first", "text")
    assert axe(editor.tab) == []
    assert editor.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
