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
