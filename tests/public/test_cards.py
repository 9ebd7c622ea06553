"""What a card says beside the name: details or none, and each address once."""

import pytest

from tests.documents.strategies import full
from wagtail_privacy.documents.base import Link
from wagtail_privacy.documents.items import Contact, RecipientIdentity, RecipientUse
from wagtail_privacy.documents.vocabulary import Frequency, Necessity
from wagtail_privacy.public.cards import Addresses, addresses, has_details

BODY = RecipientIdentity(name="x", website="https://body.example/", privacy_notice_url="https://body.example/privacy")


def test_what_every_card_has_is_no_detail() -> None:
    bare = RecipientUse(recipient=BODY, necessity=Necessity.REQUIRED, frequency=Frequency.TERMLY)
    assert not has_details(bare)


@pytest.mark.parametrize("name", sorted(set(RecipientUse.model_fields) - {"recipient", "necessity", "frequency"}))
def test_everything_else_is_a_detail(name: str) -> None:
    bare = RecipientUse(recipient=BODY)
    assert has_details(bare.model_copy(update={name: getattr(full(RecipientUse), name)}))


def test_a_body_without_addresses_has_none_to_show() -> None:
    assert not addresses(None, None, ())
    assert not addresses(RecipientIdentity(name="x"), Contact(), (Link(),))


def test_all_that_differ_are_shown() -> None:
    link = Link(url="https://body.example/Privacy")
    contact = Contact(website="https://other.example/")
    assert addresses(BODY, contact, (link,)) == Addresses(BODY.website, BODY.privacy_notice_url, (link,))
    assert addresses(BODY, None, ())


@pytest.mark.parametrize("website", ["http://BODY.example", "body.example/", "https://body.example"])
def test_a_contact_shows_the_website_already(website: str) -> None:
    for contact in (Contact(website=website), Contact(form_url=website)):
        assert addresses(BODY, contact, (Link(url=website),)) == Addresses("", BODY.privacy_notice_url)


def test_a_website_that_is_the_privacy_notice_is_shown_as_that() -> None:
    same = BODY.model_copy(update={"website": BODY.privacy_notice_url})
    assert addresses(same, None, (Link(url=BODY.privacy_notice_url),)) == Addresses("", BODY.privacy_notice_url)


def test_a_link_with_words_says_more_than_an_address() -> None:
    links = (Link(url="body.example", text="All about us"), Link(url="body.example/privacy", about="in Welsh"))
    assert addresses(BODY, Contact(website="body.example"), links) == Addresses("", "", links)


def test_equal_links_are_one_and_other_words_stay() -> None:
    first = Link(url="https://a.example", text="A")
    again = Link(url="http://a.example/", text="A")
    other = Link(url="https://a.example", text="B")
    unnamed = Link(url="a.example")
    kept = addresses(None, None, (first, unnamed, again, other)).links
    assert [(link.text, link.url.partition("//")[2].removesuffix("/")) for link in kept] == [
        ("A", "a.example"),
        ("B", "a.example"),
    ]


def test_a_document_named_without_an_address_stays() -> None:
    link = Link(text="The retention schedule")
    assert addresses(BODY, None, (link,)).links == (link,)
