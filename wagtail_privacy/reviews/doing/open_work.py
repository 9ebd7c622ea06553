"""What else a notice needs, as other rooms say it: so that whoever reviews it sees everything in one place."""

import datetime as dt
from typing import TYPE_CHECKING

import swapper

from wagtail_privacy.work_items import WorkItem, work_annotations, work_of_notices

if TYPE_CHECKING:
    from wagtail.models import Page


def open_work_of(page_id: int, organisation: int | None, today: dt.date) -> tuple[WorkItem, ...]:
    """The work items of one notice on ``today``, from every source that is read with the notices. One query."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id)
    page: Page | None = pages.annotate(**work_annotations(today)).first()
    return () if page is None else tuple(work_of_notices([(page, organisation)], today))
