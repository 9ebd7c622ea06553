"""Stored data that no form would send: the page opens, the place is named, nothing is lost unsaid, nothing is a 500."""

import json
import time
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Revision

from tests.deep import STORED_BODIES
from tests.form_posts import edit_form
from tests.notice_factories import make_notice, section
from tests.snapshots import replayed
from tests.versions.histories import undone
from wagtail_privacy.documents.sections import TextSection
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.problems import ResolutionError
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.notices.resolve import sections as builders
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def store_body(page: Any, body: Any) -> Any:
    """Put ``body`` as JSON into the column of the page and into its newest revision, past every form.

    Raises ``DataError`` where the database takes no such text: PostgreSQL refuses NUL and half of a surrogate pair.
    """
    text = json.dumps(body)
    table = type(page)._meta.db_table
    revision = page.latest_revision
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET body = %s WHERE page_ptr_id = %s", [text, page.pk])
        Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"body": text})
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    return make_notice(hub, section("text", heading="Hello", body="<p>We care.</p>"))


GOOD = {"type": "text", "value": {"heading": "Good", "body": "<p>Stays.</p>"}, "id": "a"}


def recipients(value: Any) -> dict[str, Any]:
    return {"type": "recipients", "value": {"heading": "Who gets it", "recipients": value}, "id": "b"}


HOSTILE: dict[str, tuple[Any, str]] = {
    "a key beyond 64 bits": (recipients([{"type": "item", "value": {"recipient": 2**63}, "id": "c"}]), "item_missing"),
    "a key of thousands of digits": (
        recipients([{"type": "item", "value": {"recipient": "9" * 6000}, "id": "c"}]),
        "item_missing",
    ),
    "a truth as a key": (recipients([{"type": "item", "value": {"recipient": True}, "id": "c"}]), "item_missing"),
    "a word as a key": (recipients([{"type": "item", "value": {"recipient": "x"}, "id": "c"}]), "item_missing"),
    "a list as a key": (recipients([{"type": "item", "value": {"recipient": [1]}, "id": "c"}]), "item_missing"),
    "a list that is a word": (recipients("x"), "section_incomplete"),
    "an entry that is a number": (recipients([7]), "section_unreadable"),
    "a section without a value": ({"type": "recipients", "id": "b"}, "section_unknown"),
    "a section whose value is a list": ({"type": "recipients", "value": [1], "id": "b"}, "section_incomplete"),
    "a type that nobody knows": ({"type": "gone", "value": {"heading": "Who gets it"}, "id": "b"}, "section_unknown"),
    "a type that is no word": ({"type": {"a": 1}, "value": {}, "id": "b"}, "section_unknown"),
    "a section that is a number": (7, "section_unknown"),
    "a zero byte": (
        {"type": "about", "value": {"heading": "Who gets it", "statements": "A\u0001B\u0085C"}, "id": "b"},
        "characters",
    ),
    "half of a pair": (
        {"type": "about", "value": {"heading": "Who gets it", "statements": "A\ud800B"}, "id": "b"},
        "characters",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_problem_names_the_section_and_the_rest_stays(page: Any, school_editor: Any, name: str) -> None:
    child, code = HOSTILE[name]
    try:
        page = store_body(page, [GOOD, child])
    except DataError:
        assert connection.vendor == "postgresql"
        pytest.skip("PostgreSQL stores no such text")
    resolution = resolve_draft(page)
    assert code in [problem.code for problem in resolution.problems]
    named = [problem.section for problem in resolution.problems if problem.code == code]
    value = child.get("value") if isinstance(child, dict) else None
    has_heading = isinstance(value, dict) and "heading" in value
    assert named == (["Who gets it"] if has_heading else ["Who we share it with" if value else ""])
    assert resolution.document.sections[0].heading == "Good"
    client = Client()
    client.force_login(school_editor)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    with pytest.raises(ResolutionError):
        page.save_revision().publish()
    assert NoticeVersion.objects.count() == 1


@pytest.mark.parametrize("href", ["//evil.example/x", "javascript:alert(1)", "\\\\evil.example", "data:text/html,x"])
def test_a_link_that_leads_elsewhere_than_it_says_is_taken_off(page: Any, href: str) -> None:
    body = f'<p><a href="{href}">School</a></p>'
    page = store_body(page, [{"type": "text", "value": {"heading": "Links", "body": body}, "id": "a"}])
    assert "href" not in resolve_draft(page).document.model_dump_json()


def test_a_million_characters_of_broken_tokens_take_no_time(page: Any) -> None:
    text = "{{ organisatoin.nmae }} {{ x " * 40_000
    page = store_body(page, [{"type": "about", "value": {"heading": "Tokens", "statements": text}, "id": "a"}])
    start = time.process_time()
    problems = resolve_draft(page).problems
    assert time.process_time() - start < 20
    assert 0 < len(problems) <= 25


def test_a_bug_in_a_builder_advises_nobody_to_delete_work(
    page: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class BugError(Exception):
        """An error of ours."""

    def broken(*args: Any) -> Any:
        raise BugError

    monkeypatch.setitem(builders._SPECIAL, TextSection, broken)
    (problem,) = resolve_draft(page).problems
    assert (problem.code, problem.section) == ("section_failed", "Hello")
    assert "Nothing is lost" in problem.message and "Remove" not in problem.message
    assert "BugError" in caplog.text


def test_a_foreign_item_is_named_to_nobody(page: Any, site_tree: Any) -> None:
    from tests.notice_factories import recipient  # noqa: PLC0415

    theirs = recipient("Secret service of Beta", owner=site_tree.beta)
    page = store_body(page, [recipients([{"type": "item", "value": {"recipient": theirs.pk}, "id": "c"}])])
    assert "item_foreign" in [problem.code for problem in resolve_draft(page).problems]
    assert not any("Secret" in str(problem) for problem in resolve_draft(page).problems)


TYPES = st.sampled_from(
    ["text", "recipients", "about", "appendix", "clause", "data_held", "governance", "rights", "x", ""]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
NAMES = st.sampled_from(
    ["type", "value", "id", "heading", "recipients", "recipient", "categories", "sections", "rights", "body", "label"]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
CHILDREN = st.one_of(JSON, st.fixed_dictionaries({"type": TYPES, "value": JSON, "id": st.none() | st.text(max_size=5)}))
BODIES = st.one_of(st.lists(CHILDREN, max_size=4), JSON)


def no_server_error(response: Any) -> bool:
    return bool(response.status_code < 500)


@pytest.mark.deep
@STORED_BODIES
@given(BODIES)
def test_no_stored_body_is_a_server_error(page: Any, school_editor: Any, body: Any) -> None:
    client = Client(raise_request_exception=True)
    client.force_login(school_editor)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    with undone():
        try:
            stored = store_body(page, body)
        except DataError:
            assert connection.vendor == "postgresql"
            return
        assert no_server_error(client.get(edit))
        draft = stored.get_latest_revision_as_object()
        data = edit_form(draft)
        assert no_server_error(client.post(preview, data))
        assert no_server_error(client.get(preview))
        assert no_server_error(client.get(f"{preview}?mode=changes"))
        assert no_server_error(client.get(reverse("wagtail_privacy_admin:changes", args=[page.pk])))
        assert no_server_error(client.post(edit, data | {"action-publish": "1"}))
        publication.problems(stored)
