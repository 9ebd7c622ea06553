"""When a change may be published, how large it is and from when it holds: without a database."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from tests.documents.strategies import full
from wagtail_privacy.documents.canonical import digest, plain, wording_digest
from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.documents.diff import Difference, difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import CategoryUse, Party, PurposeUse, RecipientIdentity, RecipientUse
from wagtail_privacy.documents.sections import (
    DataHeldSection,
    GovernanceSection,
    PurposesSection,
    RecipientsSection,
    SecuritySection,
)
from wagtail_privacy.documents.vocabulary import Audience, ChangeReason, ChangeSize, NoticeKind
from wagtail_privacy.versions.publishing import rules
from wagtail_privacy.versions.publishing.rules import Approval, PendingVersion, Statement

TODAY = dt.date(2026, 6, 15)
SCHOOL = Party(name="Alpha School")
SECURITY = SecuritySection(heading="Safe", measures=("Locked cupboards.",))


def notice(*sections: Any, effective: str = "", review_due: str = "") -> Document:
    control = [GovernanceSection(heading="Control", effective=effective, review_due=review_due)]
    return Document(
        kind=NoticeKind.PRIVACY_NOTICE,
        audience=Audience.PUPILS,
        language="en",
        title="Pupils",
        organisation=SCHOOL,
        controller=SCHOOL,
        sections=(*sections, *(control if effective or review_due else [])),
    ).anchored()


def recipients(*names: str) -> RecipientsSection:
    uses = tuple(RecipientUse(recipient=RecipientIdentity(name=name)) for name in names)
    return RecipientsSection(heading="Who", recipients=uses)


def stored(document: Document, effective: str = "2025-09", number: int = 1, review_due: str = "") -> Any:
    first_day = PartialDate.parse(effective).first_day
    return SimpleNamespace(
        number=number,
        wording_digest=wording_digest(document),
        effective_on=effective,
        effective_day=first_day,
        review_due=review_due,
    )


def pending(
    before: Document | None, after: Document, statement: Statement | None = None, **fields: Any
) -> PendingVersion:
    change: Difference | None = difference(before, after) if before is not None else None
    version = fields.pop("version", stored(before) if before is not None else None)
    in_force = version if version is not None and version.effective_day <= TODAY else fields.pop("in_force", None)
    statement, effective = statement or Statement(), fields.pop("effective", None)
    return PendingVersion(
        document=after,
        payload=plain(after),
        digest=digest(after),
        wording_digest=wording_digest(after),
        statement=statement,
        today=TODAY,
        effective=effective or rules.effective_date(after, statement, today=TODAY, newest=version, in_force=in_force),
        newest=version,
        baseline=version,
        in_force=in_force,
        difference=change,
        since_announced=change,
        **fields,
    )


def codes(version: PendingVersion, *, lead_days: int = 0, required_approval: str = "") -> list[tuple[str, str]]:
    problems = rules.problems(version, lead_days=lead_days, required_approval=required_approval)
    return [(problem.code, problem.field) for problem in problems]


class TestSize:
    def test_a_first_version_is_major_and_needs_no_statement(self) -> None:
        first = pending(None, notice(SECURITY))
        assert first.size == ChangeSize.MAJOR
        assert codes(first) == []

    def test_wording_is_minor_unless_the_editor_says_otherwise(self) -> None:
        before, after = notice(SECURITY), notice(SECURITY.model_copy(update={"measures": ("Locked doors.",)}))
        assert pending(before, after).size == ChangeSize.MINOR
        assert codes(pending(before, after)) == []
        major = pending(before, after, Statement(size="major"))
        assert codes(major) == [("change_note", "change_note"), ("change_reason", "change_reason")]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param(recipients("A"), recipients("A", "B"), id="recipient"),
            pytest.param(
                PurposesSection(heading="Why", purposes=(PurposeUse(name="To teach"),)),
                PurposesSection(heading="Why", purposes=(PurposeUse(name="To teach"), PurposeUse(name="To sell"))),
                id="purpose",
            ),
            pytest.param(
                DataHeldSection(heading="What", categories=(CategoryUse(name="Names"),)),
                DataHeldSection(heading="What", categories=(CategoryUse(name="Names"), CategoryUse(name="Faces"))),
                id="category",
            ),
        ],
    )
    def test_changes_that_people_must_be_told_of_are_major(self, before: Any, after: Any) -> None:
        assert pending(notice(before), notice(after)).size == ChangeSize.MAJOR
        minor = pending(notice(before), notice(after), Statement(size="minor", note="Small.", reason="clarity"))
        assert codes(minor) == [("change_size", "change_size")]
        told = pending(notice(before), notice(after), Statement(note="We do more.", reason=ChangeReason.PRACTICE))
        assert codes(told) == []

    def test_the_message_names_what_is_new(self) -> None:
        version = pending(notice(recipients("A")), notice(recipients("A", "Greenfork Kitchens")))
        note, _reason = rules.problems(version, lead_days=0, required_approval="")
        assert "Greenfork Kitchens" in note.message

    def test_a_blank_note_is_no_note(self) -> None:
        version = pending(notice(SECURITY), notice(), Statement(size="major", note=" \n", reason="other"))
        assert codes(version) == [("change_note", "change_note")]


class TestEffective:
    def test_a_version_begins_today_by_default(self) -> None:
        assert pending(notice(SECURITY), notice()).effective == PartialDate.of(TODAY)

    def test_the_day_of_the_editor_takes_precedence(self) -> None:
        day = dt.date(2026, 9, 1)
        version = pending(notice(), notice(SECURITY, effective="2026-07"), Statement(applies_from=day))
        assert version.effective == PartialDate.of(day)
        assert codes(version) == []

    def test_a_future_day_of_the_notice_is_used(self) -> None:
        before = notice(effective="2025-09")
        assert pending(before, notice(SECURITY, effective="2026-09")).effective == PartialDate(2026, 9)
        assert pending(None, notice(SECURITY, effective="2026-09")).effective == PartialDate(2026, 9)

    @pytest.mark.parametrize("effective", ["2025-09", "2026-05", "2026-06", "2026-06-14"])
    def test_a_later_version_never_begins_before_it_is_published(self, effective: str) -> None:
        before = notice(effective="2025-09")
        assert pending(before, notice(SECURITY, effective=effective)).effective == PartialDate.of(TODAY)
        given = Statement(applies_from=PartialDate.parse(effective).first_day)
        assert pending(before, notice(SECURITY), given).effective == PartialDate.of(TODAY)

    def test_the_first_version_may_be_older_than_its_page(self) -> None:
        assert pending(None, notice(SECURITY, effective="2025-09")).effective == PartialDate(2025, 9)

    def test_the_first_version_begins_after_what_is_recorded_for_the_days_before_it(self) -> None:
        recorded = stored(notice(), "2025-09")
        later = pending(None, notice(SECURITY, effective="2025-10"), in_force=recorded)
        assert later.effective == PartialDate(2025, 10)
        same = pending(None, notice(SECURITY, effective="2025-09"), in_force=recorded)
        assert same.effective == PartialDate.of(TODAY)

    def test_a_correction_of_an_announced_version_is_announced_for_the_same_day(self) -> None:
        announced = stored(notice(), "2026-09-01", number=2)
        version = pending(notice(), notice(SECURITY), version=announced)
        assert version.effective == PartialDate(2026, 9, 1)

    def test_an_imported_version_does_not_begin_before_the_one_in_force(self) -> None:
        version = pending(notice(), notice(SECURITY), effective=PartialDate(2025, 8, 31))
        (problem,) = rules.problems(version, lead_days=0, required_approval="")
        assert problem.field == "applies_from"
        assert "Version 1" in problem.message and "September 2025" in problem.message
        assert codes(pending(notice(), notice(SECURITY), effective=PartialDate(2025, 9))) == []

    def test_a_new_purpose_needs_the_lead_time(self) -> None:
        before = notice(PurposesSection(heading="Why", purposes=(PurposeUse(name="To teach"),)))
        after = notice(PurposesSection(heading="Why", purposes=(PurposeUse(name="To sell"),)))
        statement = {"note": "We sell.", "reason": "practice"}
        late = pending(before, after, Statement(**statement, applies_from=dt.date(2026, 7, 14)))
        in_time = pending(before, after, Statement(**statement, applies_from=dt.date(2026, 7, 15)))
        assert codes(late, lead_days=30) == [("applies_from", "applies_from")]
        assert codes(in_time, lead_days=30) == []
        assert codes(pending(before, after, Statement(**statement)), lead_days=0) == []
        since = notice(PurposesSection(heading="Why", purposes=(PurposeUse(name="To sell"),)), effective="2026-05")
        assert codes(pending(before, since, Statement(**statement)), lead_days=0) == []

    def test_the_lead_time_is_for_new_purposes_only(self) -> None:
        version = pending(
            notice(recipients("A")), notice(recipients("A", "B")), Statement(note="B joins.", reason="recipient")
        )
        assert codes(version, lead_days=30) == []


class TestReviewDue:
    def test_a_minor_change_keeps_the_review_date(self) -> None:
        version = stored(notice(), review_due="2026-09")
        minor = pending(notice(), notice(SECURITY), version=version)
        assert minor.size == ChangeSize.MINOR
        assert minor.review_due == "2026-09"

    def test_a_major_change_does_not_inherit_the_review_date(self) -> None:
        version = stored(notice(), review_due="2026-09")
        assert pending(notice(), notice(SECURITY), Statement(size="major"), version=version).review_due == ""

    def test_the_review_date_of_the_notice_takes_precedence(self) -> None:
        version = stored(notice(), review_due="2026-09")
        assert pending(notice(), notice(review_due="2027-01"), version=version).review_due == "2027-01"


class TestApproval:
    MEETING = Approval(role="Governing board", on="2026-05-14")
    WORKFLOW = Approval(role="Headteacher", on="2026-06-01", by="head", at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))

    @pytest.mark.parametrize(
        ("required", "approval", "expected"),
        [
            ("", None, []),
            ("any", None, ["approval"]),
            ("any", MEETING, []),
            ("any", WORKFLOW, []),
            ("workflow", None, ["approval"]),
            ("workflow", MEETING, ["approval"]),
            ("workflow", WORKFLOW, []),
        ],
    )
    def test_a_missing_approval_is_refused_where_the_site_requires_it(
        self, required: str, approval: Approval | None, expected: list[str]
    ) -> None:
        for before in (None, notice()):
            version = pending(before, notice(SECURITY), approval=approval)
            assert [code for code, _field in codes(version, required_approval=required)] == expected

    def test_a_meeting_needs_committee_and_date(self) -> None:
        document = notice(SECURITY)
        assert codes(pending(None, document, Statement(minutes="FGB 7"))) == [
            ("meeting", "meeting_committee"),
            ("meeting", "meeting_on"),
            ("meeting", "meeting_confirmed"),
        ]

    def test_a_meeting_approves_one_text(self) -> None:
        document = notice(SECURITY)
        statement = Statement(committee="Governing board", meeting_on="2026-05", meeting_digest=digest(document))
        assert codes(pending(None, document, statement)) == []
        assert codes(pending(None, notice(), statement)) == [("meeting", "meeting_confirmed")]

    def test_a_meeting_cannot_be_in_the_future(self) -> None:
        document = notice(SECURITY)
        statement = Statement(committee="Board", meeting_on="2026-07", meeting_digest=digest(document))
        assert codes(pending(None, document, statement)) == [("meeting", "meeting_on")]


def test_every_document_can_be_a_pending_version() -> None:
    document = full(Document, language="en")
    assert codes(pending(None, document)) == []
