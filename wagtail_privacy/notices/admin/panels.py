"""Panels of the edit form that depend on whether the notice has been published before."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page


def is_first_version(instance: Page | None) -> bool:
    """Whether there is no earlier version that readers could compare the notice with."""
    return instance is None or instance.first_published_at is None


class LaterVersionPanel(FieldPanel):
    """A field about what changed, which the form of a first version leaves out."""

    class BoundPanel(FieldPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and not is_first_version(self.instance)


class StatementPanel(MultiFieldPanel):
    """Part of what an editor says about a change. It is open when one of its fields is filled.

    ``first_heading`` and ``first_help_text`` replace heading and help where the notice has not been published before.
    """

    def __init__(
        self,
        children: Sequence[Panel] = (),
        *args: object,
        first_heading: str | Promise = "",
        first_help_text: str | Promise = "",
        **kwargs: object,
    ):
        super().__init__(children, *args, **kwargs)
        self.first_heading = first_heading
        self.first_help_text = first_help_text

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        return kwargs | {"first_heading": self.first_heading, "first_help_text": self.first_help_text}

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def __init__(self, **kwargs: object):
            super().__init__(**kwargs)
            if is_first_version(self.instance):
                self.heading: Any = self.panel.first_heading or self.panel.heading
                self.help_text: Any = self.panel.first_help_text or self.panel.help_text

        def classes(self) -> list[str]:
            names: list[str] = super().classes()
            has_content = any(
                self.form.initial.get(name) for name in self.panel.get_form_options()["fields"] if self.form is not None
            )
            return names if has_content else [*names, "collapsed"]
