"""What people call the fields of a document and the sorts of items in it."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.base import Data

UNSEEN: Final = frozenset({"anchor", "clause", "is_us", "ref", "schema_version", "type"})
"""What identifies things to machines; nobody reads it in the notice."""

_WORDING: Final = frozenset(
    {
        "about",
        "binds",
        "body",
        "consequence",
        "covers",
        "duty",
        "explanation",
        "holders",
        "holds_about",
        "how",
        "identity_check",
        "introduction",
        "lead",
        "note",
        "on_behalf",
        "onward_to",
        "overlap",
        "reason",
        "renewal",
        "request_how",
        "requirement",
        "responsible_for",
        "review_cycle",
        "schedule",
        "statement",
        "summary",
        "text",
        "time_limit",
        "title",
        "topic",
        "trigger",
        "window_starts",
    }
)
"""Texts that are sentences or parts of them. Every other text is a fact: a name, a number, an address."""

_FACTS: Final = frozenset({"Contact.title", "Document.title", "Signatory.title"})
"""Names of people's jobs and of the document, in spite of the name of the field."""

ONE_FACT: Final = frozenset({"address", "amended_by", "members", "provisions"})
"""Lists that people read as one: an address is not a list of statements."""

TRANSPARENT: Final = frozenset(
    {
        "Citation.instrument",
        "RecipientUse.recipient",
        "RequestPoint.contact",
        "RequestPoint.recipient",
        "Source.recipient",
    }
)
"""Parts that are what the item is about: their facts are the item's own."""

_FIELDS: Final[dict[str, str | Promise]] = {
    "abbreviation": _("Abbreviation"),
    "about": _("What it is about"),
    "access_conditions": _("Conditions for access"),
    "acknowledge_days": _("Days to acknowledge"),
    "action": _("What happens then"),
    "address": _("Address"),
    "age": _("Age"),
    "age_status": _("Is the age a rule?"),
    "always_shared": _("Always passed on"),
    "amended_by": _("Amended by"),
    "anonymous_in": _("Nobody can be identified"),
    "applies_from_age": _("Applies from age"),
    "approval": _("How requests are decided"),
    "approval_considers": _("What the decision looks at"),
    "approved": _("Approved"),
    "audience": _("For whom"),
    "basis": _("Lawful basis"),
    "binding_terms": _("What that means for them"),
    "binds": _("Whom it binds"),
    "body": _("Text"),
    "cited_as": _("Shown as"),
    "committee": _("Reviewing committee"),
    "condition": _("Condition"),
    "conditions": _("Conditions"),
    "consequence": _("What happens if you do not give it"),
    "contact": _("Contact"),
    "controller": _("Responsible for the data in law"),
    "countries": _("Countries"),
    "covers": _("Whom it covers"),
    "data_subject": _("Whose data"),
    "database": _("Database"),
    "decides": _("Who may choose"),
    "decisions": _("Which decisions"),
    "destinations": _("Where it goes then"),
    "details": _("What follows from it"),
    "duty": _("What we must do"),
    "effective": _("In force from"),
    "email": _("Email"),
    "ended": _("Ended"),
    "examples": _("Examples"),
    "explains": _("This document explains"),
    "explanation": _("Explanation"),
    "extent": _("Where it applies"),
    "fields_excluded": _("What it never holds"),
    "fields_held": _("What it holds"),
    "form_url": _("Contact form"),
    "frequency": _("How often"),
    "gives": _("What they give"),
    "heading": _("Heading"),
    "held_by": _("Kept by"),
    "holders": _("Who has this right"),
    "holds_about": _("About whom"),
    "how": _("How to tell us"),
    "html": _("Text"),
    "identity_check": _("Proof of who you are"),
    "in_force_until": _("In force until"),
    "includes": _("This includes"),
    "instrument": _("Law"),
    "introduction": _("Introduction"),
    "kind": _("Kind"),
    "label": _("Label"),
    "language": _("Language"),
    "lead": _("Opening words"),
    "limits": _("Limits"),
    "made_under": _("Made under"),
    "maintained_by": _("Who keeps it accurate"),
    "measures": _("How data is kept safe"),
    "members": _("The Acts behind the title"),
    "name": _("Name"),
    "necessity": _("Why we share"),
    "note": _("Note"),
    "number": _("Number"),
    "occasion": _("How often it applies"),
    "on_behalf": _("Who may act for a child"),
    "onward_to": _("Who else may receive its data"),
    "onward_uses": _("What they may use it for"),
    "operations": _("What we do with it"),
    "organisation": _("Published by"),
    "others": _("Others who receive it"),
    "overlap": _("Several grounds at once"),
    "owner": _("Run by"),
    "part_of": _("Part of"),
    "period": _("How long it is kept"),
    "period_number": _("How long it is kept"),
    "period_unit": _("How long it is kept"),
    "phone": _("Telephone"),
    "principles": _("Rules for all of them"),
    "privacy_notice_url": _("Their privacy notice"),
    "provision": _("Must you give it?"),
    "provisions": _("Provisions"),
    "purposes": _("What it is for"),
    "reason": _("Reason"),
    "recipient": _("Sharing with"),
    "reference": _("Reference"),
    "registration_number": _("Registration number"),
    "regulator": _("Regulator"),
    "renewal": _("Renewal"),
    "request_how": _("How to ask"),
    "requirement": _("What we act under"),
    "responsible": _("Responsible"),
    "responsible_for": _("Responsible for"),
    "returns": _("What they send back"),
    "review_cycle": _("How often it is reviewed"),
    "review_due": _("Next review"),
    "review_terms": _("What brings a review forward"),
    "reviewed": _("Last reviewed"),
    "role": _("Role"),
    "safeguards": _("Safeguards"),
    "schedule": _("The full schedule"),
    "schedule_1": _("Data Protection Act 2018, Schedule 1"),
    "schedule_available": _("Where the schedule can be seen"),
    "sections": _("Sections"),
    "self_from_age": _("Young people choose from age"),
    "setting": _("Type of school"),
    "signed": _("Signed"),
    "silence": _("If nobody answers"),
    "special": _("Special category"),
    "statement": _("In plain words"),
    "statements": _("Statements"),
    "status": _("Status"),
    "stopped": _("What the choice stops"),
    "summary": _("Summary"),
    "supplied_because": _("Why we supply data"),
    "takes_place": _("Takes place"),
    "terms": _("Terms they must keep to"),
    "text": _("Link text"),
    "time_limit": _("When you are answered"),
    "title": _("Title"),
    "to": _("Whom to write to"),
    "topic": _("What for"),
    "trigger": _("Counted from"),
    "trust": _("Trust"),
    "url": _("Web address"),
    "uses": _("What they use it for"),
    "website": _("Website"),
    "window_days": _("Days to choose"),
    "window_starts": _("Counted from"),
    "withdrawal": _("Withdrawing consent"),
    "year": _("Year"),
    "Activity.audience": _("Whose data"),
    "Activity.name": _("What we do"),
    "AboutSection.principles": _("Principles"),
    "Contact.title": _("Job title"),
    "LegalDuty.duty": _("What it asks"),
    "Link.about": _("What readers find there"),
    "OnwardSharing.uses": _("What for"),
    "RecipientUse.about": _("What they are"),
    "RetentionUse.basis": _("Why that long"),
    "RetentionUse.name": _("What is kept"),
    "RightUse.how": _("How to use it"),
    "RightsSection.lead": _("Opening words"),
    "Signatory.title": _("Role"),
    "DatabaseSection.about": _("What it is"),
}

