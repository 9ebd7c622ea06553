"""What counts as typed: by an item, a closed value or words of a field of its own, and not by anything else."""

from typing import Any

import pytest

from tests.documents_sample_items import SCHOOL
from tests.more_documents.measuring import By, Said, measure, shipped_share, table, typed_share
from wagtail_privacy.documents.base import ItemRef, Prose
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import BasisUse, CategoryUse, RecipientIdentity, RecipientUse, Source
from wagtail_privacy.documents.sections import (
    CollectionSection,
    DataHeldSection,
    GovernanceSection,
    LawfulBasesSection,
    RecipientsSection,
    SecuritySection,
    TextSection,
)
from wagtail_privacy.documents.vocabulary import Audience, LawfulBasis, Necessity, NoticeKind, Operation, Provision

SHIPPED = ItemRef(model="datacategory", key="1", hash="a")
LOCAL = ItemRef(model="datacategory", key="2", hash="a")
KEYS = {("datacategory", "1"): "attendance", ("datacategory", "2"): ""}
DOCUMENT = Document(
    kind=NoticeKind.PRIVACY_NOTICE,
    audience=Audience.PUPILS,
    language="en",
    title="Pupils",
    organisation=SCHOOL,
    controller=SCHOOL,
    sections=(
        DataHeldSection(
            heading="What we hold",
            operations=(Operation.COLLECT, Operation.SHARE),
            categories=(
                CategoryUse(ref=SHIPPED, name="Attendance", examples=("sessions", "absences"), note="We keep a list."),
                CategoryUse(ref=LOCAL, name="Pets"),
            ),
            statements=("Toys as well.",),
        ),
        CollectionSection(heading="How", provision=Provision.VOLUNTARY, sources=(Source(name="a neighbour"),)),
        LawfulBasesSection(heading="Why", bases=(BasisUse(basis=LawfulBasis.CONSENT), BasisUse(cited_as="our duty"))),
        RecipientsSection(
            heading="Who",
            recipients=(RecipientUse(recipient=RecipientIdentity(name="Baker"), necessity=Necessity.CONTRACT),),
        ),
        SecuritySection(heading="Safe", measures=("locks",)),
        GovernanceSection(heading="Control", issued="2026-05"),
        TextSection(heading="More", body=Prose(html="<p>We care.</p>")),
    ),
)


def said(**fact: Any) -> tuple[str, str | None]:
    (measured,) = measure([{"fact": "a fact", **fact}], DOCUMENT, "All that readers see", KEYS)
    return measured.said, measured.by


@pytest.mark.parametrize(
    ("fact", "how"),
    [
        ({"at": "data_held.categories.examples", "is": "absences", "of": "attendance"}, (Said.TYPED, By.ITEM)),
        ({"at": "data_held.operations", "is": ["collect", "share"]}, (Said.TYPED, By.CLOSED)),
        ({"at": "collection.provision", "is": "voluntary"}, (Said.TYPED, By.CLOSED)),
        ({"at": "lawful_bases.bases.basis", "is": "consent"}, (Said.TYPED, By.CLOSED)),
        ({"at": "governance.issued", "is": "2026-05"}, (Said.TYPED, By.CLOSED)),
        ({"at": "security.measures", "is": "locks"}, (Said.TYPED, By.WORDS)),
        ({"at": "page", "is": "readers"}, (Said.TYPED, By.CLOSED)),
        ({"at": "data_held.categories", "is": "Pets"}, (Said.LOCAL, None)),
        ({"at": "collection.sources.name", "is": "neighbour"}, (Said.LOCAL, None)),
        ({"at": "lawful_bases.bases.cited_as", "is": "duty"}, (Said.LOCAL, None)),
        ({"at": "recipients.recipients.necessity", "is": "contract"}, (Said.LOCAL, None)),
        ({"at": "data_held.categories.note", "is": "list"}, (Said.CATCH_ALL, None)),
        ({"at": "data_held.statements", "is": "Toys"}, (Said.CATCH_ALL, None)),
        ({"at": "text.body.html", "is": "care"}, (Said.PROSE, None)),
        ({"at": "data_held.operations", "is": ["collect", "hold"]}, (Said.NOT, None)),
        ({"at": "data_held.categories", "is": "Pets", "of": "attendance"}, (Said.NOT, None)),
        ({"at": "page", "is": "nobody"}, (Said.NOT, None)),
        ({"at": "rights.rights.kind"}, (Said.NOT, None)),
        ({}, (Said.NOT, None)),
    ],
)
def test_a_fact_is_said_in_one_way(fact: dict[str, Any], how: tuple[Said, By | None]) -> None:
    assert said(**fact) == how


def test_a_fact_is_said_no_better_than_its_worst_part() -> None:
    security = {"at": "security.measures", "is": "locks"}
    assert said(**security, **{"with": [{"at": "data_held.statements", "is": "Toys"}]}) == (Said.CATCH_ALL, None)
    assert said(**security, **{"with": [{"at": "data_held.operations", "is": "hold"}]}) == (Said.NOT, None)


def test_a_field_that_the_schema_has_not_is_a_mistake_of_the_file() -> None:
    with pytest.raises(KeyError, match="SecuritySection has no field doors"):
        said(at="security.doors")


def test_the_table_counts_and_shares() -> None:
    facts = [
        {"fact": "1", "at": "security.measures"},
        {"fact": "2", "at": "collection.sources"},
        {"fact": "3", "at": "data_held.statements"},
        {"fact": "4"},
    ]
    measured = measure(facts, DOCUMENT, "", KEYS)
    assert (typed_share(measured), shipped_share(measured)) == (0.5, 0.5)
    row = table({"one": measured}).splitlines()[1]
    assert row.split() == ["one", "4", "1", "1", "1", "0", "1", "0", "0", "1", "50.0%", "50.0%"]
