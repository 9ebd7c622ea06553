"""The command that says how much of a notice is free text."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.notice_factories import make_notice, section
from tests.snapshots import replayed
from wagtail_privacy.documents.text import free_text_share
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> list[list[str]]:
    """What was printed for each notice, in columns."""
    out = StringIO()
    call_command("report_free_text", *arguments, stdout=out)
    return [line.split(maxsplit=6) for line in out.getvalue().splitlines()[1:]]


@pytest.fixture
@replayed
def page(hub: Any) -> Any:
    """A notice whose second version is nearly all free text."""
    page = make_notice(hub, section("about", heading="About", statements="We tell you what we do."))
    words = "<p>" + "word " * 200 + "</p>"
    page.body = page._meta.get_field("body").stream_block.to_python([section("text", heading="Hello", body=words)])
    page.save_revision().publish()
    return page


def test_the_current_version_is_counted(page: Any) -> None:
    (row,) = run()
    count = free_text_share(NoticeVersion.objects.current(page.pk).as_document())
    assert row == [str(page.pk), "2", str(count.total), "200", f"{count.share:.1%}", "0", page.title]


def test_another_version_is_counted(page: Any) -> None:
    (row,) = run("--version", "1")
    assert row[1] == "1"
    assert row[3:6] == ["0", "0.0%", "6"]


def test_the_report_can_be_limited_to_a_notice(hub: Any, page: Any) -> None:
    other = make_notice(hub, slug="other")
    assert [row[0] for row in run()] == [str(page.pk), str(other.pk)]
    assert [row[0] for row in run("--page", str(other.pk))] == [str(other.pk)]


def test_a_share_above_the_maximum_is_an_error(page: Any) -> None:
    out = StringIO()
    with pytest.raises(CommandError, match=r"15\.0%: 1") as refusal:
        call_command("report_free_text", "--max", "0.15", stdout=out)
    assert refusal.value.returncode == 1
    assert "(too much)" in out.getvalue()
    assert len(run("--max", "1")) == 1
    assert len(run("--max", "0.15", "--version", "1")) == 1
