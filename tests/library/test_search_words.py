"""The words of schools' own lists, typed into the search of the choosers, find the right item first."""

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunSQL, SeparateDatabaseAndState
from django.urls import reverse
from wagtail.search.backends import get_search_backend

from tests.factories import DataCategoryFactory, RecipientFactory
from wagtail_privacy.library.models import LIBRARY_MODELS, DataCategory, Recipient
from wagtail_privacy.library.search import found
from wagtail_privacy.library.starter_library.loading import load_starter_library

pytestmark = pytest.mark.django_db

WORDS = {
    "recipient": {
        "LA": "local-authority",
        "our local authority": "local-authority",
        "DfE": "dfe",
        "Department for Education": "dfe",
        "Ofsted": "ofsted",
        "STA": "sta",
        "Standards and Testing Authority": "sta",
        "Learning and Skills Council": "lsc",
        "Healthcare and Primary Care Trusts": "pct",
        "Children and Family Services": "childrens-services",
        "Social Services": "childrens-services",
        "Office for National Statistics": "ons",
        "independent researchers": "researchers",
        "research agencies": "research-agencies",
        "other government departments": "other-government",
        "further education institutions": "fe-institutions",
        "Connexions": "connexions",
        "Information Sharing (IS) Index": "is-index",
        "exam boards": "awarding-bodies",
        "Suppliers and service providers": "suppliers",
        "system provider": "suppliers",
        "School Meals Provider": "catering",
        "Health authorities": "school-nursing",
        "School Health Team": "school-nursing",
        "Professional advisers and consultants": "advisers",
        "Police forces": "police",
        "courts": "courts",
        "NPD": "npd",
        "third parties": "npd-third-parties",
        "Schools that pupils attend after leaving us": "next-school",
        "Education Authority": "ea-ni",
        "Department of Education (NI)": "de-ni",
        "Council for the Curriculum, Examinations and Assessment": "ccea",
        "Education Training Inspectorate": "eti",
        "Disclosure Barring Services": "dbs",
        "Information Commissioner’s Office": "ico",
    },
    "datacategory": {
        "Personal information": "personal-identifiers",
        "Contact details": "contact-details",
        "ethnicity": "ethnicity",
        "country of birth": "nationality",
        "free school meal eligibility": "fsm-eligibility",
        "Attendance information": "attendance",
        "assessment information": "assessment",
        "medical information": "medical",
        "SEN": "send",
        "special educational needs information": "send",
        "behavioural information": "behaviour",
        "exclusions": "behaviour",
        "teacher reference number": "staff-identifiers",
        "NI number": "staff-identifiers",
        "DBS disclosure number": "criminal-record",
        "Single Central Record": "single-central-record",
        "contract information": "employment-contract",
        "bank details": "pay-and-bank",
        "photographs": "photographs",
        "fingerprint": "biometrics",
        "Relevant business and pecuniary interests details": "governor-interests",
        "Meeting attendance records": "meeting-attendance",
        "Selection records": "interview-notes",
        "Identity verification records": "right-to-work",
        "References": "references",
    },
    "purpose": {
        "to support pupil learning": "support-learning",
        "to monitor and report on pupil progress": "monitor-progress",
        "to provide appropriate pastoral care": "pastoral-care",
        "to assess the quality of our services": "service-quality",
        "to comply with the law regarding data sharing": "comply-sharing-law",
        "assess how well the school as a whole is doing": "school-performance",
        "keep children safe": "safeguarding",
        "food allergies": "safeguarding",
        "meet the statutory duties placed upon us": "statutory-returns",
        "enable individuals to be paid": "employ-pay",
        "cashless payment for school meals": "cashless-catering",
        "manage library accounts": "library-loans",
        "equal opportunities": "equality-duty",
        "give references": "references-given",
    },
    "legislation": {
        "Data Protection Act 1998": "dpa-1998",
        "GDPR": "eu-gdpr",
        "Education Act (Northern Ireland) 2014": "education-ni-2014",
        "Education Act 1996": "education-act-1996",
        "Education (Information About Individual Pupils) (England) Regulations 2013": "individual-pupils-2013",
        "The Education Act": "education-acts",
        "Children Act 2004": "children-2004",
        "General Data Protection Regulations": "eu-gdpr",
    },
    "retentionrule": {
        "record retention schedule": "schedule-ref",
    },
}
"""By kind of item: what schools write in their lists, and the key of the item in the starter library."""


