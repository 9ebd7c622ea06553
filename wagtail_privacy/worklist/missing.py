"""Notices that an organisation should have and has not."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.schools.notice_pages import NoticeOfOrganisation, expected_notices
from wagtail_privacy.schools.setup import notice_type_below
from wagtail_privacy.work_items import WorkItem

if TYPE_CHECKING:
    from wagtail.models import Page

NAME = "missing"
LABEL: str | Promise = _("Missing notices")


def missing_notices(
    organisation: Organisation, notices: "Sequence[Page]", parent: "Page | None", today: dt.date
) -> Iterator[WorkItem]:
    """An item for each audience that no notice tells. ``parent`` is the page below which the notice may be written."""
    for audience, notice in expected_notices(organisation, [NoticeOfOrganisation(page) for page in notices]):
        if notice is not None:
            continue
        yield WorkItem(
            kind=NAME,
            key=f"{organisation.pk}-{audience.value}",
            what=gettext("A notice for: %(audience)s") % {"audience": audience.label},
            why=gettext("%(organisation)s has no notice that tells them how their data is used.")
            % {"organisation": organisation.name},
            to_do=gettext("Write it, or take it off the list of notices that are expected."),
            url=_form_of_notice(parent, audience.value) if parent is not None else "",
            since=today,
            organisation=organisation.pk,
        )


def _form_of_notice(parent: "Page", audience: str) -> str:
    notice_type = notice_type_below(parent)
    if notice_type is None:
        return ""
    names = (notice_type._meta.app_label, notice_type._meta.model_name, parent.pk)
    return f"{reverse('wagtailadmin_pages:add', args=names)}?{urlencode({'audience': audience})}"
