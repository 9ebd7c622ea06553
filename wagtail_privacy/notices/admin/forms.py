"""The edit forms of notices and clauses: a skeleton to start from, and a refusal that names the section at fault."""

import datetime as dt
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import StreamValue
from wagtail.models import Page

from wagtail_privacy import conf
from wagtail_privacy.days import site_day
from wagtail_privacy.documents.canonical import wording_digest
from wagtail_privacy.documents.vocabulary import ChangeReason, ChangeSize
from wagtail_privacy.library.admin.forms import LibraryItemForm
from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.admin.panels import is_first_version
from wagtail_privacy.notices.blocks.kept import KEPT, Owner
from wagtail_privacy.notices.body_errors import body_error
from wagtail_privacy.notices.change_statement import STATEMENT_FIELDS
from wagtail_privacy.notices.followed import FollowedModel, followed_model, put_back, with_mandated
from wagtail_privacy.notices.notice_page import NoticePage
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.notices.resolve import resolve_clause_draft
from wagtail_privacy.notices.resolve.references import foreign_message, stored_choices
from wagtail_privacy.notices.sections_field import BASE, STAMP, SectionsWidget
from wagtail_privacy.notices.start.skeletons import prefill
from wagtail_privacy.organisations.permissions import policy_for, scope_of

if TYPE_CHECKING:
    _Base: Any = WagtailAdminModelForm
else:
    _Base = object

EDITOR_REASONS = [choice for choice in ChangeReason.choices if choice[0] != ChangeReason.REISSUE]
"""The reasons that an editor may give: putting an earlier version back has its own screen."""

ASKING_ACTIONS = ("action-publish", "action-submit", "action-restart-workflow")
"""The buttons that ask what changed before they act."""

ASKED_FIELDS = frozenset({"change_note", "change_reason", "change_size", "publish_reason"})
"""The fields of that dialog."""


class SectionsFormMixin(_Base):
    """Refuses to publish sections that could not be frozen, and says why.

    Drafts and previews may be incomplete: Wagtail calls ``defer_required_fields`` before it validates them.
    """

    is_draft = False

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        instance = self.instance
        user = getattr(self.for_user, "pk", None)
        for field in self.fields.values():
            if isinstance(field.widget, SectionsWidget):
                field.widget.owner = Owner(instance._meta.label_lower, instance.pk, user)

    def problems(self) -> tuple[Problem, ...]:
        """What keeps the instance, as filled in here, from being published."""
        raise NotImplementedError

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        self.is_draft = True

    def _post_clean(self) -> None:
        super()._post_clean()
        self.update_instance()
        self._refuse_what_is_not_theirs()
        if not self._is_to_be_published() or "body" in self.errors:
            return
        problems = self.problems()
        has_body = "body" in self.fields
        for problem in problems:
            if problem.field in self.fields:
                self.add_error(problem.field, str(problem))
            elif problem.field or not has_body:
                self.add_error(None, str(problem))
        body_problems = tuple(problem for problem in problems if not problem.field)
        if body_problems and has_body:
            self.add_error("body", body_error(self.instance.body, body_problems))

    def update_instance(self) -> None:
        """Set what follows from the cleaned fields. Called when the instance has them, before it is validated."""

    def _refuse_what_is_not_theirs(self) -> None:
        """A draft too may not hold a key that no chooser offered: the form would show the name of the item.

        What was stored already stays, though it can no longer be published.
        """
        if self.for_user is None or "body" not in self.fields or "body" in self.errors:
            return
        unseen = self._unseen(self.instance.body)
        if not unseen:
            return
        kept = {choice for choices in self._unseen(self._stored_body()).values() for choice in choices}
        problems = [
            Problem("item_foreign", foreign_message(model), position=position)
            for position, choices in unseen.items()
            for model in dict.fromkeys(model for model, key in choices if (model, key) not in kept)
        ]
        if problems:
            self.add_error("body", body_error(self.instance.body, tuple(problems)))

    def _stored_body(self) -> StreamValue | None:
        if self.instance.pk is None:
            return None
        stored: Any = type(self.instance)._default_manager.get(pk=self.instance.pk)
        return cast(StreamValue, stored.get_latest_revision_as_object().body)

    def _unseen(self, body: StreamValue | None) -> dict[int, list[tuple[type[Model], int]]]:
        """The items chosen in each section, by its position, that the user may not see."""
        if body is None:
            return {}
        chosen = {
            position: [(model, key) for model, key in stored_choices(body.stream_block, [raw]) if key is not None]
            for position, raw in enumerate(body.stream_block.get_prep_value(body))
        }
        with item_map() as items:
            items.load(choice for choices in chosen.values() for choice in choices)
            unseen = {
                position: [choice for choice in choices if not self._is_seen(items.get(*choice))]
                for position, choices in chosen.items()
            }
        return {position: choices for position, choices in unseen.items() if choices}

    def _is_seen(self, item: Model | None) -> bool:
        return item is None or scope_of(self.for_user).can_see(policy_for(type(item)).owner_of(item))

    def _is_to_be_published(self) -> bool:
        """Whether the action leads to publication; sending a notice back to its author does not."""
        is_sent_back = "action-cancel-workflow" in self.data or (
            "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "reject"
        )
        return not (self.is_draft or is_sent_back)


