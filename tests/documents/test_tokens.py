from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_privacy.documents.prose import prose_text
from wagtail_privacy.documents.sanitise import sanitise
from wagtail_privacy.documents.tokens import TokenProblem, TokenReason, replace_in_html, replace_in_text

VALUES = {
    "organisation.name": "Ash & Elm <School>",
    "organisation.email": "office@ash.example",
    "organisation.phone": "",
    "dpo.name": "{{ organisation.name }}",
    "dpo.email": "dpo@ash.example",
}
NAME = "Ash &amp; Elm &lt;School&gt;"


def _tags(html: str) -> list[tuple[str, object]]:
    class Tags(HTMLParser):
        found: list[tuple[str, object]] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found.append((tag, attrs))

        def handle_endtag(self, tag: str) -> None:
            self.found.append((f"/{tag}", None))

    parser = Tags()
    parser.found = []
    parser.feed(html)
    parser.close()
    return parser.found


@pytest.mark.parametrize(
    "token",
    ["{{ organisation.name }}", "{{organisation.name}}", "{{\n organisation.name\t}}", "{{\xa0organisation.name\xa0}}"],
)
def test_a_token_becomes_its_value(token: str) -> None:
    assert replace_in_text(f"At {token}, {token}.", VALUES) == ("At Ash & Elm <School>, Ash & Elm <School>.", ())
    assert replace_in_html(f"<p>At {escape(token)}.</p>", VALUES) == (f"<p>At {NAME}.</p>", ())


def test_braces_written_as_entities_are_braces() -> None:
    assert replace_in_html("<p>&#123;&#123;&nbsp;organisation.name }}</p>", VALUES) == (f"<p>{NAME}</p>", ())


def test_a_value_is_never_searched_for_tokens() -> None:
    assert replace_in_text("{{ dpo.name }}", VALUES) == ("{{ organisation.name }}", ())
    assert replace_in_html("<p>{{ dpo.name }}</p>", VALUES) == ("<p>{{ organisation.name }}</p>", ())


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        ("{{ organisation.nmae }}", TokenReason.UNKNOWN, "{{ organisation.name }}"),
        ("{{ organization.name }}", TokenReason.UNKNOWN, "{{ organisation.name }}"),
        ("{{ weather.today }}", TokenReason.UNKNOWN, ""),
        ("{{ organisation.phone }}", TokenReason.EMPTY, ""),
        ("{{ Organisation.Name }}", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{ organisation name }}", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{ organisation.name }", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{ organisation.name }}", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{ organisation.name }", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{ {organisation.name}}", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{organisation.name} }", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{{ organisation.name }}}", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{ organisation.name", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{ organisation.name|upper }}", TokenReason.HALF_WRITTEN, "{{ organisation.name }}"),
        ("{{ ''.__class__ }}", TokenReason.HALF_WRITTEN, ""),
        ("{{ }}", TokenReason.HALF_WRITTEN, ""),
        ("{ {x}}", TokenReason.HALF_WRITTEN, ""),
        ("{{", TokenReason.HALF_WRITTEN, ""),
        ("}}", TokenReason.HALF_WRITTEN, ""),
    ],
)
def test_what_is_no_token_stays_and_is_reported(text: str, reason: TokenReason, suggestion: str) -> None:
    problem = TokenProblem(text, reason, suggestion)
    assert replace_in_text(f"a {text}", VALUES) == (f"a {text}", (problem,))
    assert replace_in_html(f"<p>a {escape(text, quote=False)}</p>", VALUES) == (
        f"<p>a {escape(text, quote=False)}</p>",
        (problem,),
    )


@pytest.mark.parametrize("text", ["", "plain", "{", "}", "{see note}", "a { b } c", "{a} {b}", "100 %", "{% if x %}"])
def test_single_braces_belong_to_the_text(text: str) -> None:
    assert replace_in_text(text, VALUES) == (text, ())
    assert replace_in_html(f"<p>{text}</p>", VALUES) == (f"<p>{text}</p>", ())


def test_a_half_written_token_does_not_swallow_the_next_one() -> None:
    text, problems = replace_in_text("{{ dpo.name and {{ dpo.email }} and {{ x", VALUES)
    assert text == "{{ dpo.name and dpo@ash.example and {{ x"
    assert [problem.token for problem in problems] == ["{{ dpo.name", "{{ x"]


