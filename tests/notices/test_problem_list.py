"""The list at the top of a form that was refused, and the counts beside each section."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tests.form_posts import edit_form, sections_form
from tests.notice_factories import entries, make_notice, recipient, section
from wagtail_privacy.notices.models import Clause

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>'


def shown_data(content: str) -> dict[str, Any]:
    found = re.search(r'<script id="privacy-to-mend-data" type="application/json">(.*?)</script>', content)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def shown_links(content: str) -> list[tuple[str, str]]:
    listing = content.split('class="privacy-to-mend__list"', 1)[1].split("</ul>", 1)[0]
    return re.findall(r'<a href="([^"]*)">([^<]*)</a>', listing)


def send(admin: Client, page: Any, **extra: Any) -> str:
    data = edit_form(page, **{"action-publish": "1"}) | extra
    response = admin.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 200
    return str(response.content.decode())


def test_what_wagtail_and_we_refuse_stands_in_one_list_with_links(admin: Client, hub: Any) -> None:
    fire = recipient("Fire service")
    (item,) = entries({"recipient": fire.pk, "links": entries({"url": "not an address"})})
    shared = section("recipients", heading="Who we share with", recipients=[item])
    page = make_notice(hub, {**shared, "id": "section-1"}, live=False)
    content = send(admin, page, title="")
    (link,) = item["value"]["links"]
    assert shown_links(content) == [
        ("#id_title", "Title: This field is required."),
        (
            f"#block-{link['id']}-section",
            "Who we share with › Fire service › not an address › Web address: Enter a valid URL.",
        ),
    ]
    assert "2 things to put right" in content
    assert shown_data(content)["blocks"] == {"section-1": 1, item["id"]: 1, link["id"]: 1}
    assert shown_data(content)["words"] == {"1": "1 to put right"}


def test_what_keeps_a_notice_from_being_frozen_stands_at_its_section(admin: Client, hub: Any) -> None:
    wrong = section("security", heading="How we keep it safe", measures="Ask {{ nobody }}.")
    page = make_notice(hub, {**wrong, "id": "wrong"}, live=False)
    ((href, text),) = shown_links(send(admin, page))
    assert href == "#block-wrong-section"
    assert text.startswith("How we keep it safe: ")


def test_ten_are_listed_and_the_others_counted(admin: Client, hub: Any) -> None:
    wrong = [section("security", heading=f"Part {number}", measures="{{ nobody }}") for number in range(12)]
    content = send(admin, make_notice(hub, *wrong, live=False))
    assert "12 things to put right" in content
    assert len(shown_links(content)) == 10
    assert "… and 2 more." in content


def test_names_that_people_give_are_escaped(admin: Client, hub: Any) -> None:
    wrong = section("security", heading=HOSTILE, measures="{{ nobody }}")
    content = send(admin, make_notice(hub, wrong, live=False))
    assert f"{escape(HOSTILE)}: " in content
    assert "<script>alert" not in content


def test_a_form_that_was_not_refused_has_no_list(admin: Client, hub: Any) -> None:
    page = make_notice(hub, live=False)
    content = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "privacy-to-mend" not in content


def test_wagtails_own_message_stays_short(admin: Client, hub: Any) -> None:
    page = make_notice(hub, section("security", heading="Safe", measures="{{ nobody }}"), live=False)
    messages = send(admin, page).split('class="messages"', 1)[1].split("</div>", 1)[0]
    assert "could not be saved due to validation errors" in messages
    assert "nobody" not in messages


def test_a_clause_has_the_list_too(client: Client, trust_editor: Any) -> None:
    client.force_login(trust_editor)
    clause = Clause(name="Ours")
    wrong = section("security", heading="Safe", measures="{{ nobody }}")
    clause.body = Clause._meta.get_field("body").stream_block.to_python([{**wrong, "id": "wrong"}])
    sent = {"name": "Ours", "owner": "", "source": "", "source_url": "", "checked_on": "", "editor_note": ""}
    url = reverse(Clause.snippet_viewset.get_url_name("add"))
    content = client.post(url, sent | sections_form(clause) | {"action-publish": "1"}).content.decode()
    assert [href for href, _text in shown_links(content)] == ["#block-wrong-section"]
    assert "wagtail_privacy/admin/publishing.js" in content