def make_full_text_table() -> None:
    """What a migration of ``wagtail.search`` makes on SQLite; these tests run without migrations."""
    if connection.vendor != "sqlite":
        return
    table = apps.get_model("wagtailsearch", "IndexEntry")._meta.db_table
    migration = import_module("wagtail.search.migrations.0006_customise_indexentry").Migration
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}_fts")
        for operation in migration.operations:
            inner = operation.database_operations if isinstance(operation, SeparateDatabaseAndState) else ()
            for statement in inner:
                if isinstance(statement, RunSQL):
                    cursor.execute(statement.sql)


@pytest.fixture
def full_text(settings: Any) -> None:
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
    make_full_text_table()


@pytest.fixture
def starter(full_text: None, site_tree: Any) -> None:
    load_starter_library()
    index = get_search_backend().get_index_for_model(Recipient)
    for model in LIBRARY_MODELS:
        index.add_items(model, list(model.objects.all()))


def first_hit(client: Any, kind: str, query: str) -> str:
    """The key of the first item that the chooser lists for ``query``; empty where it lists none."""
    address = reverse(f"wagtailsnippetchoosers_wagtail_privacy_{kind}:choose_results")
    content = client.get(address, {"q": query}).content.decode()
    chosen = re.search(r"/chosen/(\d+)/", content)
    if chosen is None:
        return ""
    return str(apps.get_model("wagtail_privacy", kind).objects.get(pk=chosen.group(1)).starter_key)


def test_the_words_of_schools_lists_find_the_right_item_first(admin_client: Any, starter: None) -> None:
    hits = [
        (kind, query, key, first_hit(admin_client, kind, query))
        for kind, words in WORDS.items()
        for query, key in words.items()
    ]
    table = [f"{query} | {hit or '-'} | {'right' if hit == key else 'wrong'}" for _, query, key, hit in hits]
    wrong = [line for line in table if line.endswith("| wrong")]
    assert len(hits) >= 60
    assert len(wrong) <= len(hits) // 20, "\n".join(table)


def test_an_item_of_that_very_name_comes_first(full_text: None) -> None:
    RecipientFactory(name="A Agency for the Arts", aliases="ARTS\nNAA council")
    named = RecipientFactory(name="National Assessment Agency", abbreviation="NAA")
    called = RecipientFactory(name="Zebra", aliases="Another\nNAA")
    get_search_backend().get_index_for_model(Recipient).add_items(Recipient, list(Recipient.objects.all()))
    first, second, *others = found(" naa", Recipient.objects.all())
    assert (first, second) == (named, called)
    assert len(others) == 1


@pytest.mark.parametrize("query", ["The Police", "our police", "police", "to police"])
def test_how_an_entry_of_a_list_begins_does_not_matter(full_text: None, query: str) -> None:
    RecipientFactory(name="A police and crime commissioner")
    item = RecipientFactory(name="The Police")
    get_search_backend().get_index_for_model(Recipient).add_items(Recipient, list(Recipient.objects.all()))
    assert found(query, Recipient.objects.all())[0] == item


def test_apostrophes_do_not_matter(full_text: None) -> None:
    item = DataCategoryFactory(name="Else", aliases="child’s name")
    get_search_backend().get_index_for_model(DataCategory).add_items(DataCategory, [item])
    assert (
        found("child's name", DataCategory.objects.all()) == found("Child’s Name", DataCategory.objects.all()) == [item]
    )


def test_where_nothing_has_all_the_words_the_longer_ones_find_something(full_text: None) -> None:
    item = RecipientFactory(name="Careers service")
    RecipientFactory(name="To be")
    get_search_backend().get_index_for_model(Recipient).add_items(Recipient, list(Recipient.objects.all()))
    assert found("to the careers advisory council", Recipient.objects.all()) == [item]
