"""A library file that says something else than before: what readers read does not change unasked."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale

from tests.notice_factories import entries, make_hub, make_notice, section
from wagtail_privacy.library.models import Purpose, Recipient
from wagtail_privacy.library.starter_library.comparing import FieldDifference
from wagtail_privacy.library.starter_library.loading import LoadReport
from wagtail_privacy.propagation import library_updates
from wagtail_privacy.propagation.applying import apply_due_changes
from wagtail_privacy.propagation.library_updates import update_library
from wagtail_privacy.propagation.questions import Answer, ChangeError, unasked
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

FILE = """
recipients:
- {key: agency, name: The Agency}
- {key: council, name: The Council, editor_note: Ask first.}
purposes:
- {key: teaching, name: Teaching}
"""

RENAMED = FILE.replace("The Agency", "The New Agency")


def load(text: str = FILE, **options: Any) -> Any:
    return update_library(io.StringIO(text), **options)


@pytest.fixture
def page(site_tree: Any) -> Any:
    """The published notice of a school that shows what the file has."""
    Locale.objects.get_or_create(language_code="en")
    load()
    chosen = [{"recipient": Recipient.objects.get(starter_key=key).pk} for key in ("agency", "council")]
    return make_notice(
        make_hub(site_tree.alpha_home), section("recipients", heading="Who", recipients=entries(*chosen))
    )


def agency() -> Any:
    return Recipient.objects.get(starter_key="agency")


def numbers() -> list[int]:
    return list(NoticeVersion.objects.order_by("number").values_list("number", flat=True))


def newest(page: Any) -> NoticeVersion:
    version: NoticeVersion = NoticeVersion.objects.filter(page_id=page.pk).order_by("-number").first()
    return version


def test_what_readers_would_read_waits_as_a_draft(page: Any) -> None:
    report = load(RENAMED)
    assert report.load == LoadReport(
        waiting=("recipients agency",),
        unchanged=("recipients council", "purposes teaching"),
        differences={"recipients agency": (FieldDifference("name", "The Agency", "The New Agency"),)},
    )
    (waiting,) = report.waiting
    assert (waiting.item, waiting.notices, waiting.organisations, waiting.reasons) == (agency(), 1, 1, ())
    assert (agency().name, agency().has_unpublished_changes) == ("The Agency", True)
    assert agency().get_latest_revision_as_object().name == "The New Agency"
    assert numbers() == [1]


def test_running_it_twice_changes_nothing(page: Any) -> None:
    first = load(RENAMED)
    revision = agency().latest_revision_id
    assert load(RENAMED) == first
    assert agency().latest_revision_id == revision


def test_a_dry_run_says_the_same_and_writes_nothing(page: Any) -> None:
    report = load(RENAMED, dry_run=True, answer=Answer(True, "Read this."))
    assert report.load.waiting == ("recipients agency",)
    assert not agency().has_unpublished_changes
    assert load(RENAMED) == report


def test_what_nobody_reads_follows_the_file_at_once(page: Any) -> None:
    report = load(FILE.replace("Teaching", "Teaching pupils").replace("Ask first.", "Ask last."))
    assert set(report.load.updated) == {"recipients council", "purposes teaching"}
    assert report.waiting == ()
    assert Purpose.objects.get().name == "Teaching pupils"
    assert Recipient.objects.get(starter_key="council").editor_note == "Ask last."


@pytest.mark.parametrize("is_later", [True, False])
def test_with_an_answer_it_comes_into_the_notices(page: Any, is_later: bool) -> None:
    if is_later:
        load(RENAMED)
    report = load(RENAMED, answer=Answer(True, "The Agency has another name."))
    assert [notice.numbers for change in report.changes for notice in change.notices.all()] == [[2]]
    assert report.waiting == ()
    version = newest(page)
    assert (version.number, version.change_size, version.change_note) == (2, "major", "The Agency has another name.")
    assert "The New Agency" in version.as_document().model_dump_json()
    assert load(RENAMED).load.unchanged == ("recipients agency", "recipients council", "purposes teaching")
    load(RENAMED, answer=Answer())
    assert numbers() == [1, 2]


def test_two_changes_in_one_notice_come_in_one_after_the_other(page: Any) -> None:
    report = load(RENAMED.replace("The Council", "The New Council"), answer=Answer())
    assert [notice.numbers for change in report.changes for notice in change.notices.all()] == [[2], [3]]
    assert numbers() == [1, 2, 3]


def test_what_was_broken_off_goes_on(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(library_updates, "apply_change", fail)
    with pytest.raises(KeyboardInterrupt):
        load(RENAMED, answer=Answer())
    monkeypatch.undo()
    assert agency().name == "The New Agency"
    load(RENAMED)
    assert numbers() == [1]
    apply_due_changes()
    assert numbers() == [1, 2]


def test_what_readers_have_to_be_told_of_goes_on_waiting(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def publish(item: Any, answer: Answer) -> Any:
        if not answer.tells_readers:
            raise ChangeError("New purpose: Counting.")
        return original(item, answer)

    original = library_updates.publish_change
    monkeypatch.setattr(library_updates, "publish_change", publish)
    report = load(RENAMED, answer=Answer())
    assert [waiting.reasons for waiting in report.waiting] == [("New purpose: Counting.",)]
    assert agency().name == "The Agency"
    assert load(RENAMED, answer=Answer(True, "We count.")).waiting == ()
    assert agency().name == "The New Agency"


def test_a_draft_of_somebody_else_is_kept(page: Any) -> None:
    item = agency()
    item.role = "What somebody is writing"
    item.save_revision()
    report = load(RENAMED, answer=Answer())
    assert report.load.kept_local_edits == ("recipients agency",)
    assert agency().get_latest_revision_as_object().role == "What somebody is writing"


class TestCommand:
    @pytest.fixture
    def path(self, page: Any, tmp_path: Path) -> str:
        path = tmp_path / "library.yaml"
        path.write_text(RENAMED)
        return str(path)

    def test_it_says_what_waits_and_how_to_go_on(self, path: str, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("load_privacy_library", path)
        text = capsys.readouterr().out
        assert "waiting: 1" in text
        assert "“The New Agency” waits as a draft: it changes what 1 published notice of 1 organisation says." in text
        assert "--tell-readers" in text
        call_command("load_privacy_library", path, "--no-need-to-tell")
        assert "notices issued anew: 1" in capsys.readouterr().out
        assert numbers() == [1, 2]

    def test_a_notice_that_stays_is_named_with_the_reason(
        self, path: str, page: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        council = Recipient.objects.get(starter_key="council")
        council.name = "Renamed here"
        with unasked():
            council.save_revision().publish()
        call_command("load_privacy_library", path, "--tell-readers", "Another name.")
        assert f"“{page.title}” (page {page.pk}) stays: Other things that version 1 shows" in capsys.readouterr().out

    @pytest.mark.parametrize("options", [["--tell-readers", " "], ["--tell-readers", "x", "--no-need-to-tell"]])
    def test_an_answer_that_says_nothing_or_both_is_refused(self, path: str, options: list[str]) -> None:
        with pytest.raises(CommandError):
            call_command("load_privacy_library", path, *options)
        assert agency().name == "The Agency"
        assert not agency().has_unpublished_changes
