"""What a new notice starts from: the sections that the law asks for, with the items that most schools need.

A skeleton is a proposal. Everything in it can be changed or removed; nothing is published until the editor does so.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from wagtail_privacy.documents.vocabulary import Audience, ContactRole, LawfulBasis, NoticeKind, Operation, RightKind
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule

Raw = dict[str, Any]

_PUPIL_CATEGORIES = (
    "personal-identifiers",
    "contact-details",
    "parents-carers",
    "attendance",
    "assessment",
    "behaviour",
    "send",
    "medical",
    "ethnicity",
    "language",
    "fsm-eligibility",
    "safeguarding",
    "photographs",
)
_ADULT_CATEGORIES = ("personal-identifiers", "contact-details", "medical", "ethnicity", "photographs")
_PUPIL_PURPOSES = ("support-learning", "monitor-progress", "pastoral-care", "safeguarding", "statutory-returns")
_PUPIL_RECIPIENTS = ("local-authority", "dfe", "ofsted", "next-school", "school-nursing", "suppliers")
_ADULT_RECIPIENTS = ("local-authority", "dfe", "suppliers", "advisers")
_PUPIL_RETENTION = ("on-roll", "transfer", "admission-register", "attendance-register")


def skeleton(page: Any) -> Any:
    """The body of a new notice for the kind and audience of ``page``, as a stream value. A handful of queries."""
    sections = [
        {"type": name, "value": value} for name, value in _sections(NoticeKind(page.notice_kind), page.audience)
    ]
    return page._meta.get_field("body").stream_block.to_python(sections)


def _sections(kind: NoticeKind, audience: str) -> Iterable[tuple[str, Raw]]:
    pupils = audience in (Audience.PUPILS, Audience.PARENTS, Audience.EVERYONE)
    yield "about", {"explains": ["types_of_data", "why", "who", "how_long", "rights", "complaints"]}
    if kind == NoticeKind.DATA_SHARING_POLICY:
        yield "recipients", _recipients(_PUPIL_RECIPIENTS)
    else:
        yield "data_held", _data_held(_PUPIL_CATEGORIES if pupils else _ADULT_CATEGORIES)
        yield "purposes", _purposes(_PUPIL_PURPOSES if pupils else ())
        yield "lawful_bases", _lawful_bases()
        yield "collection", {"provision": "mostly_mandatory" if pupils else ""}
        yield "recipients", _recipients(_PUPIL_RECIPIENTS if pupils else _ADULT_RECIPIENTS)
        yield "transfers", {}
        yield "automated_decisions", {}
        yield "retention", _retention(_PUPIL_RETENTION if pupils else ())
    yield "rights", _rights()
    if pupils:
        yield "child_rights", {"statements": _("Data protection rights belong to the child. A parent acts for a child who cannot yet understand them.")}
    yield "complaints", _complaints()
    yield "contacts", _contacts()
    yield "governance", {"responsible": _("Headteacher"), "review_cycle": _("every year")}


def _keyed(model: Any, keys: Iterable[str]) -> list[int]:
    """Primary keys of everyone's live items of the starter library, in the order of ``keys``; missing ones are left out."""
    keys = list(keys)
    found = dict(
        model.objects.filter(starter_key__in=keys, live=True, owner=None).values_list("starter_key", "pk")
    )
    return [found[key] for key in keys if key in found]


def _items(values: Iterable[Raw]) -> list[Raw]:
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def _data_held(keys: Iterable[str]) -> Raw:
    return {
        "operations": [Operation.COLLECT, Operation.HOLD, Operation.USE, Operation.SHARE],
        "categories": _items({"category": pk} for pk in _keyed(DataCategory, keys)),
    }


def _purposes(keys: Iterable[str]) -> Raw:
    return {"purposes": _items({"purpose": pk} for pk in _keyed(Purpose, keys))}


def _recipients(keys: Iterable[str]) -> Raw:
    return {"recipients": _items({"recipient": pk} for pk in _keyed(Recipient, keys))}


def _retention(keys: Iterable[str]) -> Raw:
    return {"rules": _items({"rule": pk} for pk in _keyed(RetentionRule, keys))}


def _lawful_bases() -> Raw:
    laws = _keyed(Legislation, ("education-act-1996", "education-act-2002"))
    return {
        "bases": _items(
            [
                {
                    "basis": LawfulBasis.PUBLIC_TASK,
                    "explanation": _("We need it to carry out our task of educating children."),
                    "citations": _items({"legislation": pk} for pk in laws),
                },
                {"basis": LawfulBasis.LEGAL_OBLIGATION, "explanation": _("A law requires us to do it.")},
                {
                    "basis": LawfulBasis.CONSENT,
                    "explanation": _("You have agreed, and can change your mind at any time."),
                },
            ]
        ),
        "withdrawal": _("Tell the school office. It is as easy as giving consent was, and nothing else changes for you."),
    }


def _rights() -> Raw:
    statements = {
        RightKind.ACCESS: _("You can ask for a copy of the information that we hold about you or your child."),
        RightKind.RECTIFICATION: _("You can have wrong information corrected."),
        RightKind.ERASURE: _("In some situations you can have information deleted."),
        RightKind.RESTRICTION: _("In some situations you can have us store information without using it."),
        RightKind.OBJECT: _("You can object to a use that rests on our public task."),
        RightKind.WITHDRAW_CONSENT: _("Where we ask for consent, you can withdraw it at any time."),
    }
    return {
        "rights": _items({"kind": kind, "statement": statement} for kind, statement in statements.items()),
        "request_how": _("Ask in any way that suits you. We answer within one month."),
        "request_to": _items([{"contact": _items([{"role": ContactRole.DATA_PROTECTION_OFFICER}])}]),
        "identity_check": _("If we do not know you, we may ask you to show who you are."),
    }


def _complaints() -> Raw:
    regulator = _keyed(Recipient, ["ico"])
    return {
        "steps": _items(
            [
                {
                    "title": _("Tell the school first"),
                    "statements": _("We confirm that we have your complaint and then look into it without delay."),
                    "acknowledge_days": 30,
                    "to": _items([{"contact": _items([{"role": ContactRole.DATA_PROTECTION_OFFICER}])}]),
                },
                {
                    "title": _("Then the regulator"),
                    "statements": _("If our answer does not settle it, the regulator takes complaints free of charge."),
                    "to": _items({"recipient": pk} for pk in regulator),
                },
            ]
        )
    }


def _contacts() -> Raw:
    return {
        "topic": _("If anything here is unclear, or you want to talk about it, please contact:"),
        "contacts": _items([{"role": ContactRole.DATA_PROTECTION_OFFICER}, {"role": ContactRole.SCHOOL_OFFICE}]),
    }
