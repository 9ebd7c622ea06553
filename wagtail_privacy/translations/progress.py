"""How far the submission of a notice has come, language by language, and what stands in the way of the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Locale

from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.notices.models import NoticeMixin
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import rows_of

if TYPE_CHECKING:
    from django.db.models import Model

    from wagtail_privacy.organisations.permissions import User

State = SubmittedTranslation.State


@dataclass(frozen=True)
class RefusedThing:
    """Something that was not submitted: its name, what it is, and where ``url`` it may be put right by the user."""

    title: str
    kind: str
    url: str | None


@dataclass(frozen=True)
class LanguageProgress:
    """What became of a submission in one language. ``refusals`` are the things that were refused, by the reason."""

    locale: Locale
    name: str
    done: int
    waiting: int
    refused: int
    refusals: Mapping[str, list[RefusedThing]]
    page_url: str | None

    @property
    def total(self) -> int:
        """How many things were submitted."""
        return self.done + self.waiting + self.refused

    @property
    def decided(self) -> int:
        """How many of them wait no longer."""
        return self.done + self.refused


def progress_of(notice: NoticeMixin, user: "User") -> list[LanguageProgress]:
    """The progress of each language into which ``notice`` was submitted, with links to what ``user`` may change.

    A few queries, and one more for each kind of thing that was refused.
    """
    by_locale: dict[Locale, list[SubmittedTranslation]] = {}
    for row in rows_of(notice).select_related("locale").order_by("locale", "pk"):
        by_locale.setdefault(row.locale, []).append(row)
    finder = AdminURLFinder(user)
    things = _refused_things([row for rows in by_locale.values() for row in rows], finder)
    pages = {page.locale_id: page for page in notice.get_translations()}
    return [_progress(locale, rows, things, _url(pages.get(locale.pk), finder)) for locale, rows in by_locale.items()]


def _progress(
    locale: Locale,
    rows: Iterable[SubmittedTranslation],
    things: Mapping[tuple[str, int], RefusedThing],
    page_url: str | None,
) -> LanguageProgress:
    counts = dict.fromkeys(State.values, 0)
    refusals: dict[str, list[RefusedThing]] = {}
    for row in rows:
        counts[row.state] += 1
        if row.state == State.REFUSED:
            refusals.setdefault(row.reason, []).append(things[row.model, row.object_id])
    name = language_name(locale.language_code)
    return LanguageProgress(
        locale, name, counts[State.DONE], counts[State.WAITING], counts[State.REFUSED], refusals, page_url
    )


def _refused_things(
    rows: Iterable[SubmittedTranslation], finder: AdminURLFinder
) -> dict[tuple[str, int], RefusedThing]:
    refused = {(row.model, row.object_id): row.title for row in rows if row.state == State.REFUSED}
    keys: dict[str, set[int]] = {}
    for label, key in refused:
        keys.setdefault(label, set()).add(key)
    things: dict[tuple[str, int], RefusedThing] = {}
    for label, pks in keys.items():
        model = apps.get_model(label)
        found = model._default_manager.in_bulk(list(pks))
        kind = capfirst(str(model._meta.verbose_name))
        things |= {(label, key): RefusedThing(refused[label, key], kind, _url(found.get(key), finder)) for key in pks}
    return things


def _url(thing: "Model | None", finder: AdminURLFinder) -> str | None:
    url: str | None = finder.get_edit_url(thing) if thing is not None else None
    return url
