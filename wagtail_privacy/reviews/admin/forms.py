"""The form of a review: the checklist, what came of it, and when to look again."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wagtail_privacy.documents.dates import PartialDate
from wagtail_privacy.fields import PartialDateFormField
from wagtail_privacy.reviews.doing.errors import ReviewError
from wagtail_privacy.reviews.doing.questions import Answer, Question, Reply
from wagtail_privacy.reviews.models import Review

SEEN = ("seen_number", "seen_digest", "seen_sequence")
"""What was on the screen; see ``record_review``."""


class ReviewForm(forms.Form):
    """``questions`` are asked in their order; ``outcomes`` are those that may be chosen."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what came of the review.")},
    )
    override_reason = forms.CharField(
        label=_("Why is it right although checks find errors?"),
        required=False,
        max_length=1000,
        widget=AdminAutoHeightTextInput,
        help_text=_("Kept with the review. Only for “Still right”."),
    )
    next_due = PartialDateFormField(
        label=_("Next review"),
        required=False,
        help_text=_("For “Still right”: November 2027, or 3 November 2027. Leave it empty for what the rule says."),
    )
    role = forms.CharField(
        label=_("Reviewed by, as readers see it"),
        required=False,
        max_length=255,
        help_text=_("A role or a committee, never a person: “the Data Protection Lead”. Empty says nothing of who."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput,
        help_text=_("Kept with the review, and never shown to readers."),
    )
    seen_number = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_digest = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_sequence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        questions: tuple[Question, ...],
        outcomes: list[str],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.questions = questions
        labels = dict(Review.Outcome.choices)
        self.fields["outcome"].choices = [(outcome, labels[outcome]) for outcome in outcomes]  # type: ignore[attr-defined]
        for question in questions:
            self.fields[f"answer_{question.key}"] = forms.ChoiceField(
                label=str(question.text),
                help_text=str(question.help_text),
                choices=Reply.choices,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{question.key}"] = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def asked(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Each question with its note."""
        for question in self.questions:
            yield self[f"answer_{question.key}"], self[f"note_{question.key}"]

    def answers(self) -> tuple[Answer, ...]:
        """The checklist as it was asked, with what was answered; the form is valid."""
        data = self.cleaned_data
        return tuple(
            Answer(
                key=question.key,
                question=str(question.text),
                reply=data[f"answer_{question.key}"],
                note=data[f"note_{question.key}"].strip(),
            )
            for question in self.questions
        )

    def review(self) -> dict[str, Any]:
        """What the form says, as ``record_review`` takes it; the form is valid."""
        data = self.cleaned_data
        return {
            "outcome": data["outcome"],
            "answers": self.answers(),
            "note": data["note"],
            "role": data["role"],
            "next_due": PartialDate.parse(data["next_due"]) if data["next_due"] else None,
            "override_reason": data["override_reason"],
            **{name: data[name] for name in SEEN},
        }

    def refuse(self, error: ReviewError) -> None:
        """Show why the review was not recorded, at the field that it is about."""
        self.add_error(error.field if error.field in self.fields else None, str(error))

    def look_again(self, seen: dict[str, Any]) -> None:
        """Take what is on the screen now as seen: whoever sends the form again has been told."""
        sent: Any = self.data
        data = sent.copy()
        data.update({name: "" if seen[name] is None else str(seen[name]) for name in SEEN})
        for name in SEEN:
            data.setlist(name, data.getlist(name)[-1:])
        self.data = data
