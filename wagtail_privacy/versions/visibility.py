"""Who may read a version: everybody only where it was public when published, or was released since.

A version that was published behind a view restriction does not become public when the restriction is lifted: its text
may never have been meant for everybody. An editor who may publish the notice releases it, version by version.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import PageViewRestriction

from wagtail_privacy.notices import publication
from wagtail_privacy.signals import version_released
from wagtail_privacy.versions.events import actor, record_version_event
from wagtail_privacy.versions.models import NoticeEvent, NoticeVersion, VersionRelease
from wagtail_privacy.versions.record.digests import release_digest

if TYPE_CHECKING:
    from wagtail.models import Page

    from wagtail_privacy.organisations.permissions import User

RELEASE_ACTION = "wagtail_privacy.release"


class ReleaseError(ValueError):
    """A version may not be opened to everybody. The message says why, in the language of the editor."""


def check_release(page: "Page", number: int, *, user: "User | None" = None) -> NoticeVersion:
    """The version that :func:`release_version` would release. Raises the same errors; writes nothing."""
    publication.require_publish_permission(page, user)
    version: NoticeVersion | None = NoticeVersion.objects.for_page(page.pk).with_release().filter(number=number).first()
    if version is None:
        raise ReleaseError(gettext("There is no version with this number."))
    if version.is_public:
        raise ReleaseError(gettext("Everybody may read this version already."))
    if version.is_erased:
        raise ReleaseError(gettext("The content of this version was erased."))
    if page.get_view_restrictions().exists():
        raise ReleaseError(
            gettext(
                "A view restriction holds for this notice. Remove it first, under “Privacy” on the page of the notice."
            )
        )
    return version


@transaction.atomic
def release_version(page: "Page", number: int, *, user: "User | None" = None) -> VersionRelease:
    """Let everybody read a version that was published behind a view restriction which has been lifted since.

    Raises :class:`ReleaseError`, a ``ValueError``, where there is no such version, everybody may read it already, its
    content was erased or a view restriction holds; ``PermissionDenied`` when ``user`` may not publish the page. Sends
    :data:`~wagtail_privacy.signals.version_released`.
    """
    publication.lock(page)
    version = check_release(page, number, user=user)
    release: VersionRelease = VersionRelease.objects.create(
        version=version, released_at=timezone.now(), released_by=actor(user)
    )
    record_version_event(version, NoticeEvent.Kind.RELEASED, user=user, release_digest=release_digest(release))
    log(
        instance=page,
        action=RELEASE_ACTION,
        user=user or get_active_log_context().user,
        data={"version": version.number},
    )
    version_released.send(sender=NoticeVersion, version=version)
    return release


def awaiting_release(pages: "Iterable[Page]") -> "list[Page]":
    """The live base pages among ``pages`` that nobody can read until their version in force is released.

    No view restriction holds for them, and the version in force was published behind one. Four queries, however many
    pages there are.
    """
    restricted = _restricted_paths()
    open_pages = [page for page in pages if page.live and not _is_below(page, restricted)]
    timelines = NoticeVersion.objects.light().with_release().timelines([page.pk for page in open_pages])
    return [
        page
        for page in open_pages
        if (period := timelines[page.pk].current) is not None and not period.version.is_public
    ]


def current_version(today: dt.date, *columns: str) -> Subquery:
    """What is known of the version that a base page shows on ``today``, for many pages in their own query.

    The version in force; before the first one is, the next that will be: as ``Timeline.current`` has it. The keys are
    ``is_public``, ``is_erased`` and ``recorded_on``, an ISO text, and the names of ``columns``.
    """
    is_announced = Case(When(effective_day__gt=today, then=1), default=0)
    day_by_day = Case(When(effective_day__gt=today, then="effective_day"), default=None, output_field=DateField()).asc()
    backdated_day = Case(When(is_backdated=True, then="effective_day")).desc()
    versions = NoticeVersion.objects.filter(page_id=OuterRef("pk")).not_postponed()
    known = JSONObject(
        is_public=Case(When(Q(was_public=True) | Q(release__isnull=False), then=1), default=0),
        is_erased=Case(When(purge__isnull=False, then=1), default=0),
        recorded_on="recorded_on",
        **{name: name for name in columns},
    )
    ordered = versions.order_by(is_announced, day_by_day, "is_backdated", backdated_day, "-number")
    return Subquery(ordered.values(known=known)[:1])


def is_restricted() -> BaseExpression:
    """Whether a view restriction holds for a base page, for many pages in their own query."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(path=path)
    # An alias is as private as its source.
    ours, of_aliases = Q(path__startswith=F("page__path")), Q(path__startswith=F("page__aliases__path"))
    return ExpressionWrapper(
        Q(Exists(restrictions.filter(ours))) | Q(Exists(restrictions.filter(of_aliases))), output_field=BooleanField()
    )


def notify_awaiting_release(pages: "Iterable[Page]") -> None:
    """Tell the editor at work which of these notices nobody can read until they are released."""
    if not publication.is_collecting_notes():
        return
    for note in awaiting_release_notes(pages):
        publication.tell_editor(note)


def awaiting_release_notes(pages: "Iterable[Page]") -> list[publication.EditorNote]:
    """Notes for the editor about those of these pages that nobody can read until they are released."""
    waiting = awaiting_release(pages)
    notes = [
        publication.EditorNote(
            text=gettext(
                "“%(title)s” was published behind a view restriction. Nobody can read it until you open it to "
                "everybody on the screen of its versions."
            )
            % {"title": page.title},
            label=gettext("Versions"),
            url=_versions_url(page),
        )
        for page in waiting[:_MAX_NAMED]
    ]
    more = waiting[_MAX_NAMED:]
    if more:
        text = ngettext(
            "The same holds for %(count)d more notice.", "The same holds for %(count)d more notices.", len(more)
        ) % {"count": len(more)}
        notes.append(publication.EditorNote(text, gettext("Versions"), _versions_url(more[0])))
    return notes


def _versions_url(page: "Page") -> str:
    return reverse("wagtail_privacy_admin:versions", args=[page.pk])


_MAX_NAMED = 5


def _restricted_paths() -> list[str]:
    """Where in the tree a view restriction begins. An alias is as private as its source."""
    paths = PageViewRestriction.objects.values_list("page__path", "page__aliases__path")
    return [path for pair in paths for path in pair if path]


def _is_below(page: "Page", paths: list[str]) -> bool:
    return any(page.path.startswith(path) for path in paths)
