"""A document whose parts stand and say next to nothing: every field but the needed ones is empty somewhere."""

from wagtail_privacy.documents.base import (
    Link,
)
from wagtail_privacy.documents.document import (
    Document,
)
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    OnwardSharing,
    Party,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.sections import (
    AboutSection,
    ActivitiesSection,
    Activity,
    AutomatedDecisionsSection,
    ChildRightsSection,
    CollectionSection,
    ComplaintsSection,
    ComplaintStep,
    ContactsSection,
    DataHeldSection,
    GovernanceSection,
    LawfulBasesSection,
    LegalDutiesSection,
    LegalDuty,
    LinksSection,
    OptOutSection,
    RecipientsSection,
    RequestPoint,
    RetentionSection,
    RightsSection,
    RightUse,
    Signatory,
    TransfersSection,
)
from wagtail_privacy.documents.vocabulary import (
    AgeStatus,
    Audience,
    ContactRole,
    DataSubject,
    NoticeKind,
    Operation,
    Provision,
    RetentionAction,
)


def bare_parts_document() -> Document:
    """A document whose parts (activities, rules, steps and the like) stand in their sections and say nothing more."""
    us = Party(name="Birchway Primary School")
    bare = RecipientIdentity(name="Pupil index")
    return Document(
        kind=NoticeKind.DATA_PROTECTION_POLICY,
        audience=Audience.STAFF,
        language="en",
        title="Data protection",
        organisation=us,
        controller=us,
        sections=(
            AboutSection(heading="About", citations=(Citation(),)),
            DataHeldSection(
                heading="Held", categories=(CategoryUse(name="Payroll", data_subjects=(DataSubject.STAFF,)),)
            ),
            DataHeldSection(heading="Operations only", operations=(Operation.HOLD,)),
            LawfulBasesSection(heading="Bases", bases=(BasisUse(),), conditions=(ConditionUse(),)),
            ActivitiesSection(heading="Activities", activities=(Activity(name="Pay staff"),)),
            CollectionSection(heading="Collection", provision=Provision.MANDATORY, sources=(Source(),)),
            CollectionSection(heading="By choice", provision=Provision.VOLUNTARY),
            RetentionSection(heading="Kept", rules=(RetentionUse(name="Payroll"),)),
            RetentionSection(heading="Then", rules=(RetentionUse(name="Tax", action=RetentionAction.REVIEW),)),
            RetentionSection(heading="Passed", rules=(RetentionUse(name="Tax", destinations=("the archive",)),)),
            RecipientsSection(
                heading="Recipients", recipients=(RecipientUse(recipient=bare, onward=(OnwardSharing(),)),)
            ),
            LegalDutiesSection(heading="Duties", duties=(LegalDuty(),)),
            LegalDutiesSection(
                heading="Words", duties=(LegalDuty(duty="to report"), LegalDuty(bound_parties="schools"))
            ),
            RightsSection(heading="Rights", rights=(RightUse(statement="ask"),), request_to=(RequestPoint(),)),
            ChildRightsSection(heading="Rule", age=13, age_status=AgeStatus.RULE),
            ChildRightsSection(heading="Age", age=0),
            ChildRightsSection(heading="No age", age_status=AgeStatus.GUIDE),
            OptOutSection(heading="Choice", window_days=1),
            ComplaintsSection(heading="Complaints", steps=(ComplaintStep(title="Write"),)),
            ContactsSection(heading="Contacts", contacts=(Contact(), Contact(role=ContactRole.OTHER))),
            TransfersSection(heading="Transfers"),
            AutomatedDecisionsSection(heading="Machines"),
            LinksSection(heading="Links", links=(Link(url=""),)),
            GovernanceSection(heading="Governance", signatories=(Signatory(title="Head"),)),
        ),
    )
