"""Why a change is major: what people must be told of in a note of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from wagtail_privacy.documents.diff.changes import Difference
from wagtail_privacy.documents.diff.substance import BasisChange
from wagtail_privacy.documents.wording import first_few


class ReasonCode(StrEnum):
    """What makes a change major (UK GDPR Articles 13(1)(c) and (e), 13(3) and 14(1)(d))."""

    NEW_RECIPIENT = "new_recipient"
    NEW_PURPOSE = "new_purpose"
    NEW_DATA_CATEGORY = "new_data_category"
    LAWFUL_BASIS = "lawful_basis"


@dataclass(frozen=True)
class Reason:
    """One reason, with a message in the language that was active."""

    code: ReasonCode
    message: str


def major_reasons(change: Difference) -> tuple[Reason, ...]:
    """Why ``change`` is major; empty where it is not.

    Judged over the whole of both documents: what moved, or is named elsewhere in the old document, is not new. What is
    reworded counts as new where neither the library item nor the name is known, since nobody but a person can tell.
    """
    return tuple(_reasons(change))


def _reasons(change: Difference) -> Iterator[Reason]:
    new = change.substance
    if names := new.recipients.new:
        yield Reason(ReasonCode.NEW_RECIPIENT, _("New recipient: %(names)s.") % {"names": first_few(names)})
    if names := new.purposes.new:
        yield Reason(ReasonCode.NEW_PURPOSE, _("New purpose: %(names)s.") % {"names": first_few(names)})
    if names := new.categories.new:
        message = _("New kind of information: %(names)s.") % {"names": first_few(names)}
        yield Reason(ReasonCode.NEW_DATA_CATEGORY, message)
    if new.bases:
        names = tuple(dict.fromkeys(_basis(basis) for basis in new.bases))
        yield Reason(ReasonCode.LAWFUL_BASIS, _("The lawful basis changed: %(names)s.") % {"names": first_few(names)})


def _basis(change: BasisChange) -> str:
    values = {"subject": change.subject, "basis": change.name}
    if change.is_new:
        return (
            _("%(basis)s now holds for %(subject)s") % values if change.subject else _("%(basis)s now holds") % values
        )
    if change.subject:
        return _("%(basis)s no longer holds for %(subject)s") % values
    return _("%(basis)s no longer holds") % values
