"""Puts the demo together: library, trusts, schools, notices with their history, accounts.

Loading twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import swapper
from django.db import transaction

from example_site.demo.approvals import set_up_workflow
from example_site.demo.history import publish_history
from example_site.demo.models import load_model
from example_site.demo.organisations import (
    OTHER_SCHOOL,
    OTHER_TRUST,
    SCHOOLS,
    TRUST,
    Member,
    Place,
    build,
    remove_welcome_page,
)
from example_site.demo.problems import DocumentFileError
from example_site.demo.reader import DocumentFile, read_documents
from example_site.demo.reviews import load_reviews, name_reviewers
from example_site.demo.sharing import load_shared_change
from example_site.demo.users import create_accounts, create_other_accounts
from wagtail_privacy.library.starter_library.loading import load_starter_library
from wagtail_privacy.organisations.models import Organisation

DOCUMENTS = Path(__file__).with_name("documents")
PORT = 8000


@dataclass(frozen=True)
class DemoReport:
    """The places of the demo; ``published`` are the addresses of new notices.

    ``other_trust`` and its ``other_school``, which has no notice yet, have nothing to do with the rest.
    """

    trust: Place
    schools: tuple[Place, ...]
    published: tuple[str, ...]
    other_trust: Place
    other_school: Place

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.trust, *self.schools, self.other_trust, self.other_school)


def load_demo(*, port: int = PORT, documents: Path = DOCUMENTS) -> DemoReport:
    """Build what is missing of the demo; a school and its notices come whole or not at all.

    Raises :class:`DocumentFileError` for a file with a mistake, ``ResolutionError`` where a notice may not be
    published.
    """
    files = read_documents(documents)
    for file in files:
        if file.school not in SCHOOLS:
            raise DocumentFileError(file.name, [f"school: {file.school!r} is none of {', '.join(SCHOOLS)}."])
    with transaction.atomic():
        wait_for_others()
        load_starter_library()
        remove_welcome_page()
        trust = build(TRUST, trust=None, port=port)
    schools: list[Place] = []
    published: list[str] = []
    for school in SCHOOLS.values():
        school_files = [file for file in files if file.school == school.key]
        place, addresses = _load_school(school, school_files, trust.organisation, port)
        schools.append(place)
        published += addresses
    with transaction.atomic():
        wait_for_others()
        load_shared_change(trust, schools)
        load_model(trust, schools)
        load_reviews(trust, schools)
        other_trust = build(OTHER_TRUST, trust=None, port=port)
        other_school = build(OTHER_SCHOOL, trust=other_trust.organisation, port=port)
    return DemoReport(trust, tuple(schools), tuple(published), other_trust, other_school)


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
            *create_accounts(report.trust, report.schools),
            *create_other_accounts(report.other_trust, report.other_school),
        )
        name_reviewers((report.trust, *report.schools))
        return made


@transaction.atomic
def _load_school(
    school: Member, files: Iterable[DocumentFile], trust: Organisation, port: int
) -> tuple[Place, list[str]]:
    wait_for_others()
    place = build(school, trust=trust, port=port)
    set_up_workflow(place)
    addresses = [address for file in files if (address := publish_history(file, place, trust))]
    return place, addresses
