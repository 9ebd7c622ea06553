"""The parts that the sample documents are made of."""

from wagtail_privacy.documents.base import ItemRef, Link
from wagtail_privacy.documents.items import (
    BasisUse,
    CategoryUse,
    Citation,
    ConditionUse,
    Contact,
    EnablingPower,
    Instrument,
    OnwardSharing,
    Party,
    PurposeUse,
    RecipientIdentity,
    RecipientUse,
    RetentionUse,
)
from wagtail_privacy.documents.vocabulary import (
    BodyStatus,
    ContactRole,
    DataSubject,
    Frequency,
    LawfulBasis,
    LegislationKind,
    LegislationStatus,
    Nation,
    Necessity,
    Occasion,
    OrganisationKind,
    PeriodUnit,
    PersonalDataHeld,
    RecipientKind,
    RetentionAction,
    RetentionBasis,
    SettingType,
    SpecialCategory,
    SpecialCondition,
)


def ref(model: str, key: str) -> ItemRef:
    """A reference to a shared item that need not exist."""
    return ItemRef(model=model, key=key, hash="0" * 64)


OFFICER = Contact(
    role=ContactRole.DATA_PROTECTION_OFFICER,
    title="Data protection officer",
    name="R. Osei",
    organisation="Valley Schools Trust",
    address=("The Old Mill", "Weir Lane", "Rivertown RT1 2AB"),
    email="dpo@valleytrust.example",
    phone="01234 567890",
    website="https://valleytrust.example/data/",
    form_url="https://valleytrust.example/data/ask/",
    note="Please write “data protection” in the subject line.",
)
OFFICE = Contact(
    role=ContactRole.SCHOOL_OFFICE, title="School office", email="office@birchway.example", phone="01234 000111"
)
TRUST = Party(
    ref=ref("organisation", "valley-trust"),
    name="Valley Schools Trust",
    abbreviation="VST",
    kind=OrganisationKind.TRUST,
    setting=SettingType.TRUST,
    address=("Trust House", "2 Bridge Street", "Rivertown RT1 1AA"),
    email="hello@valleytrust.example",
    phone="+44 (0)1234 555555",
    website="https://valleytrust.example/",
    registration_number="ZA000001",
    contacts=(OFFICER,),
)
SCHOOL = Party(
    ref=ref("organisation", "birchway"),
    name="Birchway Primary School",
    kind=OrganisationKind.SCHOOL,
    setting=SettingType.ACADEMY,
    nations=(Nation.ENGLAND,),
    address=("Birch Way", "Rivertown RT3 4CD"),
    email="office@birchway.example",
    phone="01234 000111",
    contacts=(OFFICE, Contact(role=ContactRole.HEADTEACHER, name="A. Lindqvist")),
)

PUPIL_REGULATIONS = Instrument(
    ref=ref("legislation", "individual-pupils-2013"),
    name="Education (Information About Individual Pupils) (England) Regulations 2013",
    kind=LegislationKind.STATUTORY_INSTRUMENT,
    year=2013,
    number="SI 2013/2094",
    extent="England",
    status=LegislationStatus.IN_FORCE_AMENDED,
    url="https://www.legislation.gov.uk/uksi/2013/2094/contents",
)
EDUCATION_ACT = Instrument(name="Education Act 1996", year=1996)
EDUCATION_ACTS = Instrument(
    name="The Education Acts",
    kind=LegislationKind.COLLECTIVE,
    members=("Education Act 1996", "Education Act 2002", "Education Act 2011"),
)
OLD_ACT = Instrument(
    name="Data Protection Act 1998", status=LegislationStatus.REPEALED, in_force_until="2018-05-25", year=1998
)
CENSUS_LAW = Citation(
    instrument=PUPIL_REGULATIONS,
    provisions=("regulation 5", "Schedule 1"),
    amended_by=("the 2016 amendment regulations",),
    made_under=EnablingPower(instrument=EDUCATION_ACT, provisions=("section 537A",)),
    note="for the school census",
)
OLD_LAW = Citation(instrument=OLD_ACT, cited_as="the Data Protection Act", provisions=("section 7",))
COLLECTIVE_LAW = Citation(instrument=EDUCATION_ACTS)

DEPARTMENT = RecipientIdentity(
    ref=ref("recipient", "dfe"),
    name="Department for Education",
    abbreviation="DfE",
    kind=RecipientKind.GOVERNMENT_DEPARTMENT,
    website="https://www.gov.uk/dfe/",
    privacy_notice_url="https://www.gov.uk/dfe/personal-information-charter",
)
SKILLS_COUNCIL = RecipientIdentity(
    ref=ref("recipient", "lsc"),
    name="Learning and Skills Council",
    cited_as="the former skills council",
    kind=RecipientKind.PUBLIC_BODY,
    part_of="the funding bodies for further education",
    status=BodyStatus.ABOLISHED,
    successors=("5e7a0d0c-4d64-4f0c-9b8e-2f3a3ad1c001",),
    ended="2010-03-31",
)
COUNCIL = RecipientIdentity(
    name="Rivertown City Council", kind=RecipientKind.LOCAL_AUTHORITY, website="www.rivertown.example"
)
NURSES = RecipientIdentity(name="School nursing team", kind=RecipientKind.NHS_BODY)
REGULATOR = RecipientIdentity(
    name="Information Commissioner’s Office",
    abbreviation="ICO",
    kind=RecipientKind.REGULATOR,
    website="https://ico.org.uk/",
    privacy_notice_url="https://ico.org.uk/global/privacy-notice/",
)
DATABASE = RecipientIdentity(
    name="National Pupil Database",
    abbreviation="NPD",
    kind=RecipientKind.DATABASE,
    website="https://www.find-npd-data.education.gov.uk/",
    privacy_notice_url="https://www.gov.uk/npd-privacy",
)
US = RecipientIdentity(name="Birchway Primary School", is_publisher=True)

