"""Who gets which data, why and for how long: the document seen as flows of data.

Flows say what the notice says, nothing more. A notice that lists its data in one place and its recipients in another
has flows without data: nobody can tell which data goes to whom, and guessing would be a statement that the school
never made.
"""

from collections.abc import Iterator

from wagtail_privacy.documents.base import Data
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    OnwardSharing,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sections import ActivitiesSection, Activity, RecipientsSection
from wagtail_privacy.documents.vocabulary import Audience, Frequency, Necessity, Provision


class Flow(Data):
    """Data that goes to one recipient, or stays with us where ``recipient`` is ``None`` and ``via`` is too.

    ``anchor`` is the section that says so, ``activity`` the name of the activity where there is one. ``via`` is the
    recipient that passes the data on. ``uses`` and ``limits`` are statements in the notice's own words; a recipient
    that the notice only describes ("other government departments") has no ``ref``. The fields are those of the record
    of processing activities (UK GDPR Article 30(1)) as far as a notice says them.
    """

    anchor: str = ""
    activity: str = ""
    audiences: tuple[Audience, ...] = ()
    data: tuple[CategoryUse, ...] = ()
    purposes: tuple[PurposeUse, ...] = ()
    uses: tuple[str, ...] = ()
    bases: tuple[BasisUse, ...] = ()
    conditions: tuple[ConditionUse, ...] = ()
    citations: tuple[Citation, ...] = ()
    recipient: RecipientIdentity | None = None
    via: RecipientIdentity | None = None
    necessity: Necessity | None = None
    frequency: Frequency | None = None
    limits: tuple[str, ...] = ()
    retention: tuple[RetentionUse, ...] = ()
    sources: tuple[Source, ...] = ()
    provision: Provision | None = None


def flows(document: Document) -> tuple[Flow, ...]:
    """Every flow of ``document`` in reading order, appendices included."""
    found: list[Flow] = []
    for section in document.walk():
        if isinstance(section, ActivitiesSection):
            for activity in section.activities:
                found.extend(_of_activity(activity, section.anchor))
        elif isinstance(section, RecipientsSection):
            for use in section.recipients:
                found.append(_to_recipient(use, section.anchor))
                for onward in use.onward:
                    found.extend(_onward(onward, use.recipient, section.anchor))
    return tuple(found)


def _of_activity(activity: Activity, anchor: str) -> Iterator[Flow]:
    for recipient in activity.recipients or (None,):
        yield Flow(
            anchor=anchor,
            activity=activity.name,
            audiences=activity.audiences,
            data=activity.data,
            purposes=activity.purposes,
            bases=activity.bases,
            conditions=activity.conditions,
            citations=activity.citations,
            recipient=recipient,
            retention=activity.retention,
            sources=activity.sources,
            provision=activity.provision,
        )


def _to_recipient(use: RecipientUse, anchor: str) -> Flow:
    return Flow(
        anchor=anchor,
        data=use.data,
        purposes=use.purposes,
        uses=use.uses,
        bases=(use.basis,) if use.basis else (),
        citations=use.citations,
        recipient=use.recipient,
        necessity=use.necessity,
        frequency=use.frequency,
        limits=use.limits,
        retention=use.retention,
    )


def described(onward: OnwardSharing) -> tuple[RecipientIdentity, ...]:
    """Whom a recipient passes data on to and the notice only describes."""
    return tuple(RecipientIdentity(name=other) for other in onward.others)


def _onward(onward: OnwardSharing, via: RecipientIdentity, anchor: str) -> Iterator[Flow]:
    for recipient in (*onward.recipients, *described(onward)) or (None,):
        yield Flow(
            anchor=anchor,
            data=onward.data,
            uses=onward.uses,
            recipient=recipient,
            via=via,
            frequency=onward.frequency,
            limits=(*onward.limits, *onward.conditions),
        )
