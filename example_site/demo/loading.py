"""Puts the demo together: library, trusts, schools, notices with their history and translations, accounts.

Loading twice changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import swapper
from django.db import transaction

from example_site.demo.approvals import set_up_workflow
from example_site.demo.clause import KEY, change_clause, make_clause
from example_site.demo.history import publish_history
from example_site.demo.models import load_model
from example_site.demo.organisations import (
    OTHER_SCHOOL,
    OTHER_TRUST,
    SCHOOLS,
    TRUST,
    WELSH_SCHOOL,
    Member,
    Place,
    build,
    remove_welcome_page,
)
from example_site.demo.problems import DocumentFileError
from example_site.demo.reader import DocumentFile, read_documents
from example_site.demo.reviews import load_reviews, name_reviewers
from example_site.demo.sharing import load_shared_change
from example_site.demo.translating import load_translations, translate
from example_site.demo.translation_files import TranslationFile, read_translations
from example_site.demo.users import create_accounts, create_other_accounts
from wagtail_privacy.library.starter_library.loading import load_starter_library
from wagtail_privacy.organisations.models import Organisation

DOCUMENTS = Path(__file__).with_name("documents")
PORT = 8000


@dataclass(frozen=True)
class DemoReport:
    """The places of the demo; ``published`` are the addresses of new notices, ``translated`` of new translated pages.

    ``welsh_school`` is in no trust. ``other_trust`` and its ``other_school``, which has no notice yet, have nothing to
    do with the rest.
    """

    trust: Place
    schools: tuple[Place, ...]
    published: tuple[str, ...]
    translated: tuple[str, ...]
    welsh_school: Place
    other_trust: Place
    other_school: Place

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.trust, *self.schools, self.welsh_school, self.other_trust, self.other_school)


def load_demo(*, port: int = PORT, documents: Path = DOCUMENTS) -> DemoReport:
    """Build what is missing of the demo; a school and its notices come whole or not at all.

    Translations stand in the folder ``translations`` of ``documents``. Raises :class:`DocumentFileError` for a file
    with a mistake, ``ResolutionError`` where a notice may not be published.
    """
    files = read_documents(documents)
    translations = read_translations(documents / "translations")
    _check_schools(files, translations)
    with transaction.atomic():
        wait_for_others()
        load_starter_library()
        remove_welcome_page()
        trust = build(TRUST, trust=None, port=port)
        clause = make_clause(trust)
    schools: list[Place] = []
    published: list[str] = []
    translated: list[str] = []
    for school in SCHOOLS.values():
        of_school = _Files.of(school, files, translations)
        place, new = _load_school(of_school, trust.organisation, port, {KEY: clause.pk})
        schools.append(place)
        published += new.published
        translated += new.translated
    with transaction.atomic():
        wait_for_others()
        load_shared_change(trust, schools)
        load_model(trust, schools)
        change_clause(clause)
        load_reviews(trust, schools)
        other_trust = build(OTHER_TRUST, trust=None, port=port)
        other_school = build(OTHER_SCHOOL, trust=other_trust.organisation, port=port)
    for file in translations:
        with transaction.atomic():
            wait_for_others()
            translated += load_translations([file], schools)
    welsh = _Files.of(WELSH_SCHOOL, files, translations)
    welsh_school, new = _load_school(welsh, None, port, {})
    return DemoReport(
        trust=trust,
        schools=tuple(schools),
        published=(*published, *new.published),
        translated=(*translated, *new.translated),
        welsh_school=welsh_school,
        other_trust=other_trust,
        other_school=other_school,
    )


def _check_schools(files: Iterable[DocumentFile], translations: Iterable[TranslationFile]) -> None:
    known = (*SCHOOLS, WELSH_SCHOOL.key)
    for file in (*files, *translations):
        if file.school not in known:
            raise DocumentFileError(file.name, [f"school: {file.school!r} is none of {', '.join(known)}."])
    notices = {(file.school, file.slug) for file in files}
    for translation in translations:
        if translation.notice and (translation.school, translation.notice) not in notices:
            problem = f"notice: {translation.school} has no notice with the slug “{translation.notice}”."
            raise DocumentFileError(translation.name, [problem])


def wait_for_others() -> None:
    """Keep other loads waiting until the end of this transaction: two at the same time would build everything twice.

    On SQLite, which locks no rows, the second one is told that the database is locked.
    """
    list(swapper.load_model("wagtailcore", "Page").objects.filter(depth=1).select_for_update(of=("self",)))


def load_accounts(report: DemoReport) -> tuple[str, ...]:
    """Make the demo accounts; gives the names of new ones. Raises ``DemoAccountsRefusedError`` where DEBUG is off."""
    with transaction.atomic():
        wait_for_others()
        made = (
            *create_accounts(report.trust, (*report.schools, report.welsh_school)),
            *create_other_accounts(report.other_trust, report.other_school),
        )
        name_reviewers((report.trust, *report.schools))
        return made


@dataclass(frozen=True)
class _Files:
    """The files of one school."""

    school: Member
    documents: tuple[DocumentFile, ...]
    translations: tuple[TranslationFile, ...]

    @classmethod
    def of(cls, school: Member, documents: Iterable[DocumentFile], translations: Iterable[TranslationFile]) -> "_Files":
        return cls(
            school,
            tuple(file for file in documents if file.school == school.key),
            tuple(file for file in translations if file.school == school.key),
        )


@dataclass
class _Addresses:
    """Where the new pages of one school are."""

    published: list[str] = field(default_factory=list)
    translated: list[str] = field(default_factory=list)


@transaction.atomic
def _load_school(
    files: _Files, trust: Organisation | None, port: int, clauses: Mapping[str, int]
) -> tuple[Place, _Addresses]:
    wait_for_others()
    place = build(files.school, trust=trust, port=port)
    set_up_workflow(place)
    new = _Addresses()

    def translate_version(page: Any, number: int) -> None:
        """At once, from what the notice, and all that it shows, says then."""
        for file in files.translations:
            if (file.notice, file.version) == (page.slug, number):
                new.translated.extend(translate(file, place, page))

    for document in files.documents:
        if address := publish_history(document, place, trust, clauses=clauses, published=translate_version):
            new.published.append(address)
    return place, new
