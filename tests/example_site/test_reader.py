"""Files of notices: what they may say, and that every mistake is reported with its place."""

from pathlib import Path
from typing import Any

import pytest

from example_site.demo.problems import DocumentFileError
from example_site.demo.reader import read_document
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import Audience, Edition, NoticeKind
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock

HEAD = """
school: alpha
page: {kind: privacy_notice, slug: pupils, title: Pupils}
"""


def write(directory: Path, text: str) -> Path:
    path = directory / "notice.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def find_item(model: type[Any], key: str) -> int | None:
    return 7 if key == "dfe" and model.__name__ == "Recipient" else None


def stream_data(directory: Path, body: str) -> list[dict[str, Any]]:
    return read_document(write(directory, HEAD + body)).stream_data(NoticeBodyBlock(), find_item)


def test_page_and_library_of_a_file_are_read(tmp_path: Path) -> None:
    text = """
    school: alpha
    page:
      {kind: data_sharing_policy, slug: sharing, title: Hi, audience: staff, summary: Short, in_force_from: 2025-05,
       also_for: [volunteers, applicants], edition: short}
    library:
      recipients:
      - {key: caterer, owner: trust, name: Greenfork, kind: supplier}
    body: [{section: about}]
    """
    file = read_document(write(tmp_path, text))
    assert (file.school, file.kind, file.slug, file.title) == (
        "alpha",
        NoticeKind.DATA_SHARING_POLICY,
        "sharing",
        "Hi",
    )
    assert (file.audience, file.summary, file.in_force_from) == (Audience.STAFF, "Short", PartialDate(2025, 5))
    assert (file.also_for, file.edition) == ((Audience.VOLUNTEERS, Audience.APPLICANTS), Edition.SHORT)
    assert [(item.section, item.key, item.owner, dict(item.values)) for item in file.library] == [
        ("recipients", "caterer", "trust", {"name": "Greenfork", "kind": "supplier"})
    ]


def test_dates_may_be_bare_years_and_days(tmp_path: Path) -> None:
    for written, read in (("2025", PartialDate(2025)), ("2025-05-14", PartialDate(2025, 5, 14))):
        page = f"{{kind: privacy_notice, slug: s, title: T, in_force_from: {written}}}"
        text = f"school: a\npage: {page}\nbody: [{{section: about}}]"
        assert read_document(write(tmp_path, text)).in_force_from == read


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a list", "notice.yaml: the file must have the parts school, page and body."),
        ("a: [", "notice.yaml: this is not valid YAML"),
        (HEAD + "bodies: []", "notice.yaml: bodies: there is no such part"),
        (HEAD + "body: []", "notice.yaml: body: must be a list of sections."),
        (
            "page: {kind: privacy_notice, slug: s, title: T}\nbody: [1]",
            "notice.yaml: school: must be the key of a school.",
        ),
        ("school: a\nbody: [1]", "notice.yaml: page: must give at least kind, slug and title."),
        ("school: a\npage: {kind: x, slug: s, title: T}\nbody: [1]", "page.kind: 'x' is none of privacy_notice,"),
        ("school: a\npage: {kind: privacy_notice, title: T}\nbody: [1]", "page.slug: must be a text."),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, name: N}\nbody: [1]",
            "page.name: there is no such",
        ),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, summary: 1}\nbody: [1]",
            "page.summary: must be a text.",
        ),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, audience: cats}\nbody: [1]",
            "page.audience: 'cats' is none of pupils,",
        ),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, also_for: [staff, cats]}\nbody: [1]",
            "page.also_for: 'cats' is none of pupils,",
        ),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, also_for: staff}\nbody: [1]",
            "page.also_for: must be a list.",
        ),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, edition: first}\nbody: [1]",
            "page.edition: 'first' is none of full,",
        ),
        (
            "school: a\npage: {kind: privacy_notice, slug: s, title: T, in_force_from: May}\nbody: [1]",
            "page.in_force_from: 'May' is not a date",
        ),
        (HEAD + "body: [1]\nlibrary: []", "library: must hold lists of items"),
        (HEAD + "body: [1]\nlibrary: {cats: []}", "library.cats: there is no such section"),
        (HEAD + "body: [1]\nlibrary: {recipients: [x]}", "library.recipients[1]: must be an item with its fields."),
        (
            HEAD + "body: [1]\nlibrary: {recipients: [{name: N, owner: trust}]}",
            "library.recipients[1].key: must be a text.",
        ),
        (
            HEAD + "body: [1]\nlibrary: {recipients: [{key: k, name: N, owner: us}]}",
            "library.recipients[1].owner: must be one of school, trust.",
        ),
    ],
)
def test_a_mistake_in_the_head_is_reported_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DocumentFileError) as caught:
        read_document(write(tmp_path, text))
    assert problem in str(caught.value)


