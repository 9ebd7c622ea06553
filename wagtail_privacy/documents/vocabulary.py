"""Closed lists of the field: what a value may be, and what people read for it.

Labels are translatable; the stored value never changes once released.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeKind(TextChoices):
    PRIVACY_NOTICE = "privacy_notice", _("Privacy notice")
    DATA_SHARING_POLICY = "data_sharing_policy", _("Data-sharing policy")
    DATA_PROTECTION_POLICY = "data_protection_policy", _("Data-protection policy")
    RETENTION_SCHEDULE = "retention_schedule", _("Retention schedule")
    SHARING_AGREEMENT = "sharing_agreement", _("Data-sharing agreement")
    BIOMETRICS_NOTICE = "biometrics_notice", _("Biometrics notice")


class Audience(TextChoices):
    PUPILS = "pupils", _("Pupils and their parents or carers")
    PARENTS = "parents", _("Parents and carers")
    STAFF = "staff", _("Staff")
    GOVERNORS = "governors", _("Governors and trustees")
    VOLUNTEERS = "volunteers", _("Volunteers")
    APPLICANTS = "applicants", _("Job applicants")
    VISITORS = "visitors", _("Visitors")
    EVERYONE = "everyone", _("Everyone")
    CHILDREN = "children", _("Children and young people")
    FORMER_PUPILS = "former_pupils", _("Former pupils")
    FORMER_STAFF = "former_staff", _("Former staff")
    CONTRACTORS = "contractors", _("Contractors")
    MEMBERS = "members", _("Members of the trust")
    WEBSITE_USERS = "website_users", _("Users of our website")


class Edition(TextChoices):
    """Which of several texts for the same people a notice is."""

    FULL = "full", _("Full notice")
    SHORT = "short", _("Short notice")
    CHILDREN = "children", _("Edition for children")


class Nation(TextChoices):
    """The part of the United Kingdom whose law a notice follows."""

    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")


class OrganisationKind(TextChoices):
    TRUST = "trust", _("Trust")
    SCHOOL = "school", _("School")
    OTHER = "other", _("Other controller")


class SettingType(TextChoices):
    """Decides which statutes apply: the right to the educational record, for one, skips academies."""

    MAINTAINED = "maintained", _("Maintained school")
    ACADEMY = "academy", _("Academy or free school")
    NURSERY = "nursery", _("Maintained nursery school")
    SPECIAL = "special", _("Maintained special school")
    NON_MAINTAINED_SPECIAL = "non_maintained_special", _("Non-maintained special school")
    SHORT_STAY = "short_stay", _("Short stay school (pupil referral unit)")
    ALTERNATIVE_PROVISION = "alternative_provision", _("Alternative provision academy")
    SUPPORT_CENTRE = "support_centre", _("Education support centre")
    EDUCATION_AUTHORITY = "education_authority", _("School run by the council (Scotland)")
    GRANT_AIDED_SCOTLAND = "grant_aided_scotland", _("Grant-aided school (Scotland)")
    CONTROLLED = "controlled", _("Controlled school (Northern Ireland)")
    CATHOLIC_MAINTAINED = "catholic_maintained", _("Catholic maintained school (Northern Ireland)")
    INTEGRATED = "integrated", _("Integrated school (Northern Ireland)")
    VOLUNTARY_GRAMMAR = "voluntary_grammar", _("Voluntary grammar school (Northern Ireland)")
    NURSERY_UNIT = "nursery_unit", _("Nursery unit of a school")
    INDEPENDENT = "independent", _("Independent school")
    COLLEGE = "college", _("College or sixth form")
    TRUST = "trust", _("Multi-school trust")
    OTHER = "other", _("Other setting")


class ContactRole(TextChoices):
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    HEADTEACHER = "headteacher", _("Headteacher")
    CHAIR_OF_GOVERNORS = "chair_of_governors", _("Chair of governors")
    SCHOOL_OFFICE = "school_office", _("School office")
    SCHOOL_ADMINISTRATOR = "school_administrator", _("School administrator")
    COMPLAINTS = "complaints", _("Complaints contact")
    INFORMATION_GOVERNANCE = "information_governance", _("Information governance officer")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("Designated safeguarding lead")
    OTHER = "other", _("Other contact")


class RecipientKind(TextChoices):
    GOVERNMENT_DEPARTMENT = "government_department", _("Government department")
    EXECUTIVE_AGENCY = "executive_agency", _("Executive agency")
    PUBLIC_BODY = "public_body", _("Other public body")
    REGULATOR = "regulator", _("Regulator or inspectorate")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    LOCAL_AUTHORITY_SERVICE = "local_authority_service", _("Local authority service")
    NHS_BODY = "nhs_body", _("NHS body")
    POLICE = "police", _("Police force")
    COURT = "court", _("Court or tribunal")
    SCHOOL = "school", _("School")
    COLLEGE = "college", _("College, university or training provider")
    SERVICE = "service", _("National or local service")
    SCHEME = "scheme", _("Programme or scheme")
    DATABASE = "database", _("Database")
    RESEARCH = "research", _("Researcher or research body")
    SUPPLIER = "supplier", _("Supplier working for us")
    ADVISER = "adviser", _("Professional adviser")
    PARTNERSHIP = "partnership", _("Partnership")
    PERSON_ROLE = "person_role", _("Professional in a role")
    STAFF_ROLE = "staff_role", _("People in our school")
    GROUP = "group", _("Group of organisations")
    PUBLIC = "public", _("The public")
    OTHER = "other", _("Other organisation")


class BodyStatus(TextChoices):
    CURRENT = "current", _("Exists today")
    RENAMED = "renamed", _("Renamed")
    MERGED = "merged", _("Merged into another body")
    ABOLISHED = "abolished", _("Abolished")
    WITHDRAWN = "withdrawn", _("Service withdrawn")


class LegislationKind(TextChoices):
    ACT = "act", _("Act of Parliament")
    STATUTORY_INSTRUMENT = "statutory_instrument", _("Statutory instrument")
    EU_REGULATION = "eu_regulation", _("EU regulation")
    ASSIMILATED_REGULATION = "assimilated_regulation", _("Assimilated regulation (UK)")
    GUIDANCE = "guidance", _("Statutory guidance")
    REPORT = "report", _("Report")
    COLLECTIVE = "collective", _("Collective title (several Acts)")


class LegislationStatus(TextChoices):
    IN_FORCE = "in_force", _("In force")
    IN_FORCE_AMENDED = "in_force_amended", _("In force, amended")
    PARTLY_IN_FORCE = "partly_in_force", _("Partly in force")
    REPEALED = "repealed", _("Repealed")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


class DataSubject(TextChoices):
    PUPIL = "pupil", _("Pupils")
    PARENT = "parent", _("Parents, carers and relatives")
    STAFF = "staff", _("Staff")
    GOVERNOR = "governor", _("Governors and trustees")
    VOLUNTEER = "volunteer", _("Volunteers")
    APPLICANT = "applicant", _("Job applicants")
    VISITOR = "visitor", _("Visitors")
    FORMER_PUPIL = "former_pupil", _("Former pupils")
    FORMER_STAFF = "former_staff", _("Former staff")
    CONTRACTOR = "contractor", _("Contractors and agency workers")
    MEMBER = "member", _("Members of the trust")
    CONTACT = "contact", _("Next of kin and other contacts")
    WEBSITE_USER = "website_user", _("Users of our website")


class SpecialCategory(TextChoices):
    """UK GDPR Article 9(1), and Article 10 for criminal offence data."""

    RACIAL_OR_ETHNIC = "racial_or_ethnic", _("Racial or ethnic origin")
    POLITICAL = "political", _("Political opinions")
    RELIGIOUS = "religious", _("Religious or philosophical beliefs")
    TRADE_UNION = "trade_union", _("Trade union membership")
    GENETIC = "genetic", _("Genetic data")
    BIOMETRIC = "biometric", _("Biometric data")
    HEALTH = "health", _("Health")
    SEX_LIFE = "sex_life", _("Sex life")
    SEXUAL_ORIENTATION = "sexual_orientation", _("Sexual orientation")
    CRIMINAL_OFFENCE = "criminal_offence", _("Criminal offences")
    MIXED = "mixed", _("Contains more than one special category")


class LawfulBasis(TextChoices):
    """UK GDPR Article 6(1)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")
    VITAL_INTERESTS = "vital_interests", _("Vital interests")
    PUBLIC_TASK = "public_task", _("Public task")
    RECOGNISED_LEGITIMATE_INTEREST = "recognised_legitimate_interest", _("Recognised legitimate interest")
    LEGITIMATE_INTERESTS = "legitimate_interests", _("Legitimate interests")


