"""What a notice would publish, beside what it published last. Reads the database and writes nothing."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from wagtail_privacy import conf
from wagtail_privacy.documents.canonical import digest
from wagtail_privacy.documents.diff import difference
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.stored import UnreadableDocument
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.versions import rules
from wagtail_privacy.versions.approvals import approval_of
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.rules import Approval, Proposal, Statement


def is_stated(page: Any) -> bool:
    """Whether a version of ``page`` has been published with the statement of the change that it carries."""
    return bool(
        page.pk
        and page.change_key
        and NoticeVersion.objects.filter(page_id=page.pk, change_key=page.change_key).exists()
    )


def proposal_of(page: Any, document: Document, *, today: dt.date) -> Proposal:
    """What ``page`` would publish on ``today``: ``document``, with the statement and the approval that hold for it."""
    # Without a key nobody could tell for which version it was said.
    statement = _statement(page) if page.change_key is not None and not is_stated(page) else Statement()
    own_digest = digest(document)
    approval = approval_of(page, statement, own_digest)
    return compared(page, document, own_digest, statement=statement, approval=approval, today=today)


def compared(
    page: Any,
    document: Document,
    own_digest: str,
    *,
    statement: Statement,
    approval: Approval | None,
    today: dt.date,
) -> Proposal:
    """``document``, whose digest is ``own_digest``, beside the version of ``page`` that was published last."""
    shown = NoticeVersion.objects.on_show([page.pk], today, with_documents=True)[page.pk] if page.pk else None
    before = shown.newest if shown is not None else None
    change = None
    if before is not None and before.digest != own_digest:
        # There is nothing to compare with where the version was damaged or its content erased.
        with suppress(UnreadableDocument):
            change = difference(before.as_document(), document)
    return Proposal(
        document=document,
        digest=own_digest,
        statement=statement,
        today=today,
        before=before,
        in_force=shown.in_force if shown is not None else None,
        difference=change,
        approval=approval,
    )


def is_published(proposal: Proposal) -> bool:
    """Whether publishing the proposal would tell readers nothing new."""
    before, applies_from = proposal.before, proposal.statement.applies_from
    if before is None or before.digest != proposal.digest:
        return False
    return applies_from is None or applies_from == before.effective_day


def problems_of(proposal: Proposal, *, approved: bool) -> Iterator[Problem]:
    """What keeps the proposal from being published on this site; ``approved`` asks for an approval where one is due."""
    return rules.problems(
        proposal,
        lead_days=conf.new_purpose_lead_days(),
        required_approval=conf.required_approval() if approved else "",
    )


def _statement(page: Any) -> Statement:
    return Statement(
        key=page.change_key,
        note=page.change_note,
        reason=page.change_reason,
        size=page.change_size,
        applies_from=page.applies_from,
        committee=page.meeting_committee,
        meeting_on=page.meeting_on,
        minutes=page.meeting_minutes,
        meeting_digest=page.meeting_digest,
    )
