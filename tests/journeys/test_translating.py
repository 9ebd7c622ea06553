"""A school translates a notice, mends it when the source has changed, and a parent reads it in Arabic on a phone."""

from collections.abc import Callable, Generator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation

from tests.browser import DESKTOP, PHONE
from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.permissions.world import grant
from tests.public.translated import translate, use_languages
from tests.translations.translated import publish, source_of
from wagtail_privacy.translations import tasks
from wagtail_privacy.translations.services import submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def languages(settings: Any, live_server: Any) -> Generator[None]:
    """The site has languages; the server, which runs for all tests, learns of what finds them in addresses."""
    use_languages(settings)
    server = live_server.thread.httpd
    before = server.get_app()
    server.set_app(StaticFilesHandler(WSGIHandler()))
    yield
    server.set_app(before)


@pytest.fixture
def oakstone(transactional_db: None, site_tree: Any, settings: Any, languages: None) -> Any:
    """A notice of Alpha School that shows a recipient of its own; the site has Polish beside English."""
    # wagtail-localize asks which migrations have been applied; these tests run without any.
    MigrationRecorder(connection).ensure_schema()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    Locale.objects.create(language_code="pl")
    caterer = RecipientFactory(name="Able Meals", owner=site_tree.alpha, published=True)
    return make_notice(
        make_hub(site_tree.alpha_home),
        section("recipients", heading="Who gets it", recipients=entries({"recipient": caterer.pk})),
        section("text", heading="Cameras", body="<p>We keep recordings for thirty days.</p>"),
    )


def segments(tab: Page, name: str) -> Any:
    return tab.get_by_role("button", name=name, exact=True)