def approvers_of(page: Page | None, parent: Page | None) -> str:
    """Who approves the page in its workflow, for people; empty where it needs nobody's approval or may have no other.

    ``parent`` is the page below which a page that has never been saved will stand.
    """
    place = page if page is not None and page.pk is not None else parent
    # Where only an approval publishes, there is no publishing without it.
    workflow = place.get_workflow() if place is not None and conf.required_approval() != "workflow" else None
    if workflow is None:
        return ""
    last = workflow.tasks.filter(active=True).last()
    groups = getattr(last.specific, "groups", None) if last is not None else None
    names = [group.name for group in groups.order_by("name")] if groups is not None else []
    return get_text_list(names) or str(workflow.name)


class UnstoredReasonField(forms.CharField):
    """A text about one press of a button, which is no change of the notice."""

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class NoticeForm(SectionsFormMixin, WagtailAdminPageForm):
    """Starts a new notice from its skeleton; checks it as freezing will when it is published or submitted.

    What the editor says about a change holds for one version; after it the fields are empty again.
    """

    meeting_confirmed = forms.BooleanField(
        label=_("The meeting approved exactly this text"),
        required=False,
        help_text=_("Tick this again when you change anything afterwards, if that was approved too."),
    )
    publish_reason = UnstoredReasonField(
        required=False,
        max_length=500,
        widget=AdminAutoHeightTextInput,
        help_text=_("Needed to publish without it. It is kept in the history of the page; readers do not see it."),
    )

    def __init__(self, *args: object, **kwargs: object):
        instance = cast(NoticePage | None, kwargs.get("instance"))
        is_bound = bool(args and args[0] is not None) or kwargs.get("data") is not None
        if instance is not None and instance.pk is None and not is_bound:
            parent = cast(Page | None, kwargs.get("parent_page"))
            prefill(instance, getattr(parent, "audience_of_new_notice", ""), parent)
        self.followed = followed_model(instance) if instance is not None else None
        if self.followed is not None:
            # A draft may be older than what the model mandates now.
            put_back(cast(NoticePage, instance), self.followed)
        if instance is not None and instance.change_key is not None and publication.statement_is_used(instance):
            instance.clear_statement()
        super().__init__(*args, **kwargs)
        if instance is not None and instance.meeting_digest:
            # Also of a form that was sent: or the ticked box alone would count as a change of the notice.
            self.initial["meeting_confirmed"] = (
                wording_digest(publication.resolve_cached(instance).document) == instance.meeting_digest
            )
        if self.followed is not None:
            self._show_model(self.followed)
        self.approvers = ""
        if "publish_reason" in self.fields:
            self.approvers = approvers_of(instance, self.parent_page)
            if self.approvers:
                label = gettext("Why without the approval of %(approvers)s?")
                self.fields["publish_reason"].label = label % {"approvers": self.approvers}
            else:
                del self.fields["publish_reason"]
        if "change_size" in self.fields:
            self.fields["change_size"].choices = [("", _("Decide for me")), *ChangeSize.choices]
        if "change_reason" in self.fields:
            self.fields["change_reason"].choices = [("", "—"), *EDITOR_REASONS]

    def _show_model(self, followed: FollowedModel) -> None:
        if "body" not in self.fields:
            return
        widget = self.fields["body"].widget
        widget.notes = partial(followed.notes, self.instance)
        # A form that is shown again still says which draft it was made from.
        name = self.add_prefix("body")
        widget.stamp = str(self.data.get(f"{name}-{STAMP}", followed.stamp))
        widget.base = str(self.data.get(f"{name}-{BASE}") or self.data.get(f"{name}-{KEPT}") or "")

    def clean_body(self) -> StreamValue:
        """The sections, with those that the model mandates as it has them.

        What somebody has typed in one of them is left for the validation of the notice to refuse.
        """
        body: StreamValue = self.cleaned_data["body"]
        if self.followed is None:
            return body
        body, left_out = with_mandated(body, self.followed, unless_typed=True)
        for heading in left_out:
            text = gettext("The model of your trust sets the section “%(section)s”, so it was put back.")
            url = reverse("wagtailadmin_pages:edit", args=[self.instance.pk])
            publication.tell_editor(publication.EditorNote(text % {"section": heading}, gettext("Look at it"), url))
        return self._with_brought(self.followed, body)

    def _with_brought(self, followed: FollowedModel, body: StreamValue) -> StreamValue:
        """The sections with what the model has brought into the draft while this form was open."""
        widget = self.fields["body"].widget
        if not widget.base or widget.owner is None or widget.stamp == followed.stamp:
            return body
        return followed.with_brought(widget.owner.read(widget.base), body)

    def clean_applies_from(self) -> dt.date | None:
        """A day that somebody has just given must not have passed, except for a notice that is older than its page."""
        day: dt.date | None = self.cleaned_data.get("applies_from")
        if (
            day is not None
            and "applies_from" in self.changed_data
            and day < site_day()
            and not is_first_version(self.instance)
        ):
            raise ValidationError(gettext("This day has passed. Leave the field empty for at once."))
        return day

    def clean_publish_reason(self) -> str:
        """Whoever publishes past the workflow says why; an approval in the workflow is another button."""
        reason: str = self.cleaned_data["publish_reason"]
        if not reason and "action-publish" in self.data and not self.is_draft:
            raise ValidationError(
                gettext("Say why you publish this without the approval of %(approvers)s.")
                % {"approvers": self.approvers}
            )
        return reason

    def action_to_ask_again(self) -> dict[str, str]:
        """The button that was pressed, where the fields of the dialog are all that was refused; else nothing.

        A button has a ``name``, or is one of a step of a workflow by its ``workflowAction``.
        """
        if not self.errors or not set(self.errors) <= ASKED_FIELDS:
            return {}
        pressed = next((name for name in ASKING_ACTIONS if name in self.data), "")
        if pressed:
            return {"name": pressed}
        if "action-workflow-action" in self.data:
            return {"workflowAction": str(self.data.get("workflow-action-name", ""))}
        return {}

    def problems(self) -> tuple[Problem, ...]:
        # Whoever submits to a workflow, or acts in one, has the approval still to come.
        is_last_word = "action-publish" in self.data
        return publication.problems(
            publication.as_unpublished_copy(self.instance), self.parent_page, approved=is_last_word
        )

    def update_instance(self) -> None:
        notice = self.instance
        if any(name in self.changed_data for name in STATEMENT_FIELDS):
            notice.change_key = uuid.uuid4() if notice.has_statement else None
        if not self.cleaned_data.get("meeting_confirmed"):
            notice.meeting_digest = ""
        elif "body" not in self.errors:
            notice.meeting_digest = wording_digest(publication.resolve_cached(notice, self.parent_page).document)

    def save(self, commit: bool = True) -> Page:
        """Save the notice; a new one as a draft, so that a version is frozen from the revision that publishes it.

        Wagtail stores a new page as live before it publishes or schedules its first revision.
        """
        if self.instance.pk is None:
            self.instance.live = False
        return super().save(commit=commit)


class ClauseForm(SectionsFormMixin, LibraryItemForm):
    """Checks a shared clause by itself; tokens without a value are reported when a notice that uses it is published."""

    def problems(self) -> tuple[Problem, ...]:
        return resolve_clause_draft(self.instance).problems
