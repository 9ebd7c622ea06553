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

    ``categories``, ``purposes``, ``sources``, ``recipients`` and ``retention`` are keys of the starter library. Fields
    that begin with ``extra`` are texts beside these; ``extra_retention`` holds name, trigger, number and unit.
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
    recipients: tuple[str, ...] = ("local-authority", "dfe", "suppliers", "advisers")
    retention: tuple[str, ...] = ()
    extra_retention: tuple[tuple[str, str, int, PeriodUnit], ...] = field(default=())


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
            "medical",
            "ethnicity",
            "language",
            "fsm-eligibility",
            "safeguarding",
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
        sources=("local-authority", "school-nursing"),
        extra_sources=(_("The child's previous school or nursery"),),
        recipients=(
            "local-authority",
            "dfe",
            "ofsted",
            "sta",
            "next-school",
            "school-nursing",
            "childrens-services",
            "police",
            "suppliers",
        ),
        retention=(
            "on-roll",
            "transfer",
            "admission-register",
            "attendance-register",
            "child-protection",
            "consented-photos",
        ),
    )


def _parents() -> AudiencePreset:
    return replace(
        _pupils(),
        holds_about=_("parents and carers"),
        reason=_("to work with families, keep children safe and meet our duties in law"),
        categories=("parents-carers", "contact-details", "language", "fsm-eligibility", "safeguarding"),
        purposes=("contact-parents", "pastoral-care", "safeguarding", "fsm-check", "statutory-returns"),
        retention=("on-roll", "transfer", "child-protection"),
    )


def _everyone() -> AudiencePreset:
    return replace(
        _pupils(),
        holds_about=_("pupils, their families, our staff and others who come to us"),
        about_work=True,
        held_statements=_adult_records(),
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
        held_statements=_adult_records(),
    )


def _adult_records() -> tuple[str, ...]:
    return (
        _("Of adults who work or help with us: name, date of birth and contact details"),
        _("Of adults who work or help with us: checks that the law asks for before somebody is near children"),
    )


def _staff() -> AudiencePreset:
    return replace(
        _adult(_("people who work for us"), _("to employ people, pay them and keep children safe")),
        held_statements=(
            _("Name, date of birth, contact details and emergency contacts"),
            _("National Insurance number, bank details, pay and pension"),
            _("Contract, qualifications, training, performance and absence"),
            _("Health information that we need to look after you at work"),
            _("Ethnic group and other equality information, where you choose to give it"),
            _("Checks that the law asks for before somebody works with children"),
        ),
        extra_purposes=(
            _("Employing and paying people"),
            _("Looking after people's health and development at work"),
            _("Making sure that nobody unsuitable works with children"),
            _("Sending the school workforce return to the Department for Education"),
        ),
        bases=tuple(
            LawfulBasis[name] for name in ("CONTRACT", "LEGAL_OBLIGATION", "PUBLIC_TASK", "VITAL_INTERESTS", "CONSENT")
        ),
        extra_sources=(_("Your former employers and referees"), _("The Disclosure and Barring Service")),
        extra_retention=((_("Personnel file"), _("the end of employment"), 6, PeriodUnit.YEARS),),
    )


def _applicants() -> AudiencePreset:
    return replace(
        _adult(_("people who apply for a job with us"), _("to choose the right person and keep children safe")),
        consequence=_("Without the information that we ask for, we may not be able to consider you."),
        held_statements=(
            _("Name, contact details and what you tell us in your application"),
            _("References, qualifications and notes of interviews"),
            _("What a search of public sources shows about shortlisted candidates"),
            _("Checks that the law asks for before somebody works with children"),
            _("Ethnic group and other equality information, where you choose to give it"),
        ),
        extra_purposes=(
            _("Choosing who to employ"),
            _("Making sure that nobody unsuitable works with children"),
            _("Watching over equal opportunities"),
        ),
        bases=tuple(LawfulBasis[name] for name in ("CONTRACT", "LEGAL_OBLIGATION", "PUBLIC_TASK", "CONSENT")),
        extra_sources=(_("Your referees"), _("The Disclosure and Barring Service")),
        recipients=("suppliers", "advisers"),
        extra_retention=((_("Applications that were not successful"), _("the decision"), 6, PeriodUnit.MONTHS),),
    )


def _governors() -> AudiencePreset:
    return replace(
        _adult(_("our governors and trustees"), _("to run the school well and openly")),
        held_statements=(
            _("Name, contact details, role and term of office"),
            _("Business interests, and attendance at meetings"),
            _("Checks that the law asks for before somebody takes office"),
        ),
        extra_purposes=(
            _("Setting up the governing body and keeping its records"),
            _("Publishing what the law asks us to publish about governors"),
            _("Making sure that nobody unsuitable takes office"),
        ),
        extra_sources=(_("The Disclosure and Barring Service"),),
        extra_retention=((_("Records of a governor"), _("the end of the term of office"), 6, PeriodUnit.YEARS),),
    )


def _volunteers() -> AudiencePreset:
    return replace(
        _adult(_("people who help us without pay"), _("to work with volunteers and keep children safe")),
        held_statements=(
            _("Name, contact details and emergency contacts"),
            _("References, training and when you helped"),
            _("Checks that the law asks for before somebody is near children"),
        ),
        extra_purposes=(_("Working with volunteers"), _("Making sure that nobody unsuitable is near children")),
        extra_sources=(_("Your referees"), _("The Disclosure and Barring Service")),
        recipients=("local-authority", "suppliers", "advisers"),
        extra_retention=((_("Records of a volunteer"), _("the last time you helped"), 6, PeriodUnit.YEARS),),
    )


def _visitors() -> AudiencePreset:
    return replace(
        _adult(_("visitors and contractors"), _("to keep everybody safe, and to know who is in the building")),
        consequence=_("Without your name and the reason for your visit, we may not be able to let you in."),
        held_statements=(
            _("Name, employer, car registration, and times of arrival and leaving"),
            _("Proof of identity, and checks that the law asks for before somebody is near children"),
            _("Accidents, and what we need to know in an emergency"),
        ),
        extra_purposes=(
            _("Keeping children, staff and visitors safe"),
            _("Knowing who is in the building in an emergency"),
        ),
        extra_sources=(_("Your employer"),),
        recipients=("suppliers", "police"),
        extra_retention=((_("Visitors' book"), _("your visit"), 6, PeriodUnit.YEARS),),
    )


_PRESETS: dict[Audience, Callable[[], AudiencePreset]] = {
    Audience.PUPILS: _pupils,
    Audience.PARENTS: _parents,
    Audience.STAFF: _staff,
    Audience.GOVERNORS: _governors,
    Audience.VOLUNTEERS: _volunteers,
    Audience.APPLICANTS: _applicants,
    Audience.VISITORS: _visitors,
    Audience.EVERYONE: _everyone,
}