def test_sections_become_stored_data(tmp_path: Path) -> None:
    body = """
body:
- section: recipients
  heading: Who
  recipients:
  - dfe
  - recipient: dfe
    from_library: []
    uses: [one, two]
    basis: [{basis: public_task}]
- section: governance
  approved: May 2025
- section: opt_out
  window_days: 28
- section: about
  explains: [why]
- section: text
  body: <p>Hello</p>
"""
    recipients, governance, opt_out, about, text = stream_data(tmp_path, body)
    assert recipients["type"] == "recipients"
    short, full = (entry["value"] for entry in recipients["value"]["recipients"])
    assert short == {"recipient": 7}
    assert (full["from_library"], full["uses"]) == ([], "one\ntwo")
    assert full["basis"][0]["value"] == {"basis": "public_task"}
    assert governance["value"] == {"approved": "2025-05"}
    assert opt_out["value"] == {"window_days": 28}
    assert about["value"] == {"explains": ["why"]}
    assert text["value"]["body"] == "<p>Hello</p>"


def test_sections_in_an_appendix_become_stored_data(tmp_path: Path) -> None:
    body = "body: [{section: appendix, label: B, heading: Law, sections: [{section: security, measures: [locks]}]}]"
    (appendix,) = stream_data(tmp_path, body)
    assert appendix["value"]["sections"][0]["value"] == {"measures": "locks"}


def test_ids_are_the_same_each_time_and_unlike_each_other(tmp_path: Path) -> None:
    body = "body: [{section: about, data_holders: [dfe, dfe]}, {section: about}]"
    data = stream_data(tmp_path, body)
    assert data == stream_data(tmp_path, body)
    ids = [section["id"] for section in data] + [entry["id"] for entry in data[0]["value"]["data_holders"]]
    assert len(set(ids)) == 4


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("[{section: cats}]", "body[1]: section: 'cats' is none of about, data_held,"),
        ("[cats]", "body[1]: section: None is none of about,"),
        ("[{section: about, holder: dfe}]", "body[1] about.holder: there is no such field; there are heading,"),
        ("[{section: about, data_holders: dfe}]", "body[1] about.data_holders: must be a list."),
        (
            "[{section: about, data_holders: [ofsted]}]",
            "body[1] about.data_holders[1].recipient: there is no recipient with the key “ofsted”.",
        ),
        (
            "[{section: about, data_holders: [{recipient: 3}]}]",
            "data_holders[1].recipient: must be the key of a library item.",
        ),
        (
            "[{section: about, data_holders: [3]}]",
            "body[1] about.data_holders[1]: must have fields: recipient, cited_as.",
        ),
        (
            "[{section: about, data_holders: [{cited_as: X}]}]",
            "body[1] about.data_holders[1].recipient: this field must be given.",
        ),
        ("[{section: about, explains: [how]}]", "body[1] about.explains: "),
        ("[{section: about, explains: why}]", "body[1] about.explains: must be a list, not 'why'."),
        ("[{section: about, includes_us: 1}]", "body[1] about.includes_us: must be true or false, not 1."),
        ("[{section: about, reason: true}]", "body[1] about.reason: must be a text, not True."),
        ("[{section: about, principles: [true]}]", "body[1] about.principles: every entry must be a text"),
        ("[{section: opt_out, window_days: soon}]", "body[1] opt_out.window_days: must be a number, not 'soon'."),
        ("[{section: opt_out, window_days: true}]", "body[1] opt_out.window_days: must be a number, not True."),
        ("[{section: opt_out, window_days: -1}]", "body[1] opt_out.window_days: "),
        ("[{section: opt_out, silence: maybe}]", "body[1] opt_out.silence: "),
        ("[{section: links, links: [not-an-address]}]", "body[1] links.links[1].url: Enter a valid URL."),
        ("[{section: governance, approved: someday}]", "body[1] governance.approved: “someday” is not a date."),
        ("[{section: appendix, label: A}]", "body[1] appendix.heading: this field must be given."),
        (
            "[{section: rights, request_to: [{contact: [headteacher, school_office]}]}]",
            "body[1] rights.request_to[1].contact: there is room for 1 only.",
        ),
        ("[{section: clause, clause: dpo}]", "body[1] clause: there is no clause with the key “dpo”."),
    ],
)
def test_a_mistake_in_the_body_is_reported_with_its_place(tmp_path: Path, body: str, problem: str) -> None:
    with pytest.raises(DocumentFileError) as caught:
        stream_data(tmp_path, f"body: {body}")
    assert f"notice.yaml: {problem}" in str(caught.value) or problem in str(caught.value)


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(DocumentFileError) as caught:
        stream_data(tmp_path, "body: [{section: about, cats: 1, dogs: 2}, {section: mice}]")
    assert len(caught.value.problems) == 3
