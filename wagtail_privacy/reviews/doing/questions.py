"""The questions that are asked in a review: a checklist for each kind of notice, as data, which hosts may extend."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.organisations.review_rules import ANYTHING, LIBRARY_ITEM


class Reply(TextChoices):
    """What may be answered."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


def reply_text(reply: str) -> str:
    """What a stored reply says in the active language; one that no release knows stands as it is."""
    return str(dict(Reply.choices).get(reply, reply))


@dataclass(frozen=True)
class Question:
    """A question to be answered with yes, no or “does not apply”; yes means that all is well.

    ``key`` is an identifier, unique within a checklist; ``help_text`` says where to look, or which law asks.
    """

    key: str
    text: str | Promise
    help_text: str | Promise = ""


@dataclass(frozen=True)
class Answer:
    """A question as it was asked, in the language of whoever answered it, with the reply; empty where there is none."""

    key: str
    question: str
    reply: str = ""
    note: str = ""

    def as_data(self) -> dict[str, str]:
        """As it is sealed."""
        return {"key": self.key, "question": self.question, "reply": self.reply, "note": self.note}


_checklists: dict[str, dict[str, Question]] = {}


def register_questions(kind: str, questions: Iterable[Question]) -> None:
    """Ask these in every review of this kind, after those that are there. The same key again replaces a question.

    ``kind`` is a value of ``NoticeKind``, ``library_item``, the kind of another page type or model, or an empty text
    for whatever is reviewed. Called when an app is ready.
    """
    checklist = _checklists.setdefault(kind, {})
    checklist.update({question.key: question for question in questions})


def questions_for(kind: str) -> tuple[Question, ...]:
    """The checklist for ``kind``, then what is asked of everything."""
    chosen = {**_checklists.get(kind, {})}
    for question in _checklists.get(ANYTHING, {}).values():
        chosen.setdefault(question.key, question)
    return tuple(chosen.values())


_CONTACTS = Question(
    "contacts",
    _("Are the contacts right, and does somebody read what is sent to them?"),
    _("The controller and the data protection officer (UK GDPR Article 13(1)(a) and (b))."),
)
_RECIPIENTS = Question(
    "recipients",
    _("Is everybody named with whom information is shared?"),
    _("New apps and services, and those that are not used any more (UK GDPR Article 13(1)(e))."),
)
_STARTED = Question("started", _("Does it tell of everything that has been started since the last review?"))
_STOPPED = Question("stopped", _("Is what has stopped since the last review no longer in it?"))
_RETENTION = Question(
    "retention",
    _("Is information kept for as long as it says, and no longer?"),
    _("Compare it with your retention schedule (UK GDPR Article 13(2)(a))."),
)
_RIGHTS = Question(
    "rights",
    _("Does it say what people can ask for, and how?"),
    _("Access, correction, erasure, restriction, objection and portability (UK GDPR Article 13(2)(b))."),
)
_COMPLAINTS = Question(
    "complaints",
    _("Does it name the right body to complain to, with an address that works?"),
    _("The supervisory authority (UK GDPR Article 13(2)(d))."),
)
_LAWS = Question(
    "laws",
    _("Are all the laws that it names still in force?"),
    _("A repealed law stays in a text until somebody takes it out: the Data Protection Act 1998 is one."),
)
_BASES = Question(
    "bases",
    _("Does each purpose still have the lawful basis that is stated?"),
    _("Where consent is stated: can people say no, and take it back? (UK GDPR Articles 6, 7 and 13(1)(c))"),
)
_TRANSLATIONS = Question("translations", _("Do its translations say the same?"))
_PLAIN = Question(
    "plain",
    _("Can the people whom it is for understand it?"),
    _("In clear and plain language (UK GDPR Article 12(1))."),
)
_AGREEMENTS = Question(
    "agreements",
    _("Is there an agreement in force with everybody who needs one?"),
    _("With processors (UK GDPR Article 28), and with those that information is regularly shared with."),
)
_ROLES = Question("roles", _("Are the roles that it names the ones that people have today?"))
_BREACHES = Question(
    "breaches",
    _("Would what it says about a breach work today?"),
    _("Within 72 hours of becoming aware of it (UK GDPR Article 33(1))."),
)
_TRAINING = Question("training", _("Does the training that it speaks of take place?"))

register_questions(
    NoticeKind.PRIVACY_NOTICE,
    (_CONTACTS, _RECIPIENTS, _STARTED, _STOPPED, _BASES, _RETENTION, _RIGHTS, _COMPLAINTS, _LAWS, _PLAIN,
     _TRANSLATIONS),
)  # fmt: skip
register_questions(
    NoticeKind.DATA_SHARING_POLICY,
    (_CONTACTS, _RECIPIENTS, _AGREEMENTS, _STARTED, _STOPPED, _BASES, _RETENTION, _RIGHTS, _COMPLAINTS, _LAWS,
     _TRANSLATIONS),
)  # fmt: skip
register_questions(
    NoticeKind.DATA_PROTECTION_POLICY,
    (_CONTACTS, _ROLES, _TRAINING, _BREACHES, _RETENTION, _RIGHTS, _COMPLAINTS, _LAWS, _TRANSLATIONS),
)
register_questions(
    LIBRARY_ITEM,
    (
        Question("name", _("Is this still its name, and does it still exist?")),
        Question("facts", _("Do the facts still agree with their source?"), _("Open the address of the source.")),
        Question("reach", _("Do addresses, telephone numbers and links work?")),
    ),
)