BASIS_ARTICLE = {
    LawfulBasis.CONSENT: "6(1)(a)",
    LawfulBasis.CONTRACT: "6(1)(b)",
    LawfulBasis.LEGAL_OBLIGATION: "6(1)(c)",
    LawfulBasis.VITAL_INTERESTS: "6(1)(d)",
    LawfulBasis.PUBLIC_TASK: "6(1)(e)",
    LawfulBasis.RECOGNISED_LEGITIMATE_INTEREST: "6(1)(ea)",
    LawfulBasis.LEGITIMATE_INTERESTS: "6(1)(f)",
}
"""The UK GDPR article of each lawful basis; (ea) was inserted by the Data (Use and Access) Act 2025, section 70."""


class SpecialCondition(TextChoices):
    """UK GDPR Article 9(2): what allows the use of special category data."""

    EXPLICIT_CONSENT = "explicit_consent", _("Explicit consent")
    EMPLOYMENT = "employment", _("Employment and social protection law")
    VITAL_INTERESTS = "vital_interests", _("Vital interests, where the person cannot consent")
    NOT_FOR_PROFIT = "not_for_profit", _("Not-for-profit body and its members")
    MADE_PUBLIC = "made_public", _("Made public by the person")
    LEGAL_CLAIMS = "legal_claims", _("Legal claims")
    SUBSTANTIAL_PUBLIC_INTEREST = "substantial_public_interest", _("Substantial public interest")
    HEALTH_OR_SOCIAL_CARE = "health_or_social_care", _("Health or social care")
    PUBLIC_HEALTH = "public_health", _("Public health")
    RESEARCH = "research", _("Archiving, research and statistics")


