"""Files of later versions: their head, their order, and that mistakes are reported with file and place."""

from pathlib import Path
from typing import Any

import pytest

from example_site.demo.later import LaterVersion
from example_site.demo.organisations import Approver
from example_site.demo.problems import DocumentFileError
from example_site.demo.reader import read_document, read_documents
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.notices.blocks.stream import NoticeBodyBlock

FIRST = """
school: alpha
page: {kind: privacy_notice, slug: pupils, title: Pupils, in_force_from: 2020-05}
body: [{section: about, heading: About}, {section: security, heading: Safe, measures: [locks]}]
"""
HEAD = "version: {reason: law, note: New law.}\n"
EDITS = "edits: [{drop: About}]\n"


def nothing_found(_model: type[Any], _key: str) -> int | None:
    return None


def read(directory: Path, *later: str) -> tuple[LaterVersion, ...]:
    (directory / "notice.yaml").write_text(FIRST, encoding="utf-8")
    for number, text in enumerate(later, start=2):
        (directory / f"notice.v{number}.yaml").write_text(text, encoding="utf-8")
    return read_document(directory / "notice.yaml").later


def test_a_file_says_all_about_its_version(tmp_path: Path) -> None:
    head = "version: {reason: correction, note: N., size: minor, in_force_from: 2021, approved_by: headteacher}\n"
    (version,) = read(tmp_path, head + "page: {title: Other}\n" + EDITS)
    assert (version.name, version.notice) == ("notice.v2.yaml", "notice.yaml")
    assert (version.reason, version.size, version.note) == (ChangeReason.CORRECTION, ChangeSize.MINOR, "N.")
    assert (version.in_force_from, version.is_announced) == (PartialDate(2021), False)
    assert (version.approved_by, version.meeting) == (Approver.HEADTEACHER, None)
    assert version.page == {"title": "Other"}
    assert [section["section"] for section in version.body] == ["security"]


def test_a_meeting_and_the_next_term_are_read(tmp_path: Path) -> None:
    meeting = "meeting: {committee: Board, held: 2026-05, minutes: M 1}"
    (version,) = read(tmp_path, f"version: {{reason: law, note: N., in_force_from: next_term, {meeting}}}\n{EDITS}")
    assert version.meeting is not None
    assert (version.meeting.committee, version.meeting.on) == ("Board", PartialDate(2026, 5))
    assert (version.in_force_from, version.is_announced) == (None, True)


def test_each_version_edits_the_one_before(tmp_path: Path) -> None:
    third = HEAD + "edits: [{change: Safe, set: {measures: [keys]}}]"
    first, second = read(tmp_path, HEAD + EDITS, third)
    assert first.body[0]["measures"] == ["locks"]
    assert second.body[0]["measures"] == ["keys"]


def test_ids_stay_when_a_section_moves_up(tmp_path: Path) -> None:
    (version,) = read(tmp_path, HEAD + EDITS)
    block = NoticeBodyBlock()
    before = read_document(tmp_path / "notice.yaml").stream_data(block, nothing_found)
    after = version.stream_data(block, nothing_found)
    assert after[0]["id"] == before[1]["id"] != before[0]["id"]


def test_mistake_in_the_edited_body_names_the_later_file(tmp_path: Path) -> None:
    (version,) = read(tmp_path, HEAD + "edits: [{change: Safe, set: {colour: red}}]")
    with pytest.raises(DocumentFileError, match=r"notice\.v2\.yaml: body\[2\] security\.colour: there is no such"):
        version.stream_data(NoticeBodyBlock(), nothing_found)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "the file must have the parts version and edits."),
        (HEAD + "body: []\n" + EDITS, "body: there is no such part;"),
        (HEAD, "edits: must be a list of edits."),
        (EDITS, "version: must give at least reason and note."),
        ("version: {reason: law}\n" + EDITS, "version.note: must be a text."),
        ("version: {note: N}\n" + EDITS, "version.reason: None is none of law,"),
        ("version: {reason: law, note: N, why: W}\n" + EDITS, "version.why: there is no such field."),
        ("version: {reason: law, note: N, size: big}\n" + EDITS, "version.size: 'big' is none of minor, major."),
        ("version: {reason: law, note: N, approved_by: cat}\n" + EDITS, "'cat' is none of headteacher,"),
        ("version: {reason: law, note: N, in_force_from: soon}\n" + EDITS, "version.in_force_from: 'soon' is not"),
        ("version: {reason: law, note: N, in_force_from: 2019}\n" + EDITS, "2019 is before 2020-05, when the version"),
        ("version: {reason: law, note: N, meeting: M}\n" + EDITS, "must give committee, held and minutes."),
        (
            "version: {reason: law, note: N, meeting: {committee: 1, held: 2020, minutes: M}}\n" + EDITS,
            "version.meeting: committee and minutes must be texts.",
        ),
        (
            "version: {reason: law, note: N, meeting: {committee: C, held: May, minutes: M}}\n" + EDITS,
            "version.meeting.held: 'May' is not a date",
        ),
        (
            "version: {reason: law, note: N, approved_by: headteacher, "
            "meeting: {committee: C, held: 2020, minutes: M}}\n" + EDITS,
            "approved in a workflow or in a meeting, not in both.",
        ),
        (HEAD + "page: {slug: s}\n" + EDITS, "page: may give title and summary, nothing else."),
        (HEAD + "page: {title: 1}\n" + EDITS, "page: title and summary must be texts."),
        (HEAD + "edits: [{drop: Nothing}]", "edits[1] drop: there is no section with the heading “Nothing”."),
    ],
)
def test_a_mistake_in_a_later_file_is_reported_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(DocumentFileError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("notice.v2.yaml: ")
    assert problem in str(caught.value)


def test_no_version_may_be_missing(tmp_path: Path) -> None:
    read(tmp_path, HEAD + EDITS, HEAD + "edits: [{change: Safe, set: {measures: [keys]}}]")
    (tmp_path / "notice.v2.yaml").unlink()
    with pytest.raises(DocumentFileError, match=r"notice\.v3\.yaml: there is no version 2\."):
        read_document(tmp_path / "notice.yaml")
    (tmp_path / "notice.yaml").unlink()
    with pytest.raises(DocumentFileError, match=r"notice\.v3\.yaml: there is no file with version 1 beside it\."):
        read_documents(tmp_path)
