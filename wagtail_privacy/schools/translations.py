"""Every notice of a number of organisations with its languages, and what each of these says of its source."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Site

from wagtail_privacy.days import site_day
from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.schools.notice_pages import notice_pages
from wagtail_privacy.schools.overview import NOTICE_STATE_LABELS, NoticeState
from wagtail_privacy.versions.behind import BehindCount, Compared, behind_counts
from wagtail_privacy.versions.visibility import current_version

if TYPE_CHECKING:
    from django.utils.functional import Promise
    from wagtail.models import Page


class TranslationState(StrEnum):
    """What a notice is in one of its languages."""

    SOURCE_DOWN = "source_down"
    BEHIND = "behind"
    INCOMPLETE = "incomplete"
    NOT_TRANSLATED = "not_translated"
    DRAFT = "draft"
    UNPUBLISHED = "unpublished"
    ANNOUNCED = "announced"
    UNKNOWN = "unknown"
    UP_TO_DATE = "up_to_date"


TRANSLATION_STATE_LABELS: "dict[TranslationState, str | Promise]" = {
    TranslationState.SOURCE_DOWN: _("Source taken down"),
    TranslationState.BEHIND: _("Behind"),
    TranslationState.INCOMPLETE: _("Missing or untranslated"),
    TranslationState.NOT_TRANSLATED: _("Not translated"),
    TranslationState.DRAFT: _("Draft only"),
    TranslationState.UNPUBLISHED: NOTICE_STATE_LABELS[NoticeState.UNPUBLISHED],
    TranslationState.ANNOUNCED: NOTICE_STATE_LABELS[NoticeState.ANNOUNCED],
    TranslationState.UNKNOWN: _("Cannot be compared"),
    TranslationState.UP_TO_DATE: _("Up to date"),
}
"""In the order in which they ask for attention."""

_COUNTED = frozenset(
    {TranslationState.BEHIND, TranslationState.INCOMPLETE, TranslationState.UNKNOWN, TranslationState.UP_TO_DATE}
)
"""The states that only the documents can tell apart."""


@dataclass(frozen=True)
class ShownVersion:
    """The version of a page that readers see, or that is announced where there is none yet; without the document."""

    pk: int
    number: int
    is_in_force: bool
    source_page_id: int | None
    source_number: int | None
    digest: str = ""

    @classmethod
    def of(cls, page: "Page", today: dt.date) -> "ShownVersion | None":
        """That of a page that was read with :func:`_shown_version`; ``None`` for one that was never published."""
        known = page.shown_version
        if known is None:
            return None
        in_force = dt.date.fromisoformat(known["effective_day"]) <= today
        names = ("source_page_id", "source_number", "record_digest")
        return cls(known["pk"], known["number"], in_force, *(known[name] for name in names))


def _shown_version(today: dt.date) -> Subquery:
    columns = ("pk", "number", "effective_day", "source_page_id", "source_number", "record_digest")
    return current_version(today, *columns)


@dataclass
class LanguageCell:
    """A notice in one language other than its own: ``page`` is ``None`` where it was not translated.

    ``version`` is what readers see and ``source`` what readers of the source see; ``source`` is ``None`` where they
    cannot be compared. ``fixed`` is the state where it is known without the documents. ``count`` and ``url`` are filled
    in for what is shown.
    """

    page: "Page | None" = None
    fixed: TranslationState | None = None
    version: ShownVersion | None = None
    source: ShownVersion | None = None
    count: BehindCount | None = None
    is_counted: bool = False
    url: str = ""

    @property
    def state(self) -> TranslationState | None:
        """What it is; ``None`` as long as nobody has counted."""
        if self.fixed is not None or not self.is_counted:
            return self.fixed
        if self.count is None:
            return TranslationState.UNKNOWN
        if self.count.behind:
            return TranslationState.BEHIND
        return TranslationState.INCOMPLETE if self.count.incomplete else TranslationState.UP_TO_DATE

    @property
    def facts(self) -> list[str]:
        """What is said of it, a fact a line; the last one may be that a draft waits."""
        facts = list(self._facts())
        if self.page is not None and self.page.live and self.page.has_unpublished_changes:
            facts.append(str(_("A draft waits")))
        return facts

    def _facts(self) -> Iterator[str]:
        if self.fixed is None and self.count is not None and (self.count.behind or self.count.incomplete):
            if behind := self.count.behind:
                yield ngettext("%(count)s passage behind", "%(count)s passages behind", behind) % {"count": behind}
            if incomplete := self.count.incomplete:
                yield ngettext(
                    "%(count)s passage missing or untranslated",
                    "%(count)s passages missing or untranslated",
                    incomplete,
                ) % {"count": incomplete}
        elif self.state is not None:
            yield str(TRANSLATION_STATE_LABELS[self.state])

    def __str__(self) -> str:
        return "; ".join(self.facts)


@dataclass
class TranslationsRow:
    """A notice of an organisation with its languages, by their codes; ``page`` is its source.

    ``title`` and the links are filled in for the rows that are shown.
    """

    organisation: Organisation
    page: "Page"
    source_state: str = ""
    cells: dict[str, LanguageCell] = field(default_factory=dict)
    title: str = ""
    edit_url: str = ""

    @property
    def written_in(self) -> str:
        """The language of the source."""
        return language_name(self.page.locale.language_code)


def translation_rows(
    organisations: Sequence[tuple[Organisation, frozenset[str] | None]], today: dt.date | None = None
) -> list[TranslationsRow]:
    """A row for each notice of ``organisations``, with a cell for each language but its own.

    Each organisation comes with the languages that it offers, from
    :func:`~wagtail_privacy.schools.permissions.organisations_with_languages`; where it does not say, those are meant in
    which there is any home page. A translation into another one is shown as well; a notice that readers do not see
    lacks none. One query, without any document: see :func:`count_cells`.
    """
    today = today or site_day()
    found = notice_pages(
        [organisation for organisation, _offered in organisations], {"shown_version": _shown_version(today)}
    )
    translated: dict[object, list[Page]] = defaultdict(list)
    shown: dict[int, ShownVersion] = {}
    for page in (page for pages in found.translations.values() for page in pages):
        translated[page.translation_key].append(page)
        if (version := ShownVersion.of(page, today)) is not None:
            shown[page.pk] = version
    every = frozenset(root.language_code for root in Site.get_site_root_paths()).union(
        *(o for _one, o in organisations if o)
    )
    return [
        TranslationsRow(
            organisation,
            page,
            _source_state(page, shown),
            dict(_cells(page, translated[page.translation_key], shown, every if offered is None else offered)),
        )
        for organisation, offered in organisations
        for page in found.notices.get(organisation.pk, ())
    ]


def count_cells(cells: Iterable[LanguageCell]) -> None:
    """Count, for those of ``cells`` whose state the documents decide, what is behind. One query, or none."""
    wanted = [cell for cell in cells if cell.fixed is None and not cell.is_counted]
    counts = behind_counts(
        Compared(cell.version.pk, cell.version.digest, cell.source.pk, cell.source.digest)
        for cell in wanted
        if cell.version is not None and cell.source is not None
    )
    for cell in wanted:
        cell.count = counts.get(cell.version.pk) if cell.version is not None else None
        cell.is_counted = True


def in_states(
    rows: Iterable[TranslationsRow], states: Collection[TranslationState], language: str | None = None
) -> list[TranslationsRow]:
    """The rows that are in one of these states in some language, or in the one that is named. One query, or none.

    Only those translations are counted that may be in one of them: none whose source is as it was translated can be
    behind it.
    """
    rows = list(rows)
    if _COUNTED.intersection(states):
        is_behind_enough = _COUNTED.isdisjoint(set(states) - {TranslationState.BEHIND})
        cells = (cell for row in rows for cell in _of(row, language))
        count_cells(cell for cell in cells if not (is_behind_enough and _is_of_present_source(cell)))
    return [row for row in rows if any(cell.state in states for cell in _of(row, language))]


def _of(row: TranslationsRow, language: str | None) -> list[LanguageCell]:
    return [cell for code, cell in row.cells.items() if language in (None, code)]


def _is_of_present_source(cell: LanguageCell) -> bool:
    version, source = cell.version, cell.source
    return version is not None and source is not None and version.source_number == source.number


def _source_state(page: "Page", shown: Mapping[int, ShownVersion]) -> str:
    """What became of a source, in words, where readers do not see it; else empty."""
    version = shown.get(page.pk)
    if version is None:
        return str(NOTICE_STATE_LABELS[NoticeState.DRAFT])
    if not page.live:
        return str(NOTICE_STATE_LABELS[NoticeState.UNPUBLISHED])
    return "" if version.is_in_force else str(NOTICE_STATE_LABELS[NoticeState.ANNOUNCED])


def _cells(
    source: "Page", pages: "Iterable[Page]", shown: Mapping[int, ShownVersion], offered: frozenset[str]
) -> Iterator[tuple[str, LanguageCell]]:
    own = source.locale.language_code
    # What readers do not see is not to be translated yet.
    missing = offered if source.live and source.pk in shown else frozenset()
    # An alias says what the source says, in its language.
    translated = {page.locale.language_code: page for page in pages if page.alias_of_id is None}
    for language in sorted(missing.union(translated) - {own}):
        page = translated.get(language)
        if page is None:
            yield language, LanguageCell(fixed=TranslationState.NOT_TRANSLATED)
        else:
            yield language, _cell(source, page, shown)


def _cell(source: "Page", page: "Page", shown: Mapping[int, ShownVersion]) -> LanguageCell:
    version = shown.get(page.pk)
    if version is None:
        return LanguageCell(page, TranslationState.DRAFT)
    if not page.live:
        return LanguageCell(page, TranslationState.UNPUBLISHED)
    if not source.live:
        return LanguageCell(page, TranslationState.SOURCE_DOWN)
    if not version.is_in_force:
        return LanguageCell(page, TranslationState.ANNOUNCED)
    beside = shown.get(version.source_page_id or 0)
    return LanguageCell(page, version=version, source=beside if beside is not None and beside.is_in_force else None)
