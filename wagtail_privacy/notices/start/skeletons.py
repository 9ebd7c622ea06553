"""What a new notice starts from: the sections that the law asks for, with the items that most schools need.

Everything in a skeleton can be changed or removed; nothing is published until the editor does so.
Its texts are in the language of the new page, whatever language the editor reads.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import chain, count
from typing import Any

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.models import Page

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.vocabulary import (
    AgeStatus,
    Audience,
    ConsentRule,
    ContactRole,
    LawfulBasis,
    Nation,
    NoticeKind,
    Operation,
    Provision,
    RightKind,
    SpecialCondition,
    Topic,
)
from wagtail_privacy.library.models import DataCategory, Legislation, Purpose, Recipient, RetentionRule
from wagtail_privacy.library.recipient_defaults import RecipientDefault
from wagtail_privacy.notices.notice_page import NoticePage
from wagtail_privacy.notices.start.presets import COUNCIL, AudiencePreset, preset_for
from wagtail_privacy.notices.start.starter_items import StarterItems
from wagtail_privacy.notices.start.titles import summary, title
from wagtail_privacy.organisations.models import Organisation

Raw = dict[str, Any]


def prefill(page: NoticePage, audience: str = "", parent: Page | None = None) -> None:
    """Fill audience, title, summary and body of a notice that was never saved, where they are empty.

    With the ``parent`` page it gets a slug too: Wagtail makes one only from a title that somebody types.
    """
    if audience in Audience.values:
        page.audience = audience
    organisation = Organisation.objects.for_page(parent or page) if parent is not None or page.path else None
    with _language_of(page):
        if not page.title:
            page.title = title(NoticeKind(page.notice_kind), Audience(page.audience))
        if not page.summary:
            page.summary = summary(NoticeKind(page.notice_kind), Audience(page.audience))
    if not page.body:
        page.body = skeleton(page, organisation)
    if not page.slug and parent is not None:
        page.slug = _free_slug(slugify(page.title, allow_unicode=True), parent)


def skeleton(page: NoticePage, organisation: Organisation | None = None) -> StreamValue:
    """The body of a new notice of ``organisation`` for the kind and audience of ``page``, as a stream value.

    It names no law and no body of another nation; where nobody says which nation it is, only what fits in all of them.

    Five queries for the starter library, whatever it holds; loading what was chosen from it comes on top.
    """
    stream_block = page.body.stream_block
    with _language_of(page):
        sections = []
        for name, value in _Skeleton(page, organisation).sections():
            heading = str(stream_block.child_blocks[name].child_blocks["heading"].get_default())
            # Without an id, the browser gives the parts of every section the same name.
            sections.append({"type": name, "value": {"heading": heading} | value, "id": str(uuid.uuid4())})
        return stream_block.to_python(sections)


def _free_slug(slug: str, parent: Page) -> str:
    taken = set(parent.get_children().filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)


def _language_of(page: NoticePage) -> AbstractContextManager[None]:
    return translation.override(page.locale.language_code if page.locale_id else None)


def _items(values: Iterable[Raw]) -> list[Raw]:
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def _lines(*statements: str) -> str:
    return "\n".join(statements)


_SECTIONS = {
    NoticeKind.PRIVACY_NOTICE: (
        "about", "data_held", "purposes", "lawful_bases", "collection", "recipients", "transfers",
        "automated_decisions", "retention", "rights", "child_rights", "complaints", "contacts", "governance",
    ),
    NoticeKind.DATA_SHARING_POLICY: (
        "about", "data_held", "purposes", "lawful_bases", "recipients", "transfers", "automated_decisions", "retention",
        "rights", "child_rights", "complaints", "contacts", "governance",
    ),
    NoticeKind.DATA_PROTECTION_POLICY: (
        "about", "registration", "data_held", "purposes", "lawful_bases", "collection", "recipients", "transfers",
        "automated_decisions", "retention", "security", "rights", "child_rights", "complaints", "contacts",
        "governance",
    ),
    NoticeKind.RETENTION_SCHEDULE: ("about", "retention", "security", "contacts", "governance"),
    NoticeKind.SHARING_AGREEMENT: (
        "about", "parties", "data_held", "purposes", "lawful_bases", "retention", "security", "contacts", "governance",
    ),
    NoticeKind.BIOMETRICS_NOTICE: (
        "about", "consent", "retention", "rights", "child_rights", "complaints", "contacts", "governance",
    ),
}  # fmt: skip
"""The sections of a new document of each kind, in reading order."""

_EXPLAINED_IN = {
    Topic.TYPES_OF_DATA: "data_held",
    Topic.WHY: "purposes",
    Topic.WHO: "recipients",
    Topic.HOW_LONG: "retention",
    Topic.RIGHTS: "rights",
    Topic.COMPLAINTS: "complaints",
}
"""The section that explains what a document says that it explains."""

_PUBLIC_TASK = (
    "education-act-1996",
    "education-act-2002",
    "education-scotland-1980",
    "standards-scotland-2000",
    "education-libraries-ni-1986",
    "education-ni-1998",
)
"""The laws behind the task of a school, of all nations."""


class _Skeleton:
    """Puts together the sections of one kind for one audience."""

    def __init__(self, page: NoticePage, organisation: Organisation | None):
        self.kind = NoticeKind(page.notice_kind)
        self.preset: AudiencePreset = preset_for(Audience(page.audience))
        self.nations = organisation.nations_of_law() if organisation is not None else ()
        self.starter = StarterItems(page.locale_id, self.nations, page.audiences())

    def sections(self) -> Iterator[tuple[str, Raw]]:
        """Block names and raw values, in reading order."""
        for name in _SECTIONS[self.kind]:
            if name == "automated_decisions":
                yield name, {"takes_place": False}
            elif name != "child_rights" or self.preset.about_children:
                yield name, getattr(self, name)()

    def citations(self, *keys: str, provisions: str = "") -> list[Raw]:
        laws = self.starter.primary_keys(Legislation, keys)
        return _items({"legislation": pk, "provisions": provisions} for pk in laws)

    def about(self) -> Raw:
        value: Raw = {
            "includes_us": True,
            "holds_about": self.preset.holds_about,
            "reason": self.preset.reason,
            "explains": [topic for topic, name in _EXPLAINED_IN.items() if name in _SECTIONS[self.kind]],
        }
        if self.kind == NoticeKind.DATA_PROTECTION_POLICY:
            value["citations"] = self.citations("uk-gdpr", "dpa-2018")
            value["principles"] = _lines(
                _("We use information lawfully, fairly and openly."),
                _("We use it only for purposes that we have told you about."),
                _("We hold no more than we need, keep it accurate and do not keep it for longer than needed."),
                _("We keep it safe, and we can show that we do all this."),
            )
        return value

    def registration(self) -> Raw:
        regulator = self.starter.primary_keys(Recipient, ["ico"])
        return {
            "regulator": regulator[0] if regulator else None,
            "renewal": _("We renew our registration every year."),
            "citations": self.citations("dp-charges-2018"),
        }

    def data_held(self) -> Raw:
        return {
            "operations": [Operation.COLLECT, Operation.HOLD, Operation.USE, Operation.SHARE],
            "categories": _items(
                {"category": pk} for pk in self.starter.primary_keys(DataCategory, self.preset.categories)
            ),
            "statements": _lines(*self.preset.held_statements),
        }

    def purposes(self) -> Raw:
        shared = [{"purpose": pk} for pk in self.starter.primary_keys(Purpose, self.preset.purposes)]
        return {"purposes": _items([*shared, *({"name": name} for name in self.preset.extra_purposes)])}

    def lawful_bases(self) -> Raw:
        explanations = {
            LawfulBasis.PUBLIC_TASK: _("We need it to carry out our task of educating children."),
            LawfulBasis.LEGAL_OBLIGATION: _("A law requires us to use it."),
            LawfulBasis.CONTRACT: _("We need it for our contract with you, or to prepare one that you asked for."),
            LawfulBasis.VITAL_INTERESTS: _("We need it in an emergency, to protect somebody's life."),
            LawfulBasis.LEGITIMATE_INTERESTS: _("We have a good reason, and your interests do not weigh more."),
            LawfulBasis.CONSENT: _("You have agreed, and can change your mind at any time."),
        }
        laws = {LawfulBasis.PUBLIC_TASK: self.citations(*_PUBLIC_TASK)}
        return {
            "bases": _items(
                {"basis": basis, "explanation": explanations[basis], "citations": laws.get(basis, [])}
                for basis in self.preset.bases
            ),
            "conditions": _items(self._conditions()),
            "withdrawal": _(
                "Tell the school office. That is as easy as giving consent was, and nothing else changes for you."
            ),
        }

    def _conditions(self) -> Iterator[Raw]:
        if self.preset.about_work:
            yield {"condition": SpecialCondition.EMPLOYMENT, "schedule_1": _("paragraph 1: employment law")}
        yield {
            "condition": SpecialCondition.SUBSTANTIAL_PUBLIC_INTEREST,
            "schedule_1": _("paragraph 6: tasks that a law lays down"),
        }
        yield {
            "condition": SpecialCondition.SUBSTANTIAL_PUBLIC_INTEREST,
            "schedule_1": _("paragraph 18: safeguarding children and people at risk"),
        }
        yield {"condition": SpecialCondition.VITAL_INTERESTS}
        yield {"condition": SpecialCondition.EXPLICIT_CONSENT}

    def collection(self) -> Raw:
        sources = [{"recipient": pk} for pk in self.starter.primary_keys(Recipient, self.preset.sources)]
        return {
            "provision": Provision.MOSTLY_MANDATORY,
            "statements": _lines(
                _("When we ask, we tell you whether you have to answer."),
                self.preset.consequence,
            ),
            "sources": _items([*({"name": name} for name in self.preset.extra_sources), *sources]),
        }

    def recipients(self) -> Raw:
        value: Raw = {
            "recipients": _items(
                # Of the recipients of this nation and audience, so law and duty are this notice's.
                {"recipient": pk, "from_library": RecipientDefault.values}
                for pk in self.starter.primary_keys(Recipient, self.preset.recipients)
            )
        }
        if self.kind == NoticeKind.DATA_SHARING_POLICY:
            value["principles"] = _lines(
                _("We share only where a law requires or allows it, or where you have agreed."),
                _("We share no more than is needed for the purpose."),
                _("Whoever works for us may use the information only as we say."),
            )
        return value

    def parties(self) -> Raw:
        council = self.starter.primary_keys(Recipient, COUNCIL)
        return {"parties": _items([{"name": "{{ organisation.name }}"}, *({"party": pk} for pk in council)])}

    def consent(self) -> Raw:
        """As the Protection of Freedoms Act 2012, sections 26 to 28, asks for it in England and Wales."""
        request: Raw = {
            "name": _("Using your fingerprint or face to recognise you"),
            "asked": ConsentRule.EITHER_REFUSES if self.preset.about_children else ConsentRule.PERSON,
            "data": _items({"category": pk} for pk in self.starter.primary_keys(DataCategory, ["biometrics"])),
            "informed": _("We write to you before we ask."),
            "alternative": _("You get another way that is as easy, and nobody treats you differently."),
            "withdrawal": _("Tell the school office at any time."),
            "afterwards": _("We stop at once and delete what we hold for it."),
            "citations": self.citations("pofa-2012", provisions=_("sections 26 to 28")),
        }
        return {"requests": _items([request])}

    def transfers(self) -> Raw:
        return {
            "takes_place": True,
            "statements": _("Some online services that we use store information in other countries."),
            "safeguards": _(
                "We use them only where United Kingdom law finds the protection in that country good enough, or under "
                "contract terms that it approves. Ask us for a copy of these terms."
            ),
        }

    def retention(self) -> Raw:
        is_biometric = self.kind == NoticeKind.BIOMETRICS_NOTICE
        keys = ("biometric-template",) if is_biometric else self.preset.retention
        shared = [{"rule": pk} for pk in self.starter.primary_keys(RetentionRule, keys)]
        extra = [
            {"name": name, "trigger": trigger, "period_number": number, "period_unit": unit, "action": "delete"}
            for name, trigger, number, unit in (() if is_biometric else self.preset.extra_retention)
        ]
        return {
            "rules": _items([*shared, *extra]),
            "schedule": _("Our retention schedule gives the period for every other kind of record."),
            "schedule_available": _("at the school office"),
        }

    def security(self) -> Raw:
        return {
            "measures": _lines(
                _("Only people who need the information for their work can see it."),
                _("Our staff are trained in data protection, and the training is repeated."),
                _("We keep paper records locked away, and protect our computers with passwords and encryption."),
                _(
                    "Should information be lost or seen by the wrong people, we act on it at once, and tell you "
                    "where the law asks for it."
                ),
            )
        }

    def rights(self) -> Raw:
        statements = {
            RightKind.ACCESS: self.preset.access,
            RightKind.RECTIFICATION: _("You can have wrong information corrected and missing information added."),
            RightKind.ERASURE: _("In some situations you can have information deleted."),
            RightKind.RESTRICTION: _("In some situations you can have us store information without using it."),
            RightKind.OBJECT: _("You can object to a use that rests on our public task."),
            RightKind.PORTABILITY: _(
                "What you gave us with your consent or for a contract, you can have in a form that computers can read."
            ),
            RightKind.WITHDRAW_CONSENT: _("Where we ask for consent, you can withdraw it at any time."),
        }
        return {
            "rights": _items({"kind": kind, "statement": statement} for kind, statement in statements.items()),
            "request_how": _("Ask in any way that suits you. It costs nothing, and we answer within one month."),
            "request_to": _items([{"contact": _items([{"role": ContactRole.DATA_PROTECTION_OFFICER}])}]),
            "identity_check": _("If we do not know you, we may ask you to show who you are."),
        }

    def child_rights(self) -> Raw:
        value: Raw = {
            "age_status": AgeStatus.GUIDE,
            "statements": _lines(
                _("These rights belong to the child."),
                _("A parent or carer acts for a child who cannot yet understand them."),
            ),
        }
        if tuple(self.nations) == (Nation.SCOTLAND,):
            # DPA 2018 section 208 presumes it of a child of 12, unless the contrary is shown.
            value |= {"age": 12, "citations": self.citations("dpa-2018", provisions=_("section 208"))}
        return value

    def complaints(self) -> Raw:
        regulator = self.starter.primary_keys(Recipient, ["ico"])
        return {
            "steps": _items(
                [
                    {
                        "title": _("Tell us first"),
                        "statements": _lines(
                            _("Complain in writing, online or by telephone: whatever suits you."),
                            _("We look into it without delay, keep you informed and tell you what came of it."),
                        ),
                        # The longest that DPA 2018 section 164A(3) allows.
                        "acknowledge_days": 30,
                        "to": _items([{"contact": _items([{"role": ContactRole.DATA_PROTECTION_OFFICER}])}]),
                    },
                    {
                        "title": _("Then the regulator"),
                        "statements": _(
                            "You can complain to the regulator, free of charge, if our answer does not settle it."
                        ),
                        "to": _items({"recipient": pk} for pk in regulator),
                    },
                ]
            ),
            "citations": self.citations("dpa-2018"),
        }

    def contacts(self) -> Raw:
        return {
            "topic": _("if anything here is unclear or you want to talk about it"),
            "contacts": _items([{"role": ContactRole.DATA_PROTECTION_OFFICER}, {"role": ContactRole.SCHOOL_OFFICE}]),
        }

    def governance(self) -> Raw:
        today = site_day()
        return {
            "responsible": _("Headteacher"),
            "review_due": f"{today.year + 1}-{today.month:02}",
            "review_cycle": _("every year"),
        }
