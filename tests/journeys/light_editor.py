"""A notice of every shape that the editor has to keep, and what a person does with its closed and opened parts."""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from playwright.sync_api import Locator, Page, Request, expect
from wagtail import blocks

from tests.form_posts import form_of
from tests.journeys.editor import ENTRY
from tests.notice_factories import make_notice, published
from wagtail_privacy.library.models import DataCategory, Legislation, Recipient
from wagtail_privacy.notices.models import Clause

NAMES = (
    "sharing",
    "sharing.first",
    "sharing.first.law",
    "sharing.first.health",
    "sharing.first.link",
    "sharing.second",
    "sharing.third",
    "held",
    "held.first",
    "held.second",
    "text",
    "governance",
    "clause",
    "appendix",
    "appendix.safety",
    "appendix.contacts",
    "appendix.contacts.office",
)
IDS = {name: str(uuid.uuid5(uuid.NAMESPACE_OID, name)) for name in NAMES}
"""The id of each section and item of :func:`sample`, and of what is inside them."""

TOP = ("sharing", "held", "text", "governance", "clause", "appendix")
RICH = (
    '<p data-block-key="abcde">Read <a href="https://example.org/more">more</a> and <b>less</b>.</p>'
    '<ul><li data-block-key="fghij">One thing</li><li data-block-key="klmno">Another thing</li></ul>'
)

by_hand = pytest.mark.usefixtures("_no_autosave")
"""For a test that saves by hand: see the fixture."""


def item(name: str, **value: Any) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": IDS[name]}