_ITEMS: Final[dict[str, str | Promise]] = {
    "Activity": _("Use of information"),
    "BasisUse": _("Lawful basis"),
    "CategoryUse": _("Kind of information"),
    "Citation": _("Law"),
    "ComplaintStep": _("Step"),
    "ConditionUse": _("Special category condition"),
    "Contact": _("Contact"),
    "EnablingPower": _("Made under"),
    "Instrument": _("Law"),
    "LegalDuty": _("What the law asks"),
    "Link": _("Link"),
    "OnwardSharing": _("Passed on by them"),
    "Party": _("Organisation"),
    "PurposeUse": _("Purpose"),
    "RecipientIdentity": _("Recipient"),
    "RecipientUse": _("Recipient"),
    "RequestPoint": _("Whom to ask"),
    "RetentionUse": _("How long it is kept"),
    "RightUse": _("Right"),
    "Signatory": _("Signed by"),
    "Source": _("Source"),
    "AboutSection.holders": _("Who holds the information"),
    "AboutSection.read_with": _("Read it together with"),
    "ComplaintStep.to": _("Whom to write to"),
    "DatabaseSection.database": _("Database"),
    "DatabaseSection.owner": _("Run by"),
    "Document.controller": _("Responsible for the data in law"),
    "Document.organisation": _("Published by"),
    "Document.trust": _("Trust"),
    "OptOutSection.binds": _("Who else respects the choice"),
    "OptOutSection.recipient": _("Sharing with"),
    "RegistrationSection.regulator": _("Regulator"),
    "RequestPoint.recipient": _("Organisation"),
    "Source.recipient": _("Organisation"),
}


def field_label(model: type[Data], field: str) -> str:
    """What people call ``field`` of ``model``, in the active language. Raises ``KeyError`` where nobody reads it."""
    own = f"{model.__name__}.{field}"
    return str(_FIELDS[own if own in _FIELDS else field])


def item_label(model: type[Data], field: str, value: object) -> str:
    """What sort of item ``value`` in ``field`` of ``model`` is, in the active language.

    A statement has no sort of its own and goes by the name of its field. Raises ``KeyError`` where nobody reads it.
    """
    if not isinstance(value, Data):
        return field_label(model, field)
    own = f"{model.__name__}.{field}"
    return str(_ITEMS[own if own in _ITEMS else type(value).__name__])


def is_wording(model: type[Data], field: str) -> bool:
    """Whether a text in ``field`` of ``model`` is a sentence, and not a fact that happens to be text."""
    return field in _WORDING and f"{model.__name__}.{field}" not in _FACTS
