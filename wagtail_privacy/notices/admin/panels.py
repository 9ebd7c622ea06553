"""Panels of our edit forms: what is to be put right, and what an editor says about a change."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page

from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.notices.admin.problem_links import ProblemLink, field_counts, problem_counts, problem_links
from wagtail_privacy.notices.remarks import Remark, fitting_of, fitting_of_item, remarks

MOST_PROBLEMS_SHOWN = 10
"""So many problems are listed by name; the others are counted."""

PUBLISHING_MEDIA = forms.Media(
    js=["wagtail_privacy/admin/publishing.js"], css={"all": ["wagtail_privacy/admin/notices.css"]}
)


def is_first_version(instance: Page | None) -> bool:
    """Whether there is no earlier version that readers could compare the notice with."""
    return instance is None or instance.first_published_at is None


class ProblemsPanel(Panel):
    """The first thing that stands in a form that was refused: what is to be put right, each with a link."""

    @property
    def clean_name(self) -> str:
        return "problems"

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_privacy/notices/problem_list.html"
        media = PUBLISHING_MEDIA

        @cached_property
        def links(self) -> tuple[ProblemLink, ...]:
            return problem_links(self.form) if self.form is not None and self.form.is_bound else ()

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.links)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            count, more = len(self.links), len(self.links) - MOST_PROBLEMS_SHOWN
            blocks = problem_counts(self.links)
            return context | {
                "heading": ngettext("%(count)d thing to put right", "%(count)d things to put right", count)
                % {"count": count},
                "links": self.links[:MOST_PROBLEMS_SHOWN],
                "more": gettext("… and %(count)d more.") % {"count": more} if more > 0 else "",
                "data": {
                    "blocks": blocks,
                    "fields": field_counts(self.links),
                    "words": {
                        number: ngettext("%(count)d to put right", "%(count)d to put right", number) % {"count": number}
                        for number in set(blocks.values())
                    },
                },
            }


class RemarksPanel(Panel):
    """What is chosen in a notice and fits others only; with what choosers have to know of the notice.

    In the form of a shared clause, what choosers have to know is all: it stands in many notices.
    """

    @property
    def clean_name(self) -> str:
        return "remarks"

    class BoundPanel(Panel.BoundPanel):
        template_name = "wagtail_privacy/notices/remarks.html"
        media = PUBLISHING_MEDIA

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            found: tuple[Remark, ...] = ()
            if isinstance(self.instance, LibraryItem):
                fitting = fitting_of_item(self.instance)
            else:
                fitting = fitting_of(self.instance, getattr(self.form, "parent_page", None))
                found = remarks(self.instance.body, fitting)
            links = [
                ProblemLink(remark.message, target=f"block-{remark.block_id}-section" if remark.block_id else "")
                for remark in found
            ]
            count, more = len(links), len(links) - MOST_PROBLEMS_SHOWN
            return context | {
                "nations": ",".join(fitting.nations),
                "audiences": ",".join(fitting.audiences),
                "says_url": reverse("wagtail_privacy_library:says", args=[0]),
                "heading": ngettext("%(count)d thing to look at", "%(count)d things to look at", count)
                % {"count": count},
                "links": links[:MOST_PROBLEMS_SHOWN],
                "more": gettext("… and %(count)d more.") % {"count": more} if more > 0 else "",
            }


class AskedPanel(FieldPanel):
    """A field that is asked for when somebody publishes, in a dialog; without a script it stands where it is."""

    def __init__(self, *args: object, **kwargs: Any):
        kwargs["attrs"] = {"data-privacy-asked": ""} | (kwargs.get("attrs") or {})
        super().__init__(*args, **kwargs)


class LaterVersionPanel(AskedPanel):
    """A field about what changed, which the form of a first version leaves out."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and not is_first_version(self.instance)


class PublishReasonPanel(AskedPanel):
    """Why a notice is published past its workflow, for those who may do so."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self._may_publish()

        def _may_publish(self) -> bool:
            if self.request is None or self.form is None:
                return True
            user = self.request.user
            if self.instance is None or self.instance.pk is None:
                parent = self.form.parent_page
                return parent is None or parent.permissions_for_user(user).can_publish_subpage()
            return self.instance.permissions_for_user(user).can_publish()


class StatementPanel(MultiFieldPanel):
    """Part of what an editor says about a change. It is open when one of its fields is filled.

    A model has no versions, and nothing is said about one.
    """

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and not getattr(self.instance, "is_model", False)

        def classes(self) -> list[str]:
            names: list[str] = super().classes()
            has_content = any(
                self.form.initial.get(name) for name in self.panel.get_form_options()["fields"] if self.form is not None
            )
            return names if has_content else [*names, "collapsed"]


class ApprovalPanel(StatementPanel):
    """When a version applies and who approved it; with the dialog that asks before it is published."""

    class BoundPanel(StatementPanel.BoundPanel):
        template_name = "wagtail_privacy/notices/approval_panel.html"

        @property
        def media(self) -> forms.Media:
            return super().media + PUBLISHING_MEDIA

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            is_first = is_first_version(self.instance)
            return context | {
                "is_first": is_first,
                "changes_url": "" if is_first else reverse("wagtail_privacy_admin:changes", args=[self.instance.pk]),
                "data": {"asksAgain": self._action_to_ask_again()},
            }

        def _action_to_ask_again(self) -> dict[str, str]:
            """The button that was pressed, where the dialog alone can mend what was refused."""
            if self.form is None or not self.form.is_bound:
                return {}
            return self.form.action_to_ask_again()
