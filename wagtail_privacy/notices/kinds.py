"""Our own kinds of sections, each with an example as readers would see it. Every name in it is made up or generic."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from wagtail_privacy.documents import sections as s
from wagtail_privacy.documents.base import Link, Prose
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    Instrument,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
    Source,
)
from wagtail_privacy.documents.vocabulary import (
    AgeStatus,
    ConsentRule,
    ContactRole,
    Frequency,
    LawfulBasis,
    Necessity,
    NotDone,
    Operation,
    PeriodUnit,
    Provision,
    RecipientKind,
    RetentionAction,
    RightKind,
    Silence,
    SpecialCategory,
    SpecialCondition,
    Topic,
)
from wagtail_privacy.notices.blocks import about, agreements, data, people, sharing
from wagtail_privacy.notices.section_kinds import SectionKind, register_section_kind


def _law() -> Citation:
    return Citation(instrument=Instrument(name="Education Act 1996", year=1996), provisions=(_("section 537A"),))


def _school() -> RecipientIdentity:
    return RecipientIdentity(name=_("Your school"), kind=RecipientKind.SCHOOL, is_publisher=True)


def _department() -> RecipientIdentity:
    return RecipientIdentity(
        name="Department for Education", abbreviation="DfE", kind=RecipientKind.GOVERNMENT_DEPARTMENT
    )


def _council() -> RecipientIdentity:
    return RecipientIdentity(name=_("Your local authority"), kind=RecipientKind.LOCAL_AUTHORITY)


def _officer() -> Contact:
    return Contact(
        role=ContactRole.DATA_PROTECTION_OFFICER,
        title=str(ContactRole.DATA_PROTECTION_OFFICER.label),
        email="dpo@school.example",
        phone="01632 960000",
    )


def _attendance() -> CategoryUse:
    return CategoryUse(name=_("Attendance"), examples=(_("sessions attended"), _("reasons for absence")))


def _medical() -> CategoryUse:
    return CategoryUse(
        name=_("Medical information"), examples=(_("allergies"), _("medicines")), special=SpecialCategory.HEALTH
    )


def _public_task() -> BasisUse:
    return BasisUse(
        basis=LawfulBasis.PUBLIC_TASK,
        explanation=_("We need it to carry out our task of educating children."),
        citations=(_law(),),
    )


def _register() -> RetentionUse:
    return RetentionUse(
        name=_("Attendance register"),
        trigger=_("date of entry"),
        period_number=6,
        period_unit=PeriodUnit.YEARS,
        action=RetentionAction.DELETE,
    )


def _about() -> s.SectionBase:
    return s.AboutSection(
        heading=_("About this document"),
        data_holders=(_school(), _department()),
        holds_about=_("pupils and their families"),
        explains=(Topic.TYPES_OF_DATA, Topic.WHY, Topic.WHO, Topic.RIGHTS),
    )


def _registration() -> s.SectionBase:
    return s.RegistrationSection(
        heading=_("Our registration"),
        regulator=RecipientIdentity(name=_("The regulator"), kind=RecipientKind.REGULATOR),
        number="Z0000000",
        renewal=_("We renew our registration every year."),
    )


def _governance() -> s.SectionBase:
    return s.GovernanceSection(
        heading=_("Who looks after this document"),
        responsible=_("Headteacher"),
        committee=_("Governing body"),
        approved="2026-09",
        review_due="2027-09",
    )


def _definitions() -> s.SectionBase:
    meaning = _("everything that says something about a person who can be identified")
    return s.DefinitionsSection(
        heading=_("What our words mean"),
        definitions=(s.Definition(term=_("personal information"), meaning=meaning),),
    )


def _links() -> s.SectionBase:
    link = Link(url="https://www.gov.uk/data-protection", text=_("Data protection"), about=_("what the law gives you"))
    return s.LinksSection(heading=_("Read more"), links=(link,))


def _text() -> s.SectionBase:
    html = format_html("<p>{}</p>", _("Something that no other section can say."))
    return s.TextSection(heading=_("More information"), body=Prose(html=html))


def _data_held() -> s.SectionBase:
    return s.DataHeldSection(
        heading=_("What we hold"),
        operations=(Operation.COLLECT, Operation.HOLD, Operation.USE),
        categories=(_attendance(), _medical()),
    )


def _purposes() -> s.SectionBase:
    names = (_("Giving pupils the support they need"), _("Keeping children safe"), _("Reporting on progress"))
    return s.PurposesSection(heading=_("Why we use it"), purposes=tuple(PurposeUse(name=name) for name in names))


def _lawful_bases() -> s.SectionBase:
    return s.LawfulBasesSection(
        heading=_("What allows us to use it"),
        bases=(_public_task(),),
        conditions=(
            ConditionUse(
                condition=SpecialCondition.SUBSTANTIAL_PUBLIC_INTEREST, schedule_1=_("paragraph 18: safeguarding")
            ),
        ),
        withdrawal=(_("Tell the school office."),),
    )


def _activities() -> s.SectionBase:
    return s.ActivitiesSection(
        heading=_("Each use of the information"),
        activities=(
            s.Activity(
                name=_("Follow attendance"),
                data=(_attendance(),),
                bases=(_public_task(),),
                recipients=(_council(), _department()),
                retention=(_register(),),
                provision=Provision.MANDATORY,
            ),
        ),
    )


def _collection() -> s.SectionBase:
    return s.CollectionSection(
        heading=_("How we collect it"),
        provision=Provision.MOSTLY_MANDATORY,
        statements=(_("When we ask, we tell you whether you have to answer."),),
        sources=(Source(name=_("The previous school"), gives=(_("the pupil record"),)),),
    )


def _retention() -> s.SectionBase:
    return s.RetentionSection(
        heading=_("How long we keep it"), rules=(_register(),), schedule_available=(_("at the school office"),)
    )


def _security() -> s.SectionBase:
    return s.SecuritySection(
        heading=_("How we keep it safe"),
        measures=(_("Only people who need it for their work can see it."), _("Our staff are trained every year.")),
    )


def _recipients() -> s.SectionBase:
    return s.RecipientsSection(
        heading=_("Who we share it with"),
        recipients=(
            RecipientUse(
                recipient=_department(),
                uses=(_("allocating school funding"), _("research and statistics")),
                necessity=Necessity.REQUIRED,
                frequency=Frequency.TERMLY,
                citations=(_law(),),
            ),
            RecipientUse(
                recipient=_council(),
                uses=(_("planning school places"),),
                necessity=Necessity.PERMITTED,
                contact=_officer(),
            ),
        ),
    )


def _database() -> s.SectionBase:
    return s.DatabaseSection(
        heading=_("A national database"),
        database=RecipientIdentity(name="National Pupil Database", kind=RecipientKind.DATABASE),
        owner=_department(),
        purposes=(_("research and statistics"),),
        fields_held=(_("names and addresses"), _("test and examination results")),
        fields_excluded=(_("medical records"),),
        access_conditions=(_("the Department approves every request"),),
    )


def _legal_duties() -> s.SectionBase:
    duty = s.LegalDuty(
        citations=(_law(),), bound_parties=_("schools"), duty=_("give information about individual pupils when asked")
    )
    return s.LegalDutiesSection(heading=_("The law behind it"), duties=(duty,))


def _opt_out() -> s.SectionBase:
    return s.OptOutSection(
        heading=_("Your choice"),
        recipient=RecipientIdentity(name=_("Youth support service"), kind=RecipientKind.LOCAL_AUTHORITY_SERVICE),
        decision_makers=(_("a parent, until the pupil is 16"), _("the pupil, from 16")),
        always_shared=(_("the pupil's name, address and date of birth"),),
        stopped=(_("everything else"),),
        silence=Silence.SHARED,
        how=_("tell the school office"),
    )


def _transfers() -> s.SectionBase:
    return s.TransfersSection(
        heading=_("Does it leave the United Kingdom?"),
        takes_place=True,
        countries=(_("Ireland"),),
        safeguards=(_("United Kingdom law finds the protection there good enough."),),
    )


def _rights() -> s.SectionBase:
    return s.RightsSection(
        heading=_("Your rights"),
        rights=(
            s.RightUse(kind=RightKind.ACCESS, statement=_("You can ask for a copy of what we hold about you.")),
            s.RightUse(kind=RightKind.RECTIFICATION, statement=_("You can have wrong information corrected.")),
        ),
        request_how=_("Ask in any way that suits you. We answer within one month."),
        request_to=(s.RequestPoint(contact=_officer()),),
    )


def _child_rights() -> s.SectionBase:
    return s.ChildRightsSection(
        heading=_("Children's own rights"),
        age_status=AgeStatus.GUIDE,
        statements=(_("These rights belong to the child."),),
    )


def _complaints() -> s.SectionBase:
    regulator = RecipientIdentity(name=_("The regulator"), kind=RecipientKind.REGULATOR)
    return s.ComplaintsSection(
        heading=_("If you are unhappy"),
        steps=(
            s.ComplaintStep(title=_("Tell us first"), acknowledge_days=30, to=s.RequestPoint(contact=_officer())),
            s.ComplaintStep(title=_("Then the regulator"), to=s.RequestPoint(recipient=regulator)),
        ),
    )


def _contacts() -> s.SectionBase:
    return s.ContactsSection(heading=_("Contact"), topic=_("if anything here is unclear"), contacts=(_officer(),))


def _automated_decisions() -> s.SectionBase:
    return s.AutomatedDecisionsSection(heading=_("Decisions by computer"), takes_place=False)


def _consent() -> s.SectionBase:
    request = s.ConsentUse(
        name=_("Paying for lunch with a fingerprint"),
        asked=ConsentRule.EITHER_REFUSES,
        alternative=_("a card that works in the same way"),
        withdrawal=_("Tell the school office."),
        afterwards=_("We stop at once and delete what we hold."),
    )
    return s.ConsentSection(
        heading=_("What we ask you to agree to"), requests=(request,), not_done=(NotDone.DIRECT_MARKETING,)
    )


def _parties() -> s.SectionBase:
    return s.PartiesSection(
        heading=_("Who agrees with whom"),
        service=_("support for pupils who need more help with reading"),
        parties=(
            s.PartyUse(party=_school(), gives=(_attendance(),)),
            s.PartyUse(party=_council(), receives=(_attendance(),)),
        ),
    )


OWN_KINDS = (
    SectionKind(about.AboutBlock, _about, "UK GDPR Article 13(1)(a)"),
    SectionKind(data.DataHeldBlock, _data_held, "UK GDPR Article 14(1)(d)"),
    SectionKind(data.PurposesBlock, _purposes, "UK GDPR Article 13(1)(c)"),
    SectionKind(data.LawfulBasesBlock, _lawful_bases, "UK GDPR Articles 6, 9 and 13(1)(c)"),
    SectionKind(data.ActivitiesBlock, _activities, "UK GDPR Articles 13, 14 and 30"),
    SectionKind(data.CollectionBlock, _collection, "UK GDPR Articles 13(2)(e) and 14(2)(f)"),
    SectionKind(sharing.RecipientsBlock, _recipients, "UK GDPR Article 13(1)(e)"),
    SectionKind(sharing.DatabaseBlock, _database, "UK GDPR Article 13(1)(e)"),
    SectionKind(sharing.LegalDutiesBlock, _legal_duties, "UK GDPR Article 6(3)"),
    SectionKind(sharing.TransfersBlock, _transfers, "UK GDPR Articles 13(1)(f) and 44 to 49"),
    SectionKind(people.AutomatedDecisionsBlock, _automated_decisions, "UK GDPR Articles 13(2)(f) and 22A to 22D"),
    SectionKind(data.RetentionBlock, _retention, "UK GDPR Article 13(2)(a)"),
    SectionKind(data.SecurityBlock, _security, "UK GDPR Article 32"),
    SectionKind(people.RightsBlock, _rights, "UK GDPR Articles 12 to 22 and 13(2)(b) to (d)"),
    SectionKind(people.ChildRightsBlock, _child_rights, "Data Protection Act 2018 section 208"),
    SectionKind(sharing.OptOutBlock, _opt_out, "Education and Skills Act 2008 section 72"),
    SectionKind(agreements.ConsentBlock, _consent, "UK GDPR Articles 7 and 13(2)(c)"),
    SectionKind(people.ComplaintsBlock, _complaints, "Data Protection Act 2018 sections 164A and 165"),
    SectionKind(people.ContactsBlock, _contacts, "UK GDPR Article 13(1)(a) and (b)"),
    SectionKind(agreements.PartiesBlock, _parties),
    SectionKind(about.RegistrationBlock, _registration, "Data Protection (Charges and Information) Regulations 2018"),
    SectionKind(about.GovernanceBlock, _governance, "UK GDPR Articles 5(2) and 24(1)"),
    SectionKind(about.DefinitionsBlock, _definitions, "UK GDPR Article 12(1)"),
    SectionKind(about.LinksBlock, _links),
    SectionKind(about.TextSectionBlock, _text),
)
"""Our kinds of sections in the order of the picker, each with the place where the law asks for it."""

for _kind in OWN_KINDS:
    register_section_kind(_kind)