def test_a_school_submits_translates_publishes_and_mends_a_notice(
    oakstone: Any,
    ui: Page,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    school_editor: Any,
    axe: Callable[..., list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "SECONDS", 0.0)
    grant(school_editor, "wagtail_localize", "submit_translation")
    sign_in(school_editor)

    ui.goto(address(reverse("wagtail_localize:submit_page_translation", args=[oakstone.pk])))
    ui.get_by_label("Polski").check()
    ui.get_by_role("button", name="Submit").click()
    expect(ui.get_by_text("1 text waits its turn.")).to_be_visible()
    # The page goes on by itself.
    expect(ui.get_by_text("Everything that was submitted can be translated.")).to_be_visible()
    expect(ui.get_by_text("2 of 2 can be translated.")).to_be_visible()
    assert axe(ui) == []

    ui.get_by_role("link", name="Translate the notice into Polish").click()
    ui.get_by_role("button", name="Translate with Dummy translator").click()
    expect(ui.get_by_text("days. thirty for recordings keep We")).to_be_visible()
    correct(ui, "Nagrania trzymamy trzydzieści dni.")

    page = oakstone.get_translations().get()
    compare = address(reverse("wagtail_privacy_admin:translation", args=[page.pk]))
    ui.goto(compare)
    ui.get_by_role("link", name="Edit Recipient: Able Meals").click()
    ui.get_by_role("button", name="Translate with Dummy translator").click()
    expect(ui.get_by_text("Meals Able")).to_be_visible()
    ui.goto(compare)
    assert axe(ui) == []
    ui.get_by_role("button", name="Publish what is chosen").click()
    expect(ui.get_by_text("These are published:")).to_be_visible()

    notice = address("/pl/privacy/pupils/", host="alpha.test")
    ui.goto(notice)
    expect(ui.get_by_text("Nagrania trzymamy trzydzieści dni.")).to_be_visible()
    expect(ui.get_by_text("Meals Able")).to_be_visible()
    expect(ui.locator("[data-privacy-passage]")).to_have_count(0)

    change_source(oakstone)
    ui.reload()
    mark = ui.locator("[data-privacy-passage=behind]")
    expect(mark).to_have_count(1)
    expect(mark).to_contain_text("We keep recordings for sixty days.")

    ui.goto(address(reverse("wagtail_privacy_translations:submission", args=[oakstone.pk])))
    ui.get_by_role("button", name="Submit the notice again as it is now").click()
    expect(ui.get_by_text("1 text waits its turn.")).to_be_visible()
    expect(ui.get_by_text("Everything that was submitted can be translated.")).to_be_visible()
    ui.get_by_role("link", name="Translate the notice into Polish").click()
    segments(ui, "Translate").last.click()
    write(ui, "Nagrania trzymamy sześćdziesiąt dni.")
    ui.get_by_role("button", name="Publish in Polski").click()
    expect(ui.get_by_text("is published in Polski")).to_be_visible()
    ui.goto(notice)
    ui.reload()
    expect(ui.get_by_text("Nagrania trzymamy sześćdziesiąt dni.")).to_be_visible()
    expect(ui.locator("[data-privacy-passage]")).to_have_count(0)


def correct(tab: Page, text: str) -> None:
    """Write the last text of the editor of wagtail-localize anew."""
    segments(tab, "Edit").last.click()
    write(tab, text)


def write(tab: Page, text: str) -> None:
    box = tab.locator("[contenteditable=true], textarea").last
    box.click()
    box.press("ControlOrMeta+a")
    tab.keyboard.type(text)
    segments(tab, "Save").click()
    expect(tab.get_by_text(text)).to_be_visible()
    expect(segments(tab, "Save")).to_have_count(0)


def change_source(notice: Any) -> None:
    page = type(notice).objects.get(pk=notice.pk)
    raw = page.body.stream_block.get_prep_value(page.body)
    raw[1]["value"]["body"] = "<p>We keep recordings for sixty days.</p>"
    page.body = page.body.stream_block.to_python(raw)
    page.describe_change(note="We keep recordings for longer.", reason="practice")
    page.save_revision().publish()


REGULATORS_ADDRESS = "Wycliffe House\nWater Lane\nWilmslow SK9 5AF"
ARABIC = {
    "How we use pupil information": "كيف نستخدم معلومات التلاميذ",
    "Cameras": "الكاميرات",
    "We keep recordings for thirty days.": "نحتفظ بالتسجيلات ثلاثين يومًا.",
    "If you are unhappy": "إذا لم تكن راضيًا",
    "Tell us first": "أخبرنا أولًا",
    "Then the regulator": "ثم الجهة الرقابية",
    "Information Commissioner": "مفوض المعلومات",
    # An address is written as the post reads it.
    REGULATORS_ADDRESS: REGULATORS_ADDRESS,
}


@pytest.fixture
def complaints(oakstone: Any, site_tree: Any) -> Any:
    """The same notice, which says how to complain and to whom: an item of everyone's."""
    regulator = RecipientFactory(name="Information Commissioner", address=REGULATORS_ADDRESS, published=True)
    steps = entries(
        {"title": "Tell us first"}, {"title": "Then the regulator", "to": entries({"recipient": regulator.pk})}
    )
    page = type(oakstone).objects.get(pk=oakstone.pk)
    raw = page.body.stream_block.get_prep_value(page.body)
    raw[0] = section("complaints", heading="If you are unhappy", steps=steps)
    page.body = page.body.stream_block.to_python([raw[1], raw[0]])
    page.describe_change(note="How to complain.", reason="practice")
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def published_in(notice: Any, code: str, texts: dict[str, str]) -> None:
    """Submit the notice and publish it with all that it shows; texts that are not given stand in brackets."""
    language = Locale.objects.get_or_create(language_code=code)[0]
    translate(notice.get_parent(), code, title=texts.get("Privacy", f"Privacy {code}"))
    for row in submit(notice, [language]):
        thing = apps.get_model(row.model).objects.get(pk=row.object_id)
        for segment in StringSegment.objects.filter(source=source_of(thing)).select_related("string"):
            StringTranslation.objects.create(
                translation_of=segment.string,
                context_id=segment.context_id,
                locale=language,
                data=texts.get(segment.string.data, f"[{segment.string.data}]"),
            )
        publish(thing, language)


def test_a_parent_reads_in_arabic_on_a_phone_where_to_complain(
    complaints: Any, ui: Page, address: Callable[..., str], axe: Callable[..., list[Any]]
) -> None:
    published_in(complaints, "ar", {**ARABIC, "Privacy": "الخصوصية"})
    ui.set_viewport_size(PHONE)
    ui.goto(address("/ar/privacy/", host="alpha.test"))
    looks_right_to_left(ui)
    assert axe(ui) == []

    ui.get_by_role("link", name=ARABIC["How we use pupil information"]).click()
    expect(ui.get_by_role("heading", level=1)).to_have_text(ARABIC["How we use pupil information"])
    looks_right_to_left(ui)
    assert axe(ui) == []

    contents = ui.get_by_role("link", name=ARABIC["If you are unhappy"])
    if not contents.first.is_visible():
        ui.locator(".privacy-contents summary").click()
    contents.first.click()
    expect(ui.get_by_role("heading", name=ARABIC["If you are unhappy"])).to_be_in_viewport()
    regulator = ui.locator("address, .privacy-card", has_text=ARABIC["Information Commissioner"]).last
    expect(regulator).to_be_visible()
    expect(ui.get_by_text("Wycliffe House")).to_be_visible()
    expect(ui.locator("[data-privacy-passage]")).to_have_count(0)
    looks_right_to_left(ui)


def looks_right_to_left(tab: Page) -> None:
    """The notice runs from right to left, and nothing makes a phone scroll sideways."""
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert tab.evaluate("document.querySelector('h1').closest('[dir]').dir") == "rtl"
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # What is too wide in a page from right to left sticks out on the left, where no width tells.
    outside = "[...document.querySelectorAll('.privacy *')].filter(e => e.getBoundingClientRect().left < -1).length"
    assert tab.evaluate(outside) == 0


def test_a_notice_with_marks_is_accessible_in_every_language(
    oakstone: Any, ui: Page, address: Callable[..., str], axe: Callable[..., list[Any]]
) -> None:
    for code in ("pl", "ar", "cy"):
        published_in(oakstone, code, {text: f"{code} {text}" for text in ARABIC})
    change_source(oakstone)
    for code, marks in (("", 0), ("/pl", 1), ("/ar", 1), ("/cy", 1)):
        ui.goto(address(f"{code}/privacy/pupils/", host="alpha.test"))
        expect(ui.locator("[data-privacy-passage=behind]")).to_have_count(marks)
        for size in (PHONE, DESKTOP):
            ui.set_viewport_size(size)
            assert axe(ui) == [], code
            assert ui.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_screen_of_a_submission_fits_on_a_phone(
    complaints: Any,
    ui: Page,
    address: Callable[..., str],
    sign_in: Callable[..., None],
    school_editor: Any,
    axe: Callable[..., list[Any]],
) -> None:
    grant(school_editor, "wagtail_localize", "submit_translation")
    submit(complaints, ["pl"], school_editor)
    sign_in(school_editor)
    ui.set_viewport_size(PHONE)
    ui.goto(address(reverse("wagtail_privacy_translations:submission", args=[complaints.pk])))
    expect(ui.get_by_text("It belongs to everyone.")).to_be_visible()
    assert axe(ui, "main") == []
    assert ui.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    ui.get_by_role("button", name="Try again what was not submitted").click()
    expect(ui.get_by_text("1 of 2 can be translated.")).to_be_visible()
    ui.goto(address(reverse("wagtail_privacy_admin:translation", args=[complaints.get_translations().get().pk])))
    expect(ui.get_by_role("heading", name="Publish these together")).to_be_visible()
    assert axe(ui, "main") == []
    assert ui.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
