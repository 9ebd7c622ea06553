"""What else a notice needs, as other rooms say it: so that whoever reviews it sees everything in one place."""

import datetime as dt
from typing import TYPE_CHECKING

import swapper

from wagtail_privacy.work_items import NoticeWork, RowWork, WorkItem, work_sources

if TYPE_CHECKING:
    from wagtail.models import Page


def open_work_of(page_id: int, organisation: int | None, today: dt.date) -> tuple[WorkItem, ...]:
    """The work items of one notice on ``today``, from every source that is read with the notices. One query."""
    sources = [
        source for source in work_sources() if isinstance(source, NoticeWork) and not isinstance(source, RowWork)
    ]
    if not sources:
        return ()
    annotations = {
        _attribute(source, name): expression
        for source in sources
        for name, expression in source.annotations(today).items()
    }
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id)
    page: Page | None = pages.annotate(**annotations).first()
    if page is None:
        return ()
    return tuple(
        item for source in sources for item in source.work_items(page, _known(source, page, today), organisation, today)
    )


def _attribute(source: NoticeWork, name: str) -> str:
    return f"work_{source.name}_{name}"


def _known(source: NoticeWork, page: "Page", today: dt.date) -> dict[str, object]:
    return {name: getattr(page, _attribute(source, name)) for name in source.annotations(today)}