def part(name: str, kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": IDS[name]}


def sample(email: str = "office@example.org") -> list[dict[str, Any]]:
    """The stored sections: the first recipient as a form stores it, most of the rest as importers write it."""
    recipients = list(Recipient.objects.order_by("pk")[:3])
    health, attendance = DataCategory.objects.order_by("pk")[:2]
    law = Legislation.objects.order_by("pk")[0]
    clause = Clause(name="Our promise")
    clause.body = clause.body.stream_block.to_python(
        [{"type": "text", "value": {"heading": "Promise", "body": "<p>We keep our word.</p>"}}]
    )
    whole = with_all_fields(
        {
            "heading": "Who we share it with",
            "opening_words": "We share it with these.",
            "recipients": [
                item(
                    "sharing.first",
                    recipient=recipients[0].pk,
                    uses="plan lessons\nkeep registers",
                    data=[item("sharing.first.health", category=health.pk, examples="plasters")],
                    citations=[item("sharing.first.law", legislation=law.pk, provisions="section 10")],
                    links=[item("sharing.first.link", url="https://example.org/", text="Their notice")],
                )
            ],
        }
    )
    whole["recipients"] += [
        item("sharing.second", recipient=recipients[1].pk, uses="count\r\nreport"),
        item("sharing.third", recipient=recipients[2].pk, limits="only by law"),
    ]
    return [
        part("sharing", "recipients", whole),
        part(
            "held",
            "data_held",
            {
                "heading": "What we hold",
                "categories": [
                    item("held.first", category=health.pk),
                    item("held.second", category=attendance.pk, examples="late\r\nabsent"),
                ],
            },
        ),
        part("text", "text", {"heading": "Cameras", "body": RICH}),
        part("governance", "governance", {"responsible": "Headteacher", "review_due": "2027-05"}),
        part("clause", "clause", published(clause).pk),
        part(
            "appendix",
            "appendix",
            {
                "label": "A",
                "heading": "More detail",
                "sections": [
                    part("appendix.safety", "security", {"heading": "Safety", "measures": "locks\r\nalarms"}),
                    part(
                        "appendix.contacts",
                        "contacts",
                        {"contacts": [item("appendix.contacts.office", title="Office", email=email)]},
                    ),
                ],
            },
        ),
    ]


def with_all_fields(value: dict[str, Any], kind: str = "recipients") -> dict[str, Any]:
    """The value of a section as Wagtail's own form would store it."""
    block = _notice_stream().child_blocks[kind]
    fields = QueryDict(mutable=True)
    for name, sent in form_of(block, block.get_form_state(block.to_python(value)), "of").items():
        fields.setlist(name, sent if isinstance(sent, list) else [sent])
    prepared: dict[str, Any] = block.get_prep_value(block.clean(block.value_from_datadict(fields, {}, "of")))
    return prepared | {"introduction": ""}


def meaning(raw: Any) -> Any:
    """A stored section with all its fields, and without ids and what else differs from one copy to the next."""
    (child,) = _notice_stream().to_python([raw])
    # Sections inside are prepared with all their fields once they have been read.
    for inner in child.value["sections"] if child.block_type == "appendix" else ():
        assert inner.value is not None
    return _plain(child.block.get_prep_value(child.value))


def _notice_stream() -> blocks.StreamBlock:
    from wagtail_privacy.pages.models import PrivacyNoticePage  # noqa: PLC0415 - not on every site of the tests

    return PrivacyNoticePage._meta.get_field("body").stream_block


def _plain(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        return {name: _plain(value) for name, value in raw.items() if name != "id"}
    if isinstance(raw, list):
        return [_plain(value) for value in raw] or ""
    if isinstance(raw, str):
        return re.sub(r' data-block-key="\w+"', "", raw).replace("\r\n", "\n")
    return raw or ""


def differences(before: Any, after: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Where two stored values differ: the path, what was there and what is there."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*before, *(name for name in after if name not in before)]
        return [
            found
            for name in names
            for found in differences(before.get(name, "<none>"), after.get(name, "<none>"), f"{path}.{name}")
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [found for index, pair in pairs for found in differences(*pair, f"{path}[{index}]")]
    return [] if before == after else [(path, before, after)]


def ids_in(raw: Any) -> Iterator[str]:
    """The ids of all entries in stored data, in their order."""
    if isinstance(raw, Mapping):
        if "id" in raw:
            yield raw["id"]
        for inner in raw.values():
            yield from ids_in(inner)
    elif isinstance(raw, list):
        for inner in raw:
            yield from ids_in(inner)


def as_text(raw: Any) -> str:
    """Stored data as the field writes it."""
    return json.dumps(raw, cls=DjangoJSONEncoder)


def wait_until_watched(tab: Page) -> None:
    """Wagtail takes its first look at a form after two seconds: what was typed by then is no change to it."""
    tab.wait_for_function("document.querySelector('[data-edit-form]').dataset.wUnsavedHasEditsValue === 'false'")


@dataclass
class Editor:
    """A tab with the form of a notice or of a clause."""

    tab: Page
    address: Callable[..., str]
    page: Any
    path: str = ""
    posts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = self.path or f"/admin/pages/{self.page.pk}/edit/"
        self.tab.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and request.url.split("?")[0].endswith(self.path):
            self.posts.append(request.post_data or "")

    def open(self, fragment: str = "") -> "Editor":
        self.tab.goto(self.address(self.path) + fragment)
        return self.ready()

    def ready(self) -> "Editor":
        expect(self.tab.locator("[data-streamfield-child]").first).to_be_visible()
        return self

    def wait_until_watched(self) -> None:
        wait_until_watched(self.tab)

    # What is there

    def stored(self) -> list[dict[str, Any]]:
        """The body of the newest draft."""
        content = type(self.page).objects.get(pk=self.page.pk).get_latest_revision().content
        body: list[dict[str, Any]] = json.loads(content["body"])
        return body

    def stored_text(self) -> str:
        content = type(self.page).objects.get(pk=self.page.pk).get_latest_revision().content
        text: str = content["body"]
        return text

    def child(self, name: str) -> Locator:
        """A section or item by its name in :data:`IDS`, or by its id."""
        return self.tab.locator(f'[data-streamfield-child][data-contentpath="{IDS.get(name, name)}"]')

    def content(self, name: str) -> Locator:
        return self.tab.locator(f'[id="block-{IDS.get(name, name)}-content"]')

    def toggle(self, name: str) -> Locator:
        return self.tab.locator(f'[data-panel-toggle][aria-controls="block-{IDS.get(name, name)}-content"]')

    def line(self, name: str) -> Locator:
        return self.tab.locator(f'[id="block-{IDS.get(name, name)}-heading"] [data-panel-heading-text]')

    def input(self, name: str, field_name: str) -> Locator:
        """The control of a field of a section or an item."""
        path = f'[data-contentpath="{field_name}"]'
        return self.content(name).locator(path).first.locator("input:not([type=hidden]), textarea, select").first

    def is_built(self, name: str) -> bool:
        """Whether there is a form inside, and not only the words of a closed part."""
        return bool(self.content(name).locator("[data-contentpath]").count())

    def is_open(self, name: str) -> bool:
        return self.toggle(name).get_attribute("aria-expanded") == "true"

    def posted(self) -> dict[str, str]:
        """What the form of the page would send."""
        fields: dict[str, str] = self.tab.evaluate(
            "Object.fromEntries(new FormData(document.querySelector('[data-edit-form]')))"
        )
        return fields

    # What people do

    def unfold(self, *names: str) -> None:
        for name in names:
            if not self.is_open(name):
                self.toggle(name).click()
            expect(self.toggle(name)).to_have_attribute("aria-expanded", "true")

    def fold(self, *names: str) -> None:
        for name in names:
            if self.is_open(name):
                self.toggle(name).click()
            expect(self.toggle(name)).to_have_attribute("aria-expanded", "false")

    def unfold_all(self) -> None:
        """Open all sections, all items in them and all groups of fields, whatever depth they have."""
        self.tab.evaluate(
            """() => {
              const closed = '[data-streamfield-child] [data-panel-toggle][aria-expanded=false]';
              for (let found = document.querySelectorAll(closed); found.length;) {
                found.forEach((toggle) => toggle.click());
                found = document.querySelectorAll(closed);
              }
            }"""
        )

    def act(self, name: str, action: str) -> None:
        """One of the buttons of a section or an item: MOVE_UP, MOVE_DOWN, DUPLICATE, DELETE."""
        panel = self.tab.locator(f'[id="block-{IDS.get(name, name)}-section"]')
        button = panel.locator(f'[data-panel-controls] [data-streamfield-action="{action}"]').first
        button.scroll_into_view_if_needed()
        button.click()

    def save(self) -> None:
        """Save the draft and wait for the form that comes back."""
        self.tab.get_by_role("button", name=re.compile("^Save draft$")).click()
        expect(self.tab.locator(".messages .success")).to_be_visible()
        self.ready()

    def publish(self) -> None:
        self.tab.get_by_role("button", name="More actions").click()
        self.tab.get_by_role("button", name="Publish", exact=True).click()


def make_sample(hub: Any, **fields: Any) -> Any:
    email = fields.pop("email", "office@example.org")
    return make_notice(hub, *sample(email), **{"live": False} | fields)


def order(body: list[dict[str, Any]]) -> list[str]:
    names = {value: name for name, value in IDS.items()}
    return [names[section["id"]] for section in body]


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
