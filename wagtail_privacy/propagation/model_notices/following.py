"""The model that a notice follows, for the saving of its drafts and for its editor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import swapper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Revision

from wagtail_privacy.documents.text import section_text
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.followed import says_same_in, stored_sections
from wagtail_privacy.notices.section_note import SectionNote
from wagtail_privacy.notices.stored_sections import RawSection, by_id
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.propagation.model_notices.merge import SectionState, merge, section_states
from wagtail_privacy.propagation.model_notices.models import RollOut

if TYPE_CHECKING:
    from wagtail.models import Page

STATE_LABELS: dict[SectionState, str | Promise] = {
    SectionState.MANDATED: _("Set by the trust"),
    SectionState.FOLLOWS: _("Follows the trust"),
    SectionState.ADAPTED: _("Adapted here"),
    SectionState.UNDECIDED: _("To be decided"),
    SectionState.LOCAL: _("Your own"),
}
"""How a section stands to the model, as its editor reads it."""


@dataclass(frozen=True)
class Following:
    """A notice's model (its base page) and what of it was brought in last."""

    row: RollOut
    model: "Page"

    @property
    def sections(self) -> Sequence[RawSection]:
        sections: list[RawSection] = self.row.base
        return sections

    @property
    def mandated(self) -> Collection[str]:
        mandated: list[str] = self.row.mandated
        return mandated

    @property
    def stamp(self) -> str:
        return f"draft-{self.row.draft_revision_id or 0}"

    def with_brought(self, sent: Sequence[RawSection], body: StreamValue) -> StreamValue:
        revision = Revision.objects.filter(pk=self.row.draft_revision_id).first()
        if revision is None:
            return body
        brought, ours = stored_sections(revision.as_object().body), stored_sections(body)
        # As for a new version of the model: what the form has changed stands, all else is as it was brought in.
        merged = list(merge(sent, brought, ours, same=says_same_in(body)).body)
        return body if merged == ours else body.stream_block.to_python(merged)

    def states(self, page: "Page") -> dict[str, SectionState]:
        """How each section of ``page`` stands to the model."""
        return section_states(
            self.sections,
            stored_sections(page.body),
            mandated=self.mandated,
            undecided=self.row.undecided,
            same=says_same_in(page.body),
        )

    def notes(self, page: "Page") -> Mapping[str, SectionNote]:
        states = self.states(page)
        words = _words_of(page) if SectionState.MANDATED in states.values() else {}
        return {
            key: SectionNote(str(STATE_LABELS[state]), is_fixed=True, words="\n".join(words.get(key, ())))
            if state == SectionState.MANDATED
            else SectionNote(str(STATE_LABELS[state]))
            for key, state in states.items()
        }

    def draft_saved(self, page: "Page") -> None:
        states = self.states(page)
        differs = not states.keys() >= by_id(self.sections).keys() or any(
            state not in (SectionState.FOLLOWS, SectionState.MANDATED) for state in states.values()
        )
        if differs != self.row.differs:
            RollOut.objects.filter(pk=self.row.pk).update(differs=differs)


def following(page: "Page") -> Following | None:
    """What ``page`` follows; ``None`` where it follows nothing any more: one query for all notices of that kind.

    A model that was deleted, or that is another trust's because the school has moved, is followed no longer: then all
    sections are the school's own.
    """
    row = RollOut.objects.with_model().filter(page_id=page.pk).first()
    if row is None:
        return None
    model = swapper.load_model("wagtailcore", "Page").objects.filter(pk=row.model_id).first()
    if model is None:
        return None
    owners = Organisation.objects.keys_for_pages([page, model])
    if not is_above(owners.get(model.pk), owners.get(page.pk)):
        return None
    return Following(row, model)


def is_above(trust: int | None, school: int | None) -> bool:
    """Whether the organisation with the key ``school`` belongs to ``trust``, or is it."""
    organisation = Organisation.objects.with_chain().filter(pk=school).first() if school is not None else None
    return organisation is not None and trust in {above.pk for above in organisation.chain()}


def _words_of(page: "Page") -> dict[str, list[str]]:
    """What the sections of a draft say, as plain text, by the id of their block."""
    resolution = publication.resolve_cached(page)
    words: dict[str, list[str]] = {}
    for number, section in enumerate(resolution.document.sections):
        block_id = resolution.places[f"sections/{number}"][0]
        words.setdefault(block_id, []).append(section_text(section, resolution.document.language))
    return words
