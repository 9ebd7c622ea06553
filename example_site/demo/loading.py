"""Puts the demo together: library, trust, schools, notices, accounts. Loading twice changes nothing."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from example_site.demo.library import Items
from example_site.demo.organisations import SCHOOLS, TRUST, Member, Place, build, remove_welcome_page
from example_site.demo.reader import DocumentFile, DocumentFileError, read_document
from example_site.demo.users import create_accounts
from wagtail_privacy.documents.vocabulary import NoticeKind
from wagtail_privacy.library.starter import load_starter_library
from wagtail_privacy.organisations.models import Organisation
from wagtail_privacy.pages.models import DataProtectionPolicyPage, DataSharingPolicyPage, PrivacyNoticePage
from wagtail_privacy.versions.services import in_force_from

DOCUMENTS = Path(__file__).with_name("documents")
PORT = 8000
_PAGE_MODELS: dict[NoticeKind, type[Any]] = {
    model.notice_kind: model for model in (PrivacyNoticePage, DataSharingPolicyPage, DataProtectionPolicyPage)
}


@dataclass(frozen=True)
class DemoReport:
    """What a load found or made. ``published`` are the addresses of notices that are new."""

    trust: Place
    schools: tuple[Place, ...]
    published: tuple[str, ...]


def load_demo(*, port: int = PORT, documents: Path = DOCUMENTS) -> DemoReport:
    """Build what is missing of the demo; a school and its notices come whole or not at all.

    Raises :class:`DocumentFileError` for a file with a mistake, ``ResolutionError`` where a notice may not be
    published.
    """
    files = [read_document(path) for path in sorted(documents.glob("*.yaml"))]
    for file in files:
        if file.school not in SCHOOLS:
            raise DocumentFileError(file.name, [f"school: {file.school!r} is none of {', '.join(SCHOOLS)}."])
    load_starter_library()
    with transaction.atomic():
        remove_welcome_page()
        trust = build(TRUST, trust=None, port=port)
    schools: list[Place] = []
    published: list[str] = []
    for school in SCHOOLS.values():
        own = [file for file in files if file.school == school.key]
        place, addresses = _load_school(school, own, trust.organisation, port)
        schools.append(place)
        published += addresses
    return DemoReport(trust, tuple(schools), tuple(published))


def load_accounts(report: DemoReport) -> tuple[str, ...]:
    """Make the demo accounts; gives the names of new ones. Raises ``DemoAccountsRefusedError`` where DEBUG is off."""
    with transaction.atomic():
        return create_accounts(report.trust, report.schools)


@transaction.atomic
def _load_school(
    school: Member, files: Iterable[DocumentFile], trust: Organisation, port: int
) -> tuple[Place, list[str]]:
    place = build(school, trust=trust, port=port)
    addresses = [address for file in files if (address := _publish(file, place, trust))]
    return place, addresses


def _publish(file: DocumentFile, place: Place, trust: Organisation) -> str:
    """Publish the notice of ``file`` as version 1; gives its address, or an empty text where it is there already."""
    hub = place.hub
    if hub is None or hub.get_children().filter(slug=file.slug).exists():
        return ""
    items = Items(file.name)
    items.add(file.library, {"school": place.organisation, "trust": trust})
    model = _PAGE_MODELS[file.kind]
    page = model(
        title=file.title,
        slug=file.slug,
        audience=file.audience,
        summary=file.summary,
        locale=hub.locale,
        live=False,
        show_in_menus=True,
    )
    hub.add_child(instance=page)
    # Only now: Wagtail indexes the references of a body each time that it is saved.
    block = model._meta.get_field("body").stream_block
    page.body = block.to_python(file.stream_data(block, items.find))
    with ExitStack() as stack:
        if file.in_force_from is not None:
            stack.enter_context(in_force_from(file.in_force_from))
        page.save_revision().publish()
    return str(page.full_url)
