"""What a new notice says for each audience: starter-library keys, and texts where the library has no item.

Periods of retention without a source in law are the usual ones; a school with a schedule of its own changes them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from wagtail_privacy.documents.vocabulary import Audience, LawfulBasis, PeriodUnit


@dataclass(frozen=True)
class AudiencePreset:
    """What a new notice for one audience holds.

    ``categories``, ``purposes``, ``sources``, ``recipients`` and ``retention`` are keys of the starter library, for all
    nations: a notice gets those that fit where its organisation is. Fields that begin with ``extra`` are texts beside
    these; ``extra_retention`` holds name, trigger, number and unit.
    """

    holds_about: str
    reason: str
    access: str
    consequence: str
    about_children: bool = False
    about_work: bool = False
    categories: tuple[str, ...] = ()
    held_statements: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    extra_purposes: tuple[str, ...] = ()
    bases: tuple[LawfulBasis, ...] = (
        LawfulBasis.PUBLIC_TASK,
        LawfulBasis.LEGAL_OBLIGATION,
        LawfulBasis.VITAL_INTERESTS,
        LawfulBasis.CONSENT,
    )
    sources: tuple[str, ...] = ()
    extra_sources: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("suppliers", "advisers")
    retention: tuple[str, ...] = ()
    extra_retention: tuple[tuple[str, str, int, PeriodUnit], ...] = field(default=())


COUNCIL = ("local-authority", "education-authority-scotland", "ea-ni")
"""The council or authority of each nation."""

_GOVERNMENT = ("dfe", "welsh-government", "scottish-government", "de-ni")
_INSPECTION = ("ofsted", "estyn", "hmcie-scotland", "eti")
_CHECKS = ("dbs", "disclosure-scotland", "accessni")
_TEACHERS = ("tra", "ewc", "gtcs", "gtcni")
_PENSIONS = ("teachers-pensions", "sppa", "lgps-fund")
_ACCIDENTS = ("hse", "hse-ni")


def preset_for(audience: Audience) -> AudiencePreset:
    """The preset for ``audience``, in the language that is active now."""
    return _PRESETS[audience]()


def _pupils() -> AudiencePreset:
    return AudiencePreset(
        holds_about=_("pupils and their families"),
        reason=_("to teach children, look after them and meet our duties in law"),
        access=_("You can ask for a copy of the information that we hold about you or your child."),
        consequence=_("Without what the law requires us to hold, we cannot meet our duties towards your child."),
        about_children=True,
        categories=(
            "personal-identifiers",
            "contact-details",
            "parents-carers",
            "attendance",
            "assessment",
            "behaviour",
            "send",
            "additional-learning-needs",
            "additional-support-needs",
            "statement-sen-ni",
            "medical",
            "ethnicity",
            "language",
            "welsh-language",
            "fsm-eligibility",
            "safeguarding",
            "scottish-candidate-number",
            "catering",
            "photographs",
        ),
        purposes=(
            "support-learning",
            "monitor-progress",
            "pastoral-care",
            "safeguarding",
            "school-performance",
            "contact-parents",
            "statutory-returns",
        ),
        sources=(*COUNCIL, "school-nursing"),
        extra_sources=(_("The child's previous school or nursery"),),
        recipients=(
            *COUNCIL,
            *_GOVERNMENT,
            *_INSPECTION,
            "sta",
            "qualifications-scotland",
            "seemis",
            "ccea",
            "c2k",
            "next-school",
            "school-nursing",
            "childrens-services",
            "hsc-trust",
            "police",
            "suppliers",
        ),
        retention=(
            "on-roll",
            "transfer",
            "scotland-pupil-record",
            "transfer-ni",
            "admission-register",
            "attendance-register",
            "child-protection",
            "consented-photos",
        ),
    )


def _children() -> AudiencePreset:
    return replace(
        _pupils(),
        holds_about=_("you and your family"),
        reason=_("to teach you, look after you and do what the law asks of us"),
        access=_("You can ask to see what we hold about you."),
        consequence=_("There are some things that the law says we must know. We tell you which they are."),
    )


def _parents() -> AudiencePreset:
    return replace(
        _pupils(),
        holds_about=_("parents and carers"),
        reason=_("to work with families, keep children safe and meet our duties in law"),
        categories=(
            "parents-carers",
            "contact-details",
            "parental-responsibility",
            "language",
            "fsm-eligibility",
            "safeguarding",
            "parent-payments",
            "complaints",
        ),
        purposes=("contact-parents", "pastoral-care", "safeguarding", "fsm-check", "payments", "statutory-returns"),
        retention=("on-roll", "transfer", "scotland-pupil-record", "child-protection", "payments-parents"),
    )


def _everyone() -> AudiencePreset:
    return replace(
        _pupils(),
        holds_about=_("pupils, their families, our staff and others who come to us"),
        about_work=True,
        held_statements=(
            _("Of adults who work or help with us: name, date of birth and contact details"),
            _("Of adults who work or help with us: checks that the law asks for before somebody is near children"),
        ),
        bases=tuple(
            LawfulBasis[name] for name in ("PUBLIC_TASK", "LEGAL_OBLIGATION", "CONTRACT", "VITAL_INTERESTS", "CONSENT")
        ),
    )


def _adult(holds_about: str, reason: str) -> AudiencePreset:
    return AudiencePreset(
        holds_about=holds_about,
        reason=reason,
        access=_("You can ask for a copy of the information that we hold about you."),
        consequence=_("Without what the law requires us to hold, you may not be able to work or help with us."),
        about_work=True,
        held_statements=(_("Name, date of birth and contact details"),),
        sources=_CHECKS,
    )


def _staff() -> AudiencePreset:
    return replace(
        _adult(_("people who work for us"), _("to employ people, pay them and keep children safe")),
        categories=(
            "next-of-kin",
            "staff-identifiers",
            "employment-contract",
            "pay-and-bank",
            "pension",
            "qualifications-training",
            "professional-registration",
            "performance",
            "absence-leave",
            "occupational-health",
            "equality-monitoring",
            "criminal-record",
            "single-central-record",
            "pvg-membership",
            "right-to-work",
        ),
        purposes=(
            "employ-pay",
            "tax-ni",
            "pensions",
            "performance-management",
            "staff-health",
            "safer-recruitment",
            "right-to-work-check",
            "equality-duty",
            "workforce-census",
        ),
        bases=tuple(
            LawfulBasis[name] for name in ("CONTRACT", "LEGAL_OBLIGATION", "PUBLIC_TASK", "VITAL_INTERESTS", "CONSENT")
        ),
        extra_sources=(_("Your former employers and referees"),),
        recipients=(
            *COUNCIL,
            *_GOVERNMENT,
            "hmrc",
            *_PENSIONS,
            *_CHECKS,
            *_TEACHERS,
            "payroll-provider",
            "occupational-health-provider",
            "suppliers",
            "advisers",
        ),
        retention=("staff-file", "paye-records", "right-to-work-copy", "sickness-absence", "appraisal"),
    )


def _former_staff() -> AudiencePreset:
    return replace(
        _staff(),
        holds_about=_("people who have worked for us"),
        reason=_("to give references, look after pensions and keep the records that the law asks for"),
        consequence=_("Without your address we cannot reach you about your pension or your tax."),
        categories=("staff-identifiers", "employment-contract", "pay-and-bank", "pension", "performance"),
        purposes=("references-given", "pensions", "tax-ni"),
        sources=(),
        extra_sources=(_("Our records from when you worked for us"),),
        recipients=("hmrc", *_PENSIONS, "payroll-provider", "suppliers", "advisers"),
        retention=("staff-file", "paye-records"),
    )


def _applicants() -> AudiencePreset:
    return replace(
        _adult(_("people who apply for a job with us"), _("to choose the right person and keep children safe")),
        consequence=_("Without the information that we ask for, we may not be able to consider you."),
        categories=(
            "application",
            "interview-notes",
            "references",
            "online-search",
            "qualifications-training",
            "right-to-work",
            "criminal-record",
            "pvg-membership",
            "equality-monitoring",
        ),
        purposes=("recruitment", "safer-recruitment", "right-to-work-check", "equality-duty"),
        bases=tuple(LawfulBasis[name] for name in ("CONTRACT", "LEGAL_OBLIGATION", "PUBLIC_TASK", "CONSENT")),
        extra_sources=(_("Your referees"),),
        recipients=("referees", *_CHECKS, "suppliers", "advisers"),
        retention=("unsuccessful-applicants", "successful-application"),
    )


def _governors() -> AudiencePreset:
    return replace(
        _adult(_("our governors and trustees"), _("to run the school well and openly")),
        categories=(
            "governor-role",
            "governor-interests",
            "meeting-attendance",
            "governor-eligibility",
            "criminal-record",
        ),
        purposes=("governance", "publish-governors", "safer-recruitment"),
        recipients=(*COUNCIL, *_GOVERNMENT, "gias", *_CHECKS, "public-website", "suppliers", "advisers"),
        retention=("governor-record", "governor-published", "register-of-interests", "board-minutes"),
    )


def _members() -> AudiencePreset:
    return replace(
        _governors(),
        holds_about=_("the members of our trust"),
        reason=_("to keep the records of the trust and meet our duties in law"),
        categories=("governor-role", "governor-interests", "meeting-attendance", "company-officer"),
        recipients=("companies-house", "gias", *_CHECKS, "external-auditor", "suppliers", "advisers"),
        retention=("governor-record", "governor-published", "register-of-interests"),
    )


def _volunteers() -> AudiencePreset:
    return replace(
        _adult(_("people who help us without pay"), _("to work with volunteers and keep children safe")),
        categories=("next-of-kin", "volunteer-record", "references", "criminal-record", "pvg-membership"),
        purposes=("volunteer-management", "safer-recruitment"),
        extra_sources=(_("Your referees"),),
        recipients=(*COUNCIL, *_CHECKS, "suppliers", "advisers"),
        extra_retention=((_("Records of a volunteer"), _("the last time you helped"), 6, PeriodUnit.YEARS),),
    )


def _visitors() -> AudiencePreset:
    return replace(
        _adult(_("visitors"), _("to keep everybody safe, and to know who is in the building")),
        consequence=_("Without your name and the reason for your visit, we may not be able to let you in."),
        held_statements=(),
        categories=("visitor-sign-in", "accidents"),
        purposes=("visitor-safety", "site-security", "accident-reporting"),
        sources=(),
        extra_sources=(_("Whoever told us that you would come"),),
        recipients=("suppliers", *_ACCIDENTS, "police"),
        retention=("visitor-book", "accident-adult"),
    )


def _contractors() -> AudiencePreset:
    return replace(
        _visitors(),
        holds_about=_("contractors and agency workers"),
        reason=_("to keep everybody safe, and to be sure who works with children"),
        consequence=_("Without proof of who you are and of your checks, we may not be able to let you work here."),
        categories=("visitor-sign-in", "contractor-checks", "criminal-record", "single-central-record", "accidents"),
        purposes=("visitor-safety", "safer-recruitment", "site-security", "accident-reporting"),
        extra_sources=(_("Your employer or agency"),),
    )


def _former_pupils() -> AudiencePreset:
    return replace(
        _adult(_("former pupils"), _("to keep in touch with those who want it, and to confirm what you achieved")),
        consequence=_("You need not give us anything. Without your address we cannot keep in touch with you."),
        about_work=False,
        categories=("alumni",),
        purposes=("fundraising-alumni", "references-given"),
        bases=tuple(LawfulBasis[name] for name in ("CONSENT", "LEGITIMATE_INTERESTS", "PUBLIC_TASK")),
        sources=(),
        extra_sources=(_("Our records from when you were a pupil"),),
        recipients=("suppliers",),
        retention=("alumni-record",),
    )


def _website_users() -> AudiencePreset:
    return replace(
        _adult(_("people who use our website"), _("to run the website and keep it safe")),
        consequence=_("You need not tell us who you are to read our website."),
        about_work=False,
        held_statements=(),
        categories=("website-technical",),
        purposes=("website-running",),
        bases=tuple(LawfulBasis[name] for name in ("PUBLIC_TASK", "LEGITIMATE_INTERESTS", "CONSENT")),
        sources=(),
        extra_sources=(_("Your browser, when it asks for a page"),),
        recipients=("suppliers",),
        extra_retention=((_("Technical records of visits"), _("your visit"), 12, PeriodUnit.MONTHS),),
    )


_PRESETS: dict[Audience, Callable[[], AudiencePreset]] = {
    Audience.PUPILS: _pupils,
    Audience.PARENTS: _parents,
    Audience.CHILDREN: _children,
    Audience.STAFF: _staff,
    Audience.FORMER_STAFF: _former_staff,
    Audience.GOVERNORS: _governors,
    Audience.MEMBERS: _members,
    Audience.VOLUNTEERS: _volunteers,
    Audience.APPLICANTS: _applicants,
    Audience.VISITORS: _visitors,
    Audience.CONTRACTORS: _contractors,
    Audience.FORMER_PUPILS: _former_pupils,
    Audience.WEBSITE_USERS: _website_users,
    Audience.EVERYONE: _everyone,
}
