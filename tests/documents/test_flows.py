from typing import Any

import pytest
from hypothesis import given

from tests.deep import WHOLE_DOCUMENTS
from tests.documents.strategies import documents, full
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.flows import Flow, flows
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    OnwardSharing,
    Party,
    RecipientIdentity,
    RecipientUse,
)
from wagtail_privacy.documents.sections import (
    ActivitiesSection,
    Activity,
    AppendixSection,
    DataHeldSection,
    RecipientsSection,
)

COUNCIL, AGENCY = RecipientIdentity(name="Council"), RecipientIdentity(name="Agency")


def _document(*sections: Any) -> Document:
    party = Party(name="Ash School")
    return Document(
        kind="privacy_notice", audience="pupils", language="en", title="Privacy", organisation=party, controller=party,
        sections=sections,
    ).anchored()  # fmt: skip


def test_an_activity_is_one_flow_for_each_recipient() -> None:
    activity = full(Activity, recipients=(COUNCIL, AGENCY))
    to_council, to_agency = flows(_document(ActivitiesSection(heading="Uses", activities=(activity,))))
    assert to_council.recipient is COUNCIL
    assert to_agency == to_council.model_copy(update={"recipient": AGENCY})
    assert to_council.anchor == "uses"
    assert to_council.activity == activity.name
    for name in (
        "audiences",
        "data",
        "purposes",
        "bases",
        "conditions",
        "citations",
        "retention",
        "sources",
        "provision",
    ):
        assert getattr(to_council, name) == getattr(activity, name), name


def test_an_activity_that_stays_with_us_is_one_flow() -> None:
    (flow,) = flows(_document(ActivitiesSection(heading="Uses", activities=(Activity(name="Meals"),))))
    assert flow == Flow(anchor="uses", activity="Meals")


def test_a_recipient_is_a_flow_that_says_what_the_notice_says() -> None:
    use = full(RecipientUse, recipient=COUNCIL, onward=())
    (flow,) = flows(_document(RecipientsSection(heading="Sharing", recipients=(use,))))
    assert flow.recipient is COUNCIL
    assert flow.via is None
    assert flow.bases == (use.basis,)
    for name in ("data", "purposes", "uses", "citations", "necessity", "frequency", "limits", "retention"):
        assert getattr(flow, name) == getattr(use, name), name


def test_nothing_is_guessed_from_other_sections() -> None:
    held = DataHeldSection(heading="Held", categories=(CategoryUse(name="Attendance"),))
    sharing = RecipientsSection(heading="Sharing", recipients=(RecipientUse(recipient=COUNCIL),))
    assert flows(_document(held, sharing)) == (Flow(anchor="sharing", recipient=COUNCIL),)


def test_what_a_recipient_passes_on_comes_by_way_of_it() -> None:
    onward = OnwardSharing(
        recipients=(AGENCY,),
        others=("researchers",),
        data=(CategoryUse(name="Results"),),
        uses=("To inspect schools",),
        limits=("Statistics only",),
        conditions=("Where relevant",),
        frequency="from_time_to_time",
    )
    use = RecipientUse(
        recipient=COUNCIL, basis=BasisUse(basis="public_task"), onward=(onward, OnwardSharing(uses=("?",)))
    )
    appendix = AppendixSection(heading="A", sections=(RecipientsSection(heading="Sharing", recipients=(use,)),))
    direct, to_agency, to_others, to_somebody = flows(_document(appendix))
    assert direct.via is None
    assert to_agency == Flow(
        anchor="sharing",
        recipient=AGENCY,
        via=COUNCIL,
        data=onward.data,
        uses=onward.uses,
        frequency=onward.frequency,
        limits=("Statistics only", "Where relevant"),
    )
    assert to_others == to_agency.model_copy(update={"recipient": RecipientIdentity(name="researchers")})
    assert to_somebody == Flow(anchor="sharing", via=COUNCIL, uses=("?",))


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents())
def test_flows_of_any_document(document: Document) -> None:
    anchored = document.anchored()
    found = flows(anchored)
    assert {flow.anchor for flow in found} <= {section.anchor for section in anchored.walk()}
