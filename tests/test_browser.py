"""The browser fixtures themselves."""

import pytest

from tests.browser import KnownIssue

pytestmark = pytest.mark.browser


def test_an_editor_is_signed_in_and_the_schools_have_addresses(ui, address, sign_in, school_editor):
    sign_in(school_editor, host="alpha.test")
    ui.goto(address("/admin/", host="alpha.test"))
    assert ui.locator("h1").first.is_visible()
    assert "/login/" not in ui.url


def test_axe_sees_a_violation_and_leaves_known_ones_out(ui, axe):
    ui.set_content("<html lang='en'><title>t</title><main class='wagtail'><img src='/a.png'></main></html>")
    assert [found.rule for found in axe(ui)] == ["image-alt"]
    assert axe(ui, known=[KnownIssue("image-alt", ".wagtail", "theirs")]) == []
    assert len(axe(ui, known=[KnownIssue("image-alt", ".other", "not this one")])) == 1
    assert len(axe(ui, known=[KnownIssue("label", ".wagtail", "another rule")])) == 1


BAR = "<button style='position: sticky; bottom: 0; display: block; width: 800px; height: 200px'>Publish</button>"
BUTTON = "<button style='position: absolute; left: %spx; top: %spx; width: %spx; height: %spx; padding: 0'>x</button>"


def test_axe_forgives_a_button_below_a_bar_and_no_small_one(ui, axe):
    """What a bar hides depends on where the page was scrolled to, and so on chance."""
    page = "<html lang='en'><title>T</title><main style='height: 3000px'><h1>T</h1>%s</main>%s</html>"
    ui.set_viewport_size({"width": 800, "height": 600})
    ui.set_content(page % (BUTTON % (100, 390, 26, 26), BAR))
    assert axe(ui) == []
    ui.set_content(page % (BUTTON % (100, 100, 10, 10) + BUTTON % (112, 100, 10, 10), BAR))
    assert {found.rule for found in axe(ui)} == {"target-size"}
