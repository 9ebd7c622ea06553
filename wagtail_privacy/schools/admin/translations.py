"""The report on translations: notice by notice, what readers of each language are told of what the source says."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import django_filters
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from wagtail_privacy.documents.wording import language_name
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.organisations.permissions import User
from wagtail_privacy.schools.admin.links import edit_url, may
from wagtail_privacy.schools.admin.reports import NoticesReportView, title_for_reader
from wagtail_privacy.schools.permissions import organisations_with_languages
from wagtail_privacy.schools.translations import (
    TRANSLATION_STATE_LABELS,
    LanguageCell,
    TranslationsRow,
    TranslationState,
    count_cells,
    in_states,
    translation_rows,
)

ORDERINGS: dict[str, Callable[[TranslationsRow], Any]] = {
    "organisation": lambda row: row.organisation.name.casefold(),
    "written_in": lambda row: row.written_in.casefold(),
}
"""What the table can be sorted by; rows that are equal stay in the order of the schools."""


class TranslationsFilterSet(WagtailFilterSet):
    """Filters rows that are no database rows: what was chosen is compared with what they say."""

    organisation = django_filters.ChoiceFilter(label=_("School"), choices=())
    language = django_filters.ChoiceFilter(label=_("Language"), choices=())
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=[(state.value, label) for state, label in TRANSLATION_STATE_LABELS.items()]
    )

    class Meta:
        model = Organisation
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation] = (),
        languages: Mapping[str, str] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.filters["organisation"].extra["choices"] = [
            (str(organisation.pk), organisation.name) for organisation in organisations
        ]
        self.filters["language"].extra["choices"] = list((languages or {}).items())

    @property
    def language_chosen(self) -> str | None:
        """The code of the language that was chosen, where that is one of the choices."""
        return self.form.cleaned_data.get("language") or None if self.is_valid() else None

    def filter_queryset(self, rows: Iterable[TranslationsRow]) -> list[TranslationsRow]:
        chosen = self.form.cleaned_data
        language = self.language_chosen
        found = [
            row
            for row in rows
            if (not chosen["organisation"] or str(row.organisation.pk) == chosen["organisation"])
            and (language is None or language in row.cells)
        ]
        states = [TranslationState(state) for state in chosen["state"]]
        return in_states(found, states, language) if states else found


class SourceColumn(Column):
    """The title of the notice with a link to it, and what became of it where readers do not see it."""

    cell_template_name = "wagtail_privacy/schools/source_cell.html"


class LanguageColumn(Column):
    """What a notice is in one language, with a link to the screen about that."""

    cell_template_name = "wagtail_privacy/schools/language_cell.html"

    def get_value(self, instance: TranslationsRow) -> LanguageCell | None:
        return instance.cells.get(self.name)


class TranslationsView(NoticesReportView):
    """The notices of the organisations that the user works for in their languages, as a table and a spreadsheet."""

    page_title = _("Translations")
    header_icon = "globe"
    index_url_name = "wagtail_privacy_schools:translations"
    index_results_url_name = "wagtail_privacy_schools:translations_results"
    filterset_class = TranslationsFilterSet
    orderings = ORDERINGS
    export_filename = "translations"
    # Each row has a document in every language.
    paginate_by = 20

    @cached_property
    def organisations(self) -> list[Organisation]:
        return [organisation for organisation, _offered in self.with_languages]

    @cached_property
    def with_languages(self) -> list[tuple[Organisation, frozenset[str] | None]]:
        return organisations_with_languages(self.request.user)

    @cached_property
    def all_rows(self) -> list[TranslationsRow]:
        return translation_rows(self.with_languages)

    @cached_property
    def languages(self) -> dict[str, str]:
        """The names of the languages that any of the notices is or may be translated into, by their codes."""
        codes = {code for row in self.all_rows for code in row.cells}
        return {code: language_name(code) for code in sorted(codes)}

    @cached_property
    def languages_shown(self) -> dict[str, str]:
        """Those of the columns: all of them, or the one that was chosen."""
        chosen = self.filters.language_chosen
        return {code: name for code, name in self.languages.items() if chosen in (None, code)}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("organisation", label=_("School"), sort_key="organisation"),
            SourceColumn("title", label=_("Notice")),
            *(LanguageColumn(code, label=name) for code, name in self.languages_shown.items()),
        ]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"organisations": self.organisations, "languages": self.languages}

    def rows(self) -> list[TranslationsRow]:
        return self.all_rows

    def decorate_paginated_queryset(self, rows: list[TranslationsRow]) -> list[TranslationsRow]:
        """Count what is behind, and fill in titles and links, for these rows only."""
        user = self.request.user
        count_cells(cell for row in rows for code, cell in row.cells.items() if code in self.languages_shown)
        for row in rows:
            page = row.page
            row.edit_url = edit_url(user, page)
            row.title = title_for_reader(page, row.edit_url)
            for cell in row.cells.values():
                cell.url = _url(user, row, cell)
        return rows

    @cached_property
    def list_export(self) -> list[str]:
        return ["organisation.name", "title", "written_in", "source_state", *self.languages_shown]

    @cached_property
    def export_headings(self) -> dict[str, Any]:
        return {
            "organisation.name": _("School"),
            "title": _("Notice"),
            "written_in": _("Written in"),
            "source_state": _("State"),
            **self.languages_shown,
        }

    def to_row_dict(self, item: TranslationsRow) -> Mapping[str, str]:
        return {
            "organisation.name": str(item.organisation.name),
            "title": item.title,
            "written_in": item.written_in,
            "source_state": item.source_state,
            **{code: str(item.cells.get(code, "")) for code in self.languages_shown},
        }


def _url(user: User, row: TranslationsRow, cell: LanguageCell) -> str:
    """The screen of a notice in a language, and the list of its languages where it was not translated."""
    name, page = ("languages", row.page) if cell.page is None else ("translation", cell.page)
    if not (may(user, "change", page) or may(user, "publish", page)):
        return ""
    return reverse(f"wagtail_privacy_admin:{name}", args=[page.pk])
