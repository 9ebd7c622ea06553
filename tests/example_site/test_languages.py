"""The demo in English, Polish, Arabic and Welsh, address by address: no text stands in a language it is not said to be.

The crawl begins at the home page of each site and follows whatever pages, feeds, data and the sitemap name.
"""

import re
from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from example_site.demo.loading import DOCUMENTS
from example_site.demo.organisations import OTHER_SCHOOL, OTHER_TRUST, SCHOOLS, TRUST, WELSH_SCHOOL
from example_site.demo.translation_files import read_translations
from scripts import messages as catalogues
from tests.example_site.conftest import Demo
from tests.example_site.crawl import Crawl, Visited, language_of, texts_of
from wagtail_privacy.documents.wording import direction

# No test asks for rows, but the database is set up for marked tests only.
pytestmark = pytest.mark.django_db

TRANSLATED = ("pl", "ar", "cy")
LANGUAGE_NAMES = {"English", "Polski", "العربية", "Cymraeg"}
"""The list of languages has each in its own."""

EXPECTED_ENGLISH = {
    ("oakstone", "pl"): {
        (
            "Ask the Headteacher or any other member of our staff, in writing or in person. The law on the educational "
            "record does not bind academies; we answer requests for it all the same."
        ),
        "Where we do not know you, we ask for proof of who you are before we answer.",
        "Only people who need information for their work can see it.",
        "Laptops and memory sticks are encrypted, and papers are locked away.",
        "Everybody who works with information is trained each year.",
    },
    ("larkfield", "pl"): {
        "Data Sharing Policy",
        (
            "What we hold about our pupils, what allows us to hold it, how long we keep it, and with which "
            "organisations we share it."
        ),
        "How we use information about volunteers",
        "Which information we hold about people who help in our school.",
    },
}
"""What stands in English on pages in another language, by school and language: what is behind, and what is missing."""

_SITEMAP_LINK = re.compile(r'hreflang="(?P<language>[^"]+)"\s+href="(?P<address>[^"]+)"')

MEMBERS = (TRUST, *SCHOOLS.values(), WELSH_SCHOOL, OTHER_TRUST, OTHER_SCHOOL)
FILES = read_translations(DOCUMENTS / "translations")


@pytest.fixture
def crawl(demo: Demo) -> Crawl:
    return demo.crawl


def school_of(address: str) -> str:
    return str(urlsplit(address).hostname).partition(".")[0]


def words(text: str) -> str:
    return " ".join(text.split())


def lines(text: str) -> set[str]:
    return {words(text), *map(words, text.split("\n"))}


def names() -> set[str]:
    """What is called the same in every language: who publishes, and where."""
    found = {name for member in MEMBERS for name in (member.name, *lines(member.address))}
    return found | {f"{member.name} – {member.name}" for member in MEMBERS}


def test_the_crawl_reaches_every_kind_of_address_in_every_language(crawl: Crawl) -> None:
    kinds = defaultdict(set)
    for answer in crawl.visited.values():
        if school_of(answer.address) == "oakstone" and answer.status == 200:
            path = re.sub(r"^/(pl|ar|cy)/", "/", urlsplit(answer.address).path)
            path = re.sub(r"\d{4}-\d\d-\d\d", "DAY", path)
            kinds[re.sub(r"\d+", "N", path)].add(language_of(answer.address))
    everywhere = {"/", "/privacy/", "/privacy/feed/", "/privacy/pupils/", "/privacy/pupils/feed/"}
    everywhere |= {
        f"/privacy/pupils/{below}"
        for below in ("versions/", "versions/N/", "versions/N/changes/", "versions/N/document.json", "on/", "on/DAY/")
    }
    assert {kind for kind, languages in kinds.items() if languages == {"en", *TRANSLATED}} >= everywhere
    assert "/sitemap.xml" in kinds


def test_no_address_is_missing_or_broken(crawl: Crawl) -> None:
    broken = {
        answer.address: (answer.status, crawl.named_by.get(answer.address))
        for answer in crawl.visited.values()
        if answer.status not in {200, 301, 302}
    }
    assert broken == {}