def test_a_long_mistake_is_shown_in_short() -> None:
    _, (problem,) = replace_in_text("{{ " + "x" * 500 + " }}", VALUES)
    assert len(problem.token) == 81
    assert problem.token.endswith("…")


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="https://x.example/{{ organisation.name }}">x</a></p>',
        '<p><a href="https://x.example/%7B%7B%20organisation.name%20%7D%7D">x</a></p>',
    ],
)
def test_tokens_in_an_address_are_left_and_reported(html: str) -> None:
    assert replace_in_html(html, VALUES) == (html, (TokenProblem("{{ organisation.name }}", TokenReason.IN_ATTRIBUTE),))


@pytest.mark.parametrize(
    ("html", "token", "suggestion"),
    [
        ("<p>{{ organisation.<b>name</b> }}</p>", "{{ organisation.name }}", "{{ organisation.name }}"),
        ("<p>{<i>{ organisation.name }</i>}</p>", "{{ organisation.name }}", "{{ organisation.name }}"),
        ("<p>{{ organisation.<b>nmae</b> }}</p>", "{{ organisation.nmae }}", "{{ organisation.name }}"),
        ("<p>{{ organisation.name<b></b> }}</p>", "{{ organisation.name }}", "{{ organisation.name }}"),
    ],
)
def test_a_token_cut_by_formatting_is_left_and_reported(html: str, token: str, suggestion: str) -> None:
    assert replace_in_html(html, VALUES) == (html, (TokenProblem(token, TokenReason.SPLIT, suggestion),))


def test_formatting_around_a_token_is_no_matter() -> None:
    html = "<p>a <b>{{ organisation.name }}</b> <i>{{ dpo.email }}</i>{{ dpo.email }}</p>"
    assert replace_in_html(html, VALUES) == (f"<p>a <b>{NAME}</b> <i>dpo@ash.example</i>dpo@ash.example</p>", ())


@pytest.mark.parametrize(
    "html",
    [
        "<p>{{ organisation.</p><p>name }}</p>",
        "<p>{{ organisation.<br>name }}</p>",
        "<p>{{ organisation.<br/>name }}</p>",
    ],
)
def test_a_token_does_not_reach_over_blocks(html: str) -> None:
    result, problems = replace_in_html(html, VALUES)
    assert result == html
    assert [problem.reason for problem in problems] == [TokenReason.HALF_WRITTEN, TokenReason.HALF_WRITTEN]


def test_text_outside_of_tags_counts_too() -> None:
    assert replace_in_html("{{ dpo.email }} <b>x</b> {{ dpo.email }}", VALUES) == (
        "dpo@ash.example <b>x</b> dpo@ash.example",
        (),
    )


_PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<b>", "</b>", "<br>", '<a href="/{{ a.b }}/">', "</a>", "<li>", "{{ a.b }}", "{{a.b}}",
        "{{ c.d }}", "{{", "}}", "{", "}", "a.b", " ", "&amp;", "&nbsp;", "text",
    ]
)  # fmt: skip


@given(
    st.lists(_PIECES, max_size=15).map("".join).map(sanitise), st.text(st.characters(exclude_categories=["Cs", "Cc"]))
)
def test_values_never_become_markup(html: str, value: str) -> None:
    result, _ = replace_in_html(html, {"a.b": value, "c.d": "<script>{{ a.b }}</script>"})
    assert _tags(result) == _tags(html)
    assert sanitise(result) == result.strip()


@given(st.lists(_PIECES, max_size=15).map("".join).map(sanitise))
def test_nothing_to_replace_changes_nothing(html: str) -> None:
    result, problems = replace_in_html(html, {})
    assert result == html
    if "{{" in prose_text(html):
        assert problems


@given(st.text("ab.{} ", max_size=30), st.text("ab{}.", max_size=8))
def test_text_is_replaced_or_reported(text: str, value: str) -> None:
    result, problems = replace_in_text(text, {"a.b": value})
    if "{{" in text and result == text and value not in text:
        assert problems
    if not problems and not value:
        assert result == text


@pytest.mark.parametrize("text", ["{ " * 20000, "{{ a" * 2000, "} " * 20000, "{" * 20000 + "x"])
def test_hostile_braces_take_no_time(text: str) -> None:
    replace_in_text(text, {"a.b": "c"})