MEDICAL = CategoryUse(
    ref=ref("datacategory", "medical"),
    name="Medical information",
    examples=("allergies", "asthma", "medicines needed in school"),
    special=SpecialCategory.HEALTH,
    note="You tell us some of it; the school nurse tells us the rest.",
)
ATTENDANCE = CategoryUse(name="Attendance", examples=("sessions attended", "how often a child was away", "why"))
FAMILY = CategoryUse(
    name="Parents and relatives",
    examples=("name", "contact details", "relationship to the child"),
    data_subjects=(DataSubject.PARENT,),
)
CHARACTERISTICS = CategoryUse(
    name="Characteristics", examples=("ethnicity", "language", "nationality"), special=SpecialCategory.MIXED
)
LEARNING = PurposeUse(ref=ref("purpose", "learning"), name="to support pupils’ learning", note="in every subject")
WELFARE = PurposeUse(name="to look after pupils")

PUBLIC_TASK = BasisUse(
    basis=LawfulBasis.PUBLIC_TASK,
    occasion=Occasion.MOST_OFTEN,
    explanation="We provide education in the public interest.",
    examples=("teaching", "marking"),
    citations=(CENSUS_LAW,),
)
CONSENT = BasisUse(
    basis=LawfulBasis.CONSENT,
    cited_as="You or your parents/carers have given us permission",
    occasion=Occasion.SOMETIMES,
)
CONDITION = ConditionUse(
    condition=SpecialCondition.SUBSTANTIAL_PUBLIC_INTEREST, schedule_1="paragraph 18: safeguarding children"
)
OLD_CONDITION = ConditionUse(condition=SpecialCondition.EXPLICIT_CONSENT, cited_as="Your clear permission")

BADGES = CategoryUse(
    name="Photographs for badges",
    condition="only of those who work with us",
    purposes=(WELFARE,),
    basis=PUBLIC_TASK,
    held_in="the badge system",
    stays=True,
)
CORE_RECORD = RetentionUse(
    ref=ref("retentionrule", "core-record"),
    name="The pupil’s record",
    reference="P-1",
    data=(CategoryUse(name="School reports"),),
    scope="reports, letters and notes of meetings",
    personal_data=PersonalDataHeld.YES,
    trigger="the pupil’s date of birth",
    period_number=25,
    period_unit=PeriodUnit.YEARS,
    action=RetentionAction.TRANSFER,
    destinations=("the next school", "the local authority"),
    held_by="the last school attended",
    basis=RetentionBasis.PRACTICE,
    citations=(COLLECTIVE_LAW,),
    exceptions=("Records of accidents are kept by themselves.",),
    note="It moves with the child.",
)
PHOTOGRAPHS = RetentionUse(
    name="Photographs", period="until you withdraw consent", action=RetentionAction.DELETE, basis=RetentionBasis.LOCAL
)

FULL_RECIPIENT = RecipientUse(
    recipient=DEPARTMENT,
    about=("The department is responsible for children’s services and education in England.",),
    includes=("its executive agencies", "the Standards and Testing Agency"),
    conditions=("where a child needs support",),
    services=("They run the admissions system for us.",),
    so_that="plan school places",
    uses=("to work out what funding schools receive", "to monitor attainment policy"),
    purposes=(LEARNING,),
    data=(ATTENDANCE, CHARACTERISTICS),
    necessity=Necessity.REQUIRED,
    frequency=Frequency.TERMLY,
    basis=BasisUse(basis=LawfulBasis.LEGAL_OBLIGATION, explanation="The census is laid down by law."),
    citations=(CENSUS_LAW,),
    anonymous_in=("Statistics are used in such a way that no pupil can be identified.",),
    data_location="in the United Kingdom and in Ireland",
    limits=("Only what the census asks for is sent.",),
    safeguards=("Files travel encrypted.", "Access is logged."),
    returns=("comprehensive figures for our own planning",),
    onward=(
        OnwardSharing(
            recipients=(SKILLS_COUNCIL,),
            others=("independent researchers",),
            data=(CategoryUse(name="Exam results", examples=("grades",)),),
            frequency=Frequency.FROM_TIME_TO_TIME,
            uses=("to produce statistics",),
            limits=("Nothing leads to a decision about one person.",),
            conditions=("The chief statistician approves each request.",),
        ),
    ),
    retention=(RetentionUse(name="The census return", period_number=1, period_unit=PeriodUnit.SCHOOL_YEARS),),
    contact=Contact(
        title="Data protection officer",
        organisation="Department for Education",
        address=("Sanctuary Buildings", "Great Smith Street", "London SW1P 3BT"),
        form_url="https://www.gov.uk/contact-dfe",
    ),
    links=(Link(url="https://www.gov.uk/education/school-census/", text="About the census", about="what it collects"),),
    extensions={"meals": {"allergies": "reported to the kitchen"}},
)