def test_pages_say_in_which_language_and_direction_they_are(crawl: Crawl) -> None:
    for page in crawl.pages:
        root = BeautifulSoup(page.body, "html.parser").html
        assert root is not None
        language = language_of(page.address)
        assert (root["lang"], root["dir"]) == (language, direction(language)), page.address


def test_a_language_that_a_school_does_not_have_leads_to_the_source(crawl: Crawl) -> None:
    for key, home in {**dict.fromkeys(SCHOOLS, ""), WELSH_SCHOOL.key: "/cy"}.items():
        has = {file.language for file in FILES if file.school == key} | {home.strip("/") or "en"}
        for language in ("en", *TRANSLATED):
            site = f"http://{key}.localhost:8000"
            answer = crawl.visited[f"{site}/privacy/" if language == "en" else f"{site}/{language}/privacy/"]
            if language in has:
                assert answer.status == 200
            else:
                assert (answer.status, answer.leads_to) == (302, f"{site}{home}/privacy/")


def test_what_is_marked_as_english_is_what_has_no_translation(crawl: Crawl) -> None:
    marked = defaultdict(set)
    for page in crawl.pages:
        language = language_of(page.address)
        for text in texts_of(page.body):
            if text.language != language and text.words not in LANGUAGE_NAMES:
                marked[school_of(page.address), language, text.language].add(text.words)
    assert marked == {(*where, "en"): texts for where, texts in EXPECTED_ENGLISH.items()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_known_in_english_stands_unmarked_in_another_language(crawl: Crawl, language: str) -> None:
    english = set()
    for file in FILES:
        if file.language == language:
            for source, translation in file.texts.items():
                english |= lines(source) - lines(translation)
    for message in catalogues.messages(catalogues.read_catalogue(language)):
        forms = (message.string,) if isinstance(message.string, str) else message.string
        english |= {words(text) for text in _msgids(message.id)} - {words(text) for text in forms}
    assert len(english) > 1000
    found = {
        (text.words, page.address)
        for page in crawl.pages
        if language_of(page.address) == language
        for text in texts_of(page.body)
        if text.language == language and text.words in english
    }
    assert found == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_shares_nothing_but_names_and_addresses_with_the_english_pages(
    crawl: Crawl, language: str
) -> None:
    said = {"en": set(), language: set()}
    for page in crawl.pages:
        if school_of(page.address) == "oakstone" and language_of(page.address) in said:
            said[language_of(page.address)] |= {
                text.words for text in texts_of(page.body) if text.language == language_of(page.address)
            }
    same = names() | LANGUAGE_NAMES
    for file in FILES:
        if (file.school, file.language) == ("oakstone", language):
            for source, translation in file.texts.items():
                same |= lines(source) & lines(translation)
    shared = {text for text in said["en"] & said[language] if re.search(r"[^\W\d_]{2}", text)}
    assert len(said[language]) > 400
    assert {text for text in shared - same if not re.fullmatch(r"[\w.-]+(@|\.)[\w./-]+", text)} == set()


def test_arabic_texts_have_arabic_commas(crawl: Crawl) -> None:
    found = {
        text.words
        for page in crawl.pages
        if language_of(page.address) == "ar"
        for text in texts_of(page.body)
        if text.language == "ar" and re.search(r"[,;?]\s*[\u0600-\u06ff]|[\u0600-\u06ff][,;?]", text.words)
    }
    assert found == set()


def test_english_pages_of_the_welsh_school_say_nothing_in_welsh(crawl: Crawl) -> None:
    welsh = {
        line
        for file in FILES
        if file.school == WELSH_SCHOOL.key
        for source, translation in file.texts.items()
        for line in lines(source) - lines(translation)
    }
    for page in crawl.pages:
        if school_of(page.address) == WELSH_SCHOOL.key:
            said = {text.words for text in texts_of(page.body)}
            assert bool(said & welsh) == (language_of(page.address) == "cy"), page.address


def alternates(page: Visited) -> dict[str, str]:
    links = BeautifulSoup(page.body, "html.parser").find_all("link", hreflang=True)
    return {str(link["hreflang"]): str(link["href"]) for link in links if not link.get("type")}


def test_each_page_of_a_set_of_languages_names_the_whole_set(crawl: Crawl) -> None:
    sets = {page.address: alternates(page) for page in crawl.pages}
    named = {address: found for address, found in sets.items() if found}
    for address, found in named.items():
        assert found[language_of(address)] == address
        for other in found.values():
            assert sets[other] == found, (address, other)
        home = "cy" if school_of(address) == WELSH_SCHOOL.key else "en"
        assert found["x-default"] == found[home]
    expected = {
        f"http://oakstone.localhost:8000{prefix}/privacy/{notice}"
        for prefix in ("", "/pl", "/ar", "/cy")
        for notice in ("", "pupils/")
    }
    expected |= {
        f"http://glanyrafon.localhost:8000{prefix}/privacy/{notice}"
        for prefix in ("", "/cy")
        for notice in ("", "disgyblion/")
    }
    expected |= {f"http://larkfield.localhost:8000{prefix}/privacy/" for prefix in ("", "/pl")}
    assert named.keys() == expected


def test_the_sitemap_names_the_same_sets(crawl: Crawl) -> None:
    for key in ("oakstone", WELSH_SCHOOL.key):
        sitemap = crawl.visited[f"http://{key}.localhost:8000/sitemap.xml"].body
        entries = {
            url.partition("</loc>")[0]: {match["language"]: match["address"] for match in _SITEMAP_LINK.finditer(url)}
            for url in sitemap.split("<loc>")[1:]
        }
        assert len(entries) >= 2
        for address, found in entries.items():
            assert found == alternates(crawl.visited[address]), address


def test_the_polish_notice_is_behind_in_two_passages_and_lacks_one(crawl: Crawl) -> None:
    found = {}
    for page in crawl.pages:
        if marks := re.findall(r'data-privacy-passage="(\w+)"', page.body):
            found[urlsplit(page.address).path] = sorted(marks)
    assert found == {"/pl/privacy/pupils/": ["behind", "behind", "missing"]}


def test_each_translation_says_which_version_it_renders(crawl: Crawl) -> None:
    numbers = {
        f"{school_of(page.address)}{urlsplit(page.address).path}": match[1]
        for page in crawl.pages
        if not re.search(r"/(versions|on)/", page.address)
        and (match := re.search(r'data-privacy-source-version="(\d+)"', page.body))
    }
    assert numbers == {
        "oakstone/pl/privacy/pupils/": "2",
        "oakstone/ar/privacy/pupils/": "4",
        "oakstone/cy/privacy/pupils/": "4",
        "glanyrafon/privacy/disgyblion/": "1",
    }


def test_no_hub_denies_or_hides_a_notice(crawl: Crawl) -> None:
    listed = defaultdict(dict)
    for page in crawl.pages:
        if re.fullmatch(r"(?:/(?:pl|ar|cy))?/privacy/", urlsplit(page.address).path):
            soup = BeautifulSoup(page.body, "html.parser")
            listed[school_of(page.address)][language_of(page.address)] = len(soup.select(".privacy-index > li"))
    assert listed == {
        "trust": {"en": 0},
        "twinhills": {"en": 0},
        "larchmoor": {"en": 0},
        "hawthorn": {"en": 1},
        "larkfield": {"en": 2, "pl": 2},
        "meadway": {"en": 2},
        "fenbrook": {"en": 1},
        "oakstone": {"en": 1, "pl": 1, "ar": 1, "cy": 1},
        WELSH_SCHOOL.key: {"en": 1, "cy": 1},
    }


def test_the_polish_hub_of_larkfield_lists_its_english_notices_as_such(crawl: Crawl) -> None:
    soup = BeautifulSoup(crawl.visited["http://larkfield.localhost:8000/pl/privacy/"].body, "html.parser")
    links = soup.select(".privacy-index h2 a")
    assert {(link["href"], link["lang"], link["hreflang"]) for link in links} == {
        ("/privacy/data-sharing/", "en", "en"),
        ("/privacy/volunteers/", "en", "en"),
    }


def _msgids(message_id: object) -> tuple[str, ...]:
    return (message_id,) if isinstance(message_id, str) else tuple(message_id)  # type: ignore[arg-type]
