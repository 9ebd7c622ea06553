import pytest, json
from tests.notice_factories import *
from tests import browser as B
from tests.notices.conftest import *
pytestmark=[pytest.mark.browser, pytest.mark.django_db(transaction=True)]

@pytest.fixture
def starter(transactional_db, site_tree, starter_items): pass

def test_shots(ui, address, sign_in, site_tree, starter, school_editor, axe, settings):
    hub = make_hub(site_tree.alpha_home)
    sign_in(school_editor)
    ui.goto(address(f"/admin/pages/add/wagtail_privacy_pages/privacynoticepage/{hub.pk}/?audience=pupils"))
    ui.wait_for_selector("[data-streamfield-child]")
    ui.set_viewport_size({"width":1280,"height":1900})
    ui.screenshot(path="/tmp/shots/editor.png")
    rec = ui.locator("h2:visible", has_text="Who we share it with").first
    rec.click()
    ui.wait_for_timeout(300)
    rec.scroll_into_view_if_needed()
    ui.screenshot(path="/tmp/shots/recipients.png")
    ui.locator("h2:visible", has_text="Department for Education").first.click()
    ui.wait_for_timeout(300)
    ui.screenshot(path="/tmp/shots/recipient_open.png")
    ui.set_viewport_size(B.DESKTOP)
    # block picker
    ui.evaluate("window.scrollTo(0,0)")
    ui.locator(".c-sf-add-button:visible").first.click()
    ui.wait_for_timeout(500)
    opt = ui.get_by_role("option", name="Activities")
    opt.hover()
    ui.wait_for_timeout(3500)
    ui.screenshot(path="/tmp/shots/picker.png")
    ui.keyboard.press("Escape")
