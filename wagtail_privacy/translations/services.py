"""Submits a notice for translation with every item that it shows: a draft of each, in each language.

Each target has a row of its own, which says whether it waits, is there, or was refused and why. Whatever stops it, a
target and its row are made in one transaction; started again, or twice at once, it goes on with the rows that wait.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.models import Locale

from wagtail_privacy.library.item_map import item_map
from wagtail_privacy.library.models import LibraryItem
from wagtail_privacy.locks import lock_rows
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.notices.resolve import Resolution, resolve_draft
from wagtail_privacy.notices.translatable.items import items_needed
from wagtail_privacy.notices.translations import is_translation
from wagtail_privacy.organisations.languages import languages_offered
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.targets import RefusedTargetError, Stored, make_item_target, make_page_target

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wagtail_privacy.organisations.permissions import User

logger = logging.getLogger(__name__)

CHUNK = 50
"""How many rows are read at a time."""

SUBMIT_PERMISSION = "wagtail_localize.submit_translation"


class SubmissionError(ValueError):
    """A notice cannot be submitted for translation. The message says why, in the language of the editor."""


def submit(
    notice: NoticeMixin, locales: Iterable[Locale | str], user: "User | None" = None
) -> "QuerySet[SubmittedTranslation]":
    """Submit ``notice`` for translation into ``locales``, with all items that it shows; gives a row for each target.

    Submitting it again brings what translators see up to date, and adds what is new. ``locales`` are locales or their
    language codes. Raises :class:`SubmissionError` for a notice or a language that cannot be submitted, and
    ``PermissionDenied`` where ``user`` may not edit the notice or submit translations; without one a script acts.
    """
    rows = plan(notice, locales, user)
    work_through(rows)
    return rows


def plan(
    notice: NoticeMixin, locales: Iterable[Locale | str], user: "User | None" = None
) -> "QuerySet[SubmittedTranslation]":
    """As :func:`submit`, which leaves the work to :func:`work_through`, now or later."""
    _require_permission(notice, user)
    targets = _target_locales(notice, locales)
    resolution = _resolved(notice)
    _require_offered(resolution.organisation, targets)
    things: Sequence[LibraryItem | NoticeMixin] = [*items_needed(resolution), notice]
    new = [
        SubmittedTranslation(
            page_id=notice.pk, model=thing._meta.label_lower, object_id=thing.pk, locale=locale, title=str(thing)[:255]
        )
        for locale in targets
        for thing in things
        if thing.locale_id != locale.pk
    ]
    rows: QuerySet[SubmittedTranslation] = SubmittedTranslation.objects.filter(page_id=notice.pk, locale__in=targets)
    with transaction.atomic():
        SubmittedTranslation.objects.bulk_create(new, ignore_conflicts=True)
        wanted = {(row.model, row.object_id, row.locale_id) for row in new}
        known = rows.values_list("pk", "model", "object_id", "locale_id")
        gone = [pk for pk, *key in known if tuple(key) not in wanted]
        rows.filter(pk__in=gone).delete()
        rows.update(state=SubmittedTranslation.State.WAITING, reason="", user=user, decided_at=None)
    return rows


def submit_again(notice: NoticeMixin, user: "User | None" = None) -> "QuerySet[SubmittedTranslation]":
    """As :func:`plan`, into every language into which the notice was submitted before. The same errors."""
    return plan(notice, Locale.objects.filter(pk__in=rows_of(notice).values("locale")).order_by("pk"), user)


def try_again(notice: NoticeMixin, user: "User | None" = None) -> "QuerySet[SubmittedTranslation]":
    """Have what was refused wait once more, submitted by ``user`` now; gives all rows of the notice.

    Raises as :func:`plan` does.
    """
    _require_permission(notice, user)
    refused = rows_of(notice).filter(state=SubmittedTranslation.State.REFUSED)
    _require_offered(_resolved(notice).organisation, Locale.objects.filter(pk__in=refused.values("locale")))
    refused.update(state=SubmittedTranslation.State.WAITING, reason="", user=user, decided_at=None)
    return rows_of(notice)


def go_on(notice: NoticeMixin, user: "User | None" = None) -> "QuerySet[SubmittedTranslation]":
    """All rows of the notice, for :func:`work_through`; ``PermissionDenied`` where ``user`` may not submit it."""
    _require_permission(notice, user)
    return rows_of(notice)


def rows_of(notice: NoticeMixin) -> "QuerySet[SubmittedTranslation]":
    """What was submitted with a notice, in every language."""
    return SubmittedTranslation.objects.filter(page_id=notice.pk)


def may_submit(notice: NoticeMixin, user: "User") -> bool:
    """Whether ``user`` may submit the notice for translation."""
    asked: Any = user
    return bool(asked.has_perm(SUBMIT_PERMISSION) and notice.permissions_for_user(user).can_edit())


def work_through(
    rows: "QuerySet[SubmittedTranslation] | None" = None, at_most: int | None = None, seconds: float | None = None
) -> int:
    """Make the targets of all rows that wait, of ``rows`` or of every submission; gives how many rows were decided.

    Stops after ``at_most`` rows, and begins none when ``seconds`` have passed; the first is always decided.
    """
    among = SubmittedTranslation.objects.all() if rows is None else rows
    waiting = among.filter(state=SubmittedTranslation.State.WAITING).order_by("pk")
    until = None if seconds is None else time.monotonic() + seconds
    decided, last = 0, 0
    while at_most is None or decided < at_most:
        size = CHUNK if at_most is None else min(CHUNK, at_most - decided)
        chunk = list(waiting.filter(pk__gt=last)[:size])
        if not chunk:
            break
        with item_map():
            stored = Stored.of(chunk)
            for row in chunk:
                decided += _work_on(row, stored)
                if until is not None and time.monotonic() >= until:
                    return decided
        last = chunk[-1].pk
        if len(chunk) < size:
            break
    return decided


def locales_of(codes: Iterable[str]) -> list[Locale]:
    """The locales of these language codes. Raises :class:`SubmissionError` for one that the site does not have."""
    wanted = list(dict.fromkeys(codes))
    found = {locale.language_code: locale for locale in Locale.objects.filter(language_code__in=wanted)}
    for code in wanted:
        if code not in found:
            raise SubmissionError(
                gettext("This website has no language “%(code)s”. Add it under Settings, Locales.") % {"code": code}
            )
    return [found[code] for code in wanted]


def _work_on(known: SubmittedTranslation, stored: Stored, *, is_last_try: bool = False) -> bool:
    """Decide on one row; false where somebody else has. What fails is undone, and the row still says why."""
    try:
        return _make(known, stored)
    except RefusedTargetError as error:
        reason = str(error)
    except ValidationError as error:
        reason = " ".join(error.messages)
    except Exception as error:
        if isinstance(error, IntegrityError) and not is_last_try:
            # Another notice that shows the same item was submitted at the same time.
            return _work_on(known, Stored.of([known]), is_last_try=True)
        logger.exception("%s %s could not be submitted for translation", known.model, known.object_id)
        reason = gettext("Something went wrong. The log of the server says what; try again when it is mended.")
    refused = SubmittedTranslation.State.REFUSED
    return bool(_waiting(known).update(state=refused, reason=reason, decided_at=timezone.now()))


def _waiting(row: SubmittedTranslation) -> "QuerySet[SubmittedTranslation]":
    return SubmittedTranslation.objects.filter(pk=row.pk, state=SubmittedTranslation.State.WAITING)


@transaction.atomic
def _make(known: SubmittedTranslation, stored: Stored) -> bool:
    row = lock_rows(_waiting(known).select_related("locale", "user"), "self").first()
    if row is None:
        return False
    if issubclass(apps.get_model(row.model), NoticeMixin):
        make_page_target(row)
    else:
        make_item_target(stored, row)
    row.state, row.decided_at = SubmittedTranslation.State.DONE, timezone.now()
    row.save(update_fields=["state", "decided_at"])
    return True


def _require_permission(notice: NoticeMixin, user: "User | None") -> None:
    if user is not None and not may_submit(notice, user):
        raise PermissionDenied


def _target_locales(notice: NoticeMixin, locales: Iterable[Locale | str]) -> list[Locale]:
    targets = locales_of(locale if isinstance(locale, str) else locale.language_code for locale in locales)
    if not targets:
        raise SubmissionError(gettext("Choose at least one language."))
    for locale in targets:
        if locale.pk == notice.locale_id:
            raise SubmissionError(
                gettext("“%(title)s” is written in %(language)s already. Choose another language.")
                % {"title": notice.title, "language": locale.get_display_name()}
            )
    return targets


def _require_offered(organisation: Organisation | None, locales: Iterable[Locale]) -> None:
    offered = languages_offered(organisation.chain()) if organisation is not None else None
    for locale in locales:
        if offered is not None and locale.pk not in offered:
            raise SubmissionError(
                gettext("%(organisation)s does not offer its notices in %(language)s. Add the language to it first.")
                % {"organisation": organisation, "language": locale.get_display_name()}
            )


def _resolved(notice: NoticeMixin) -> Resolution:
    if notice.alias_of_id is not None:
        raise SubmissionError(
            gettext("“%(title)s” is an alias of another page. Submit that page instead.") % {"title": notice.title}
        )
    if is_translation(notice):
        raise SubmissionError(
            gettext("“%(title)s” is a translation itself. Submit the notice that it was translated from.")
            % {"title": notice.title}
        )
    if not notice.live:
        raise SubmissionError(
            gettext("“%(title)s” is not published. Publish it first, so that translators translate what readers see.")
            % {"title": notice.title}
        )
    resolution = resolve_draft(notice)
    if resolution.organisation is None:
        raise SubmissionError(
            gettext("“%(title)s” is not below the home page of any organisation. Move it, or add the organisation.")
            % {"title": notice.title}
        )
    return resolution
