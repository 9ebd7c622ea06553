"""What stands between a notice and its publication."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from wagtail_privacy.notices.notice_page import NoticePage


@dataclass(frozen=True)
class Problem:
    """One reason why a notice cannot be published.

    ``code`` is stable (``item_draft``, ``item_missing``, ``item_foreign``, ``clause_missing``, ``token``,
    ``organisation_missing``, ``section_incomplete``, ``section_unreadable``, ``section_unknown``, ``field_missing``,
    ``field_unknown``, ``section_failed``, ``contradiction``, ``characters``, ``empty``, ``change_note``,
    ``change_reason``, ``change_size``, ``applies_from``, ``approval``, ``meeting``, ``answered``, ``mandated``);
    ``field`` names the field of the page that mends it, where there is one; ``section`` is the heading that an editor
    sees, ``position`` the place of the section in the body, counted from 0, or ``None`` for the notice as a whole;
    ``item`` names the library item or the token; ``message`` says in full what is wrong and how to mend it.
    """

    code: str
    message: str
    section: str = ""
    item: str = ""
    position: int | None = None
    field: str = ""

    def __str__(self) -> str:
        if not self.section:
            return self.message
        return gettext("In “%(section)s”: %(message)s") % {"section": self.section, "message": self.message}


class ResolutionError(ValidationError):
    """A notice cannot be resolved into a document that may be published.

    ``problems`` holds every reason, in reading order; ``page`` is the notice, where it is known. It is a
    ``ValidationError``, so that forms and ``full_clean`` callers can show it. Its ``error_dict`` has each reason at the
    field of the page that mends it, and at the sections where no other field is named: wagtail-localize looks there.
    """

    def __init__(self, problems: Iterable[Problem], page: NoticePage | None = None):
        self.problems = tuple(problems)
        self.page = page
        by_field: dict[str, list[str]] = {}
        for problem in self.problems:
            by_field.setdefault(problem.field or "body", []).append(str(problem))
        super().__init__(by_field)

    @property
    def messages(self) -> list[str]:
        """Every reason in words, in reading order whatever field it belongs to."""
        return [str(problem) for problem in self.problems]
