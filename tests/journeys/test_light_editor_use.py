"""The editor in which a section is a line until it is opened: how people and Wagtail come to what is in it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect
from wagtail.models import Comment

from tests.browser import DESKTOP, PHONE
from tests.journeys.editor import choose_preview, listed, section, unfold
from tests.journeys.light_editor import (
    IDS,
    TOP,
    Editor,
    add_section,
    as_text,
    by_hand,
    differences,
    ids_in,
    make_sample,
    meaning,
    order,
    sample,
    wait_until_watched,
)
from tests.notice_factories import published
from wagtail_privacy.notices.models import Clause
from wagtail_privacy.pages.models import PrivacyNoticePage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    tab: Page, context: BrowserContext, address: Callable[..., str], school: Any, settings: Any
) -> None:
    # Else, if the test takes that long, Wagtail learns of the other window and asks before it saves.
    settings.WAGTAIL_EDITING_SESSION_PING_INTERVAL = 3_600_000
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
    # Sections and the items in them: what Wagtail does with lists inside these is its own affair.
    for name in IDS:
        if name != "clause" and name.count(".") < 2:
            expect(editor.content(name).locator("[data-contentpath]").first).to_be_attached()
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
    with editor.tab.expect_response(
        lambda response: response.request.method == "POST" and response.url.endswith("/edit/")
    ) as answer:
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
    # Sections and the items in them: what Wagtail does with lists inside these is its own affair.
    for name in IDS:
        if name != "clause" and name.count(".") < 2:
            expect(editor.content(name).locator("[data-contentpath]").first).to_be_attached()
    assert not any(name.endswith("-kept") for name in editor.posted())


@by_hand
def test_everybody_can_use_closed_and_opened_parts(editor: Editor, axe: Callable[..., Any]) -> None:
    def look() -> None:
        for width in (DESKTOP, PHONE):
            editor.tab.set_viewport_size(width)
            assert axe(editor.tab) == [], width
            assert editor.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width

    editor.open()
    look()
    # On a phone, where there is less room to reach a line.
    editor.unfold("sharing", "sharing.first", "text")
    look()
