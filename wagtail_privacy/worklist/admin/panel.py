"""The panel of the dashboard: how much needs somebody, by kind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from wagtail.admin.ui.components import Component

from wagtail_privacy.worklist.admin.readers import ReadersWork, work_of_request
from wagtail_privacy.worklist.collecting import work_kinds


@dataclass(frozen=True)
class KindOfWork:
    """How much there is of one kind, and where it is listed."""

    label: str
    count: int
    url: str
    overdue: int
    overdue_url: str


class WorkPanel(Component):
    """Says nothing where nothing needs anybody."""

    name = "privacy_work"
    template_name = "wagtail_privacy/worklist/panel.html"
    order = 105

    @property
    def media(self) -> forms.Media:
        return forms.Media(css={"all": ["wagtail_privacy/admin/worklist.css"]})

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        collected = work_of_request((parent_context or {})["request"])
        if not collected.work.items:
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        collected = work_of_request(parent_context["request"])
        return {
            "kinds": kinds_of(collected),
            "count": len(collected.work.items),
            "url": _list(),
            "overdue": collected.overdue,
            "overdue_url": _list(when="overdue"),
        }


def kinds_of(collected: ReadersWork) -> list[KindOfWork]:
    """Each kind of work that there is, in the order in which the sources were registered."""
    counts = Counter(item.kind for item in collected.work.items)
    overdue = Counter(item.kind for item in collected.work.items if item.is_overdue(collected.today))
    return [
        KindOfWork(str(label), counts[name], _list(kind=name), overdue[name], _list(kind=name, when="overdue"))
        for name, label in work_kinds().items()
        if counts[name]
    ]


def _list(**filters: str) -> str:
    url = reverse("wagtail_privacy_work:list")
    return f"{url}?{urlencode(filters)}" if filters else url
