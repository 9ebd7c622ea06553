"""A record that a release once wrote verifies for good, here and by whoever makes the digests again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models

from wagtail_privacy.versions.models import (
    NoticeEvent,
    NoticeVersion,
    VersionBasis,
    VersionPurge,
    VersionReference,
    VersionRelease,
)
from wagtail_privacy.versions.record import digests
from wagtail_privacy.versions.record.verification.reading import verify_stored

pytestmark = pytest.mark.django_db

# Written by the release that began with a format, and not to be made again: the first holds an approved, a backdated
# and a re-issued version, the second an erased and a released one and bases of translations.
RECORDS = sorted((Path(__file__).parent / "records").glob("*.json"))
FIRST = Path(__file__).parent / "records" / "format-1.json"
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "verify-versions.md"


def load(file: Path) -> dict[str, Any]:
    """Store rows as they were written by the release that made the file."""
    rows: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    for model in (NoticeVersion, NoticeEvent, VersionBasis, VersionPurge, VersionReference, VersionRelease):
        for row in rows.get(model.__name__, ()):
            # A column that a later release added has its default.
            values = {
                field.attname: field.to_python(row[field.attname])
                for field in model._meta.concrete_fields
                if field.attname in row
            }
            models.Model.save_base(model(**values), raw=True, force_insert=True)
    return rows


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_a_record_of_an_earlier_release_verifies(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = load(file)
    call_command("verify_versions")
    assert set(rows["printed"]) <= set(capsys.readouterr().out.splitlines())


def test_the_records_hold_every_kind_of_version() -> None:
    by_kind = [json.loads(file.read_text(encoding="utf-8")) for file in RECORDS]
    versions = [version for rows in by_kind for version in rows["NoticeVersion"]]
    assert any(version["approved_role"] for version in versions)
    assert any(version["is_backdated"] for version in versions)
    assert any(version["reissue_of"] for version in versions)
    assert any(version["basis_digest"] for version in versions)
    assert any(rows.get("VersionPurge") and rows.get("VersionRelease") for rows in by_kind)


@pytest.mark.parametrize("empty", ["", None, [], {}, False])
def test_a_record_verifies_after_two_more_columns_were_added(monkeypatch: pytest.MonkeyPatch, empty: Any) -> None:
    load(FIRST)
    monkeypatch.setattr(
        digests.record_digest, "__kwdefaults__", {"fields": (*digests.RECORD_FIELDS, "seen_by", "hints")}
    )
    monkeypatch.setattr(NoticeVersion, "seen_by", empty, raising=False)
    monkeypatch.setattr(NoticeVersion, "hints", empty, raising=False)
    assert verify_stored().broken == []
    monkeypatch.setattr(NoticeVersion, "seen_by", "Somebody")
    assert [link.number for link in verify_stored().broken] == [1]


def guide_code() -> dict[str, Any]:
    """What the code in the guide defines."""
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    [code] = [block for block in blocks if "def record_digest" in block]
    names: dict[str, Any] = {}
    exec(code, names)  # The code of our own guide.
    return names


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_the_script_in_the_guide_makes_the_same_digests(file: Path) -> None:
    load(file)
    guide = guide_code()
    previous = ""
    for version in NoticeVersion.objects.order_by("page_id", "number").values():
        references = VersionReference.objects.filter(version_id=version["id"]).values()
        purge = NoticeEvent.objects.filter(page_id=version["page_id"], number=version["number"], kind="purged").first()
        expected = purge.data["record_digest"] if purge is not None else version["record_digest"]
        assert guide["record_digest"](version, references) == expected
        assert purge is not None or guide["digest"](version["document"]) == version["digest"]
        before = previous if version["number"] > 1 else ""
        previous = guide["chain"](version["record_digest"], before)
        assert previous == version["chained_digest"]
    for event in NoticeEvent.objects.values():
        assert guide["event_digest"](event) == event["digest"]


def test_the_guide_names_every_field_that_is_sealed() -> None:
    guide = guide_code()
    for model, unsealed, fields in (
        (NoticeVersion, "NOT_IN_RECORD", digests.RECORD_FIELDS),
        (VersionReference, "NOT_IN_REFERENCE", digests.REFERENCE_FIELDS),
        (NoticeEvent, "NOT_IN_EVENT", digests.EVENT_FIELDS),
    ):
        columns = {field.attname for field in model._meta.concrete_fields}
        assert columns - guide[unsealed] == set(fields), model
