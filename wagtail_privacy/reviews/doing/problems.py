"""What would keep a notice from being published again as it is: a notice with such errors is not “still right”."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wagtail_privacy.documents.canonical import payload_wording_digest, plain
from wagtail_privacy.documents.diff import summarise
from wagtail_privacy.notices import publication
from wagtail_privacy.notices.followed import mandate_problems
from wagtail_privacy.notices.problems import Problem
from wagtail_privacy.versions.models import NoticeVersion, VersionSource
from wagtail_privacy.versions.publishing.pending import difference_since
from wagtail_privacy.versions.publishing.reissues import with_source
from wagtail_privacy.versions.publishing.rows import stored_body

if TYPE_CHECKING:
    from wagtail.models import Page


@dataclass(frozen=True)
class Soundness:
    """How a version stands today.

    ``problems`` would refuse it; ``places`` are the ids of the sections in which they stand, in the same order, empty
    for the notice as a whole. ``not_brought_in`` says what has changed in what it shares and has not reached its
    readers, in sentences of the active language.
    """

    problems: tuple[Problem, ...] = ()
    places: tuple[str, ...] = ()
    not_brought_in: tuple[str, ...] = ()


def soundness_of(page: "Page", version: NoticeVersion) -> Soundness:
    """Resolves ``version`` of ``page`` again from what it was made from, with the library and the guards of today.

    Drafts, and what is announced, do not count. Statement, dates and approval of the version are not judged: it is
    published already. A version from before sources were kept is judged by the text of the page.
    """
    source = VersionSource.objects.filter(version=version).first()
    notice = with_source(page, source) if source is not None else page
    with publication.request_cache():
        resolution = publication.resolve_cached(notice)
        problems = tuple(
            resolution.problems or (*mandate_problems(notice), *publication.guard_problems(notice, resolution, version))
        )
        places = _places(notice, problems)
        if resolution.problems or source is None:
            return Soundness(problems, places)
        wording_digest = payload_wording_digest(plain(resolution.document))
        difference = difference_since(version, resolution.document, wording_digest)
    return Soundness(problems, places, tuple(summarise(difference)) if difference is not None else ())


def _places(notice: "Page", problems: tuple[Problem, ...]) -> tuple[str, ...]:
    sections = stored_body(notice) if problems else []
    return tuple(
        str(sections[problem.position].get("id") or "")
        if problem.position is not None and problem.position < len(sections)
        else ""
        for problem in problems
    )