CONDITION_ARTICLE = {
    condition: f"9(2)({letter})" for condition, letter in zip(SpecialCondition, "abcdefghij", strict=True)
}
"""The UK GDPR article of each special category condition."""


class Necessity(TextChoices):
    REQUIRED = "required", _("Required by law")
    PERMITTED = "permitted", _("Permitted by law")
    ON_REQUEST = "on_request", _("On request")
    WITH_CONSENT = "with_consent", _("Only with consent")
    CONTRACT = "contract", _("Works for us under contract")


class Frequency(TextChoices):
    ROUTINELY = "routinely", _("Routinely")
    TERMLY = "termly", _("Each term")
    ANNUALLY = "annually", _("Each year")
    ON_CHANGE = "on_change", _("When something changes")
    FROM_TIME_TO_TIME = "from_time_to_time", _("From time to time")
    ON_REQUEST = "on_request", _("When they ask")
    ONCE = "once", _("Once")


class Provision(TextChoices):
    """UK GDPR Article 13(2)(e): whether people must give the information."""

    MANDATORY = "mandatory", _("Mandatory")
    VOLUNTARY = "voluntary", _("Voluntary")
    MOSTLY_MANDATORY = "mostly_mandatory", _("Mostly mandatory, some voluntary")


class Occasion(TextChoices):
    """How often a lawful basis applies."""

    MOST_OFTEN = "most_often", _("Most often")
    SOMETIMES = "sometimes", _("Sometimes")


class PeriodUnit(TextChoices):
    DAYS = "days", _("days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")
    SCHOOL_DAYS = "school_days", _("school days")
    SCHOOL_YEARS = "school_years", _("school years")
    YEARS = "years", _("years")


class RetentionAction(TextChoices):
    DELETE = "delete", _("Deleted or destroyed securely")
    TRANSFER = "transfer", _("Passed on")
    ARCHIVE = "archive", _("Archived")
    ANONYMISE = "anonymise", _("Made anonymous")
    REVIEW = "review", _("Reviewed")


class RetentionBasis(TextChoices):
    STATUTORY = "statutory", _("A law sets it")
    PRACTICE = "practice", _("Recognised good practice")
    LOCAL = "local", _("Our own decision")


class PersonalDataHeld(TextChoices):
    """Whether records hold personal data, as a retention schedule says of each kind."""

    YES = "yes", _("Holds personal data")
    SOME = "some", _("May hold personal data")
    NO = "no", _("Holds no personal data")


class ConsentRule(TextChoices):
    """Whose agreement is needed. In England and Wales, sections 26 to 28 of the Protection of Freedoms Act 2012 ask for
    a parent's for biometrics, and let a child's refusal prevail.
    """

    PERSON = "person", _("The person whose information it is")
    PARENT = "parent", _("A parent or carer")
    BOTH = "both", _("A parent or carer and the child, both of them")
    EITHER_REFUSES = "either_refuses", _("A parent or carer and the child; either of them may say no")


class NotDone(TextChoices):
    """What a notice says that nobody does: a reader who looks for it finds an answer."""

    BIOMETRICS = (
        "biometrics",
        _("We do not recognise people by fingerprints, faces or the like."),
    )
    PUBLICITY = "publicity", _("We do not use photographs or films of people for publicity.")
    AUTOMATED_DECISIONS = "automated_decisions", _("No decision is made by a computer alone.")
    DIRECT_MARKETING = "direct_marketing", _("We send nobody marketing messages.")
    SALE = "sale", _("We never sell personal information.")


class Operation(TextChoices):
    COLLECT = "collect", _("collect")
    RECEIVE = "receive", _("receive")
    HOLD = "hold", _("hold")
    STORE = "store", _("store")
    USE = "use", _("use")
    PROCESS = "process", _("process")
    SHARE = "share", _("share")


class Topic(TextChoices):
    """What a document says that it explains."""

    HOW_COLLECTED = "how_collected", _("how we collect data")
    HOW_STORED = "how_stored", _("how we store data")
    HOW_USED = "how_used", _("how we use data")
    HOW_SHARED = "how_shared", _("how we share data")
    TYPES_OF_DATA = "types_of_data", _("the types of data that we hold")
    WHY = "why", _("why we hold them")
    WHO = "who", _("to whom they may be passed on")
    HOW_LONG = "how_long", _("how long we keep them")
    RIGHTS = "rights", _("what rights you have")
    COMPLAINTS = "complaints", _("how to complain")


class RightKind(TextChoices):
    BE_INFORMED = "be_informed", _("To be told how data is used")
    ACCESS = "access", _("To see the data held (right of access)")
    RECTIFICATION = "rectification", _("To have wrong data corrected")
    ERASURE = "erasure", _("To have data deleted in some situations")
    RESTRICTION = "restriction", _("To have the use of data limited")
    PORTABILITY = "portability", _("To receive data in a reusable form")
    OBJECT = "object", _("To object")
    DIRECT_MARKETING = "direct_marketing", _("To stop direct marketing")
    AUTOMATED_DECISIONS = "automated_decisions", _("Safeguards in automated decisions")
    WITHDRAW_CONSENT = "withdraw_consent", _("To withdraw consent")
    COMPLAIN = "complain", _("To complain")
    COMPENSATION = "compensation", _("To claim compensation")
    EDUCATIONAL_RECORD = "educational_record", _("A parent's right to the educational record")
    OTHER = "other", _("Another right")


class AgeStatus(TextChoices):
    GUIDE = "guide", _("A guide: it depends on the child")
    RULE = "rule", _("A rule")


class Silence(TextChoices):
    """What happens when nobody answers within the opt-out window."""

    SHARED = "shared", _("The information is passed on")
    SHARED_ON_REQUEST = "shared_on_request", _("The information is passed on upon request")
    NOT_SHARED = "not_shared", _("Nothing is passed on")
    NOT_USED = "not_used", _("The information is not used")


class ChangeSize(TextChoices):
    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")


class ChangeReason(TextChoices):
    """Why a new version of a notice was published."""

    LAW = "law", _("The law changed")
    ANNUAL_REVIEW = "annual_review", _("Annual review")
    PRACTICE = "practice", _("We use information differently")
    RECIPIENT = "recipient", _("Somebody we share with changed")
    CONTACT = "contact", _("Contact details changed")
    CORRECTION = "correction", _("Correction")
    CLARITY = "clarity", _("Made easier to understand")
    REISSUE = "reissue", _("An earlier version was put back")
    OTHER = "other", _("Another reason")
