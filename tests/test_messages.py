"""The catalogues of messages: complete where readers see them, true to the English text, and never guessed."""

import json
import re
from collections.abc import Iterator
from gettext import GNUTranslations, c2py

import pytest
from babel.messages.catalog import Catalog, Message

from scripts import messages as catalogues
from tests.message_sources import code_messages, template_messages

LANGUAGES = sorted(catalogues.PLURAL_FORMS)
TRANSLATED = [language for language in LANGUAGES if language != catalogues.SOURCE]
_PLACEHOLDER = re.compile(r"%(?:\((?P<name>\w+)\))?[a-zA-Z]|%%|\{\{.*?\}\}")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_NUMBERS = range(1000)


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Catalog]:
    return {language: catalogues.read_catalogue(language) for language in LANGUAGES}


def forms(message: Message) -> list[str]:
    """The translations of a message, one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string)


def translated(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogues.messages(catalogue) if any(forms(message)))


def msgids(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def placeholders(text: str) -> set[str]:
    return {match[0] for match in _PLACEHOLDER.finditer(text)}


def single_numbers(language: str) -> set[int]:
    """The plural forms that hold for one number alone, so that the form may say it in a word."""
    plural = c2py(re.search(r"plural=(.+?);?$", catalogues.PLURAL_FORMS[language])[1])
    chosen = [plural(number) for number in _NUMBERS]
    return {form for form in set(chosen) if chosen.count(form) == 1}


def slips(message: Message, language: str) -> Iterator[str]:
    """Where a translation differs from the English text in what must be the same."""
    originals = msgids(message)
    wanted = set().union(*map(placeholders, originals))
    counts = {name for name in wanted if re.fullmatch(r"%\((count|number|days)\)[sd]", name)}
    for form, text in enumerate(forms(message)):
        may_miss = counts if len(originals) > 1 and form in single_numbers(language) else set()
        if not wanted - may_miss <= placeholders(text) <= wanted:
            yield f"placeholders: {text}"
        if sorted(_TAG.findall(text)) != sorted(_TAG.findall(originals[-1])):
            yield f"tags: {text}"
        for edge in (r"\A\s*", r"\s*\Z"):
            if re.search(edge, text)[0] != re.search(edge, originals[0])[0]:
                yield f"white space at the edge: {text!r}"
        if text.count("\n") != originals[0].count("\n"):
            yield f"lines: {text!r}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wersja %(number)s <b>od</b> dziś", []),
        ("Wersja %(numer)s <b>od</b> dziś", ["placeholders"]),
        ("Wersja <b>od</b> dziś", ["placeholders"]),
        ("Wersja %(number)s od dziś", ["tags"]),
        ("Wersja %(number)s <b>od</b> dziś ", ["white space at the edge"]),
        ("Wersja %(number)s\n<b>od</b> dziś", ["lines"]),
    ],
)
def test_the_search_for_slips_finds_them(text, found):
    message = Message("Version %(number)s <b>from</b> today", text)
    assert [slip.split(":")[0] for slip in slips(message, "pl")] == found


def test_a_form_for_one_number_alone_may_say_it_in_a_word():
    message = Message(("%(count)s law", "%(count)s laws"), ("%(count)s", "قانون واحد", "قانونان", *["%(count)s"] * 3))
    assert list(slips(message, "ar")) == []
    wrong = Message(("%(count)s law", "%(count)s laws"), (*["%(count)s"] * 3, "قوانين", *["%(count)s"] * 2))
    assert len(list(slips(wrong, "ar"))) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_tags_and_white_space(language, catalogue):
    found = {
        catalogues.key(message): list(slips(message, language))
        for message in translated(catalogue[language])
        if list(slips(message, language))
    }
    assert found == {}


@pytest.mark.parametrize(("language", "count"), [("ar", 6), ("cy", 4), ("en", 2), ("pl", 3)])
def test_every_language_counts_in_its_own_way(language, count, catalogue):
    assert f"nplurals={count};" in catalogues.PLURAL_FORMS[language]
    assert catalogue[language].num_plurals == count
    text = catalogues.catalogue_path(language).read_text(encoding="utf-8")
    joined = text.split("\n\n")[0].replace('"\n"', "")
    assert catalogues.PLURAL_FORMS[language] in joined
    plurals = [entry for entry in catalogues.messages(catalogue[language]) if not isinstance(entry.id, str)]
    assert plurals
    assert {len(forms(message)) for message in plurals} == {count}


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        *[("pl", 1, 0), ("pl", 2, 1), ("pl", 5, 2), ("pl", 12, 2), ("pl", 22, 1), ("pl", 112, 2)],
        *[("ar", 0, 0), ("ar", 1, 1), ("ar", 2, 2), ("ar", 3, 3), ("ar", 11, 4), ("ar", 100, 5), ("ar", 103, 3)],
        *[("cy", 1, 0), ("cy", 2, 1), ("cy", 3, 2), ("cy", 8, 3), ("cy", 11, 3)],
    ],
)
def test_numbers_take_the_form_of_the_language(language, number, form):
    plural = c2py(re.search(r"plural=(.+?);?$", catalogues.PLURAL_FORMS[language])[1])
    assert plural(number) == form


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed(language, catalogue):
    assert [catalogues.key(message) for message in catalogue[language] if message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_readers_see_every_message_in_their_language(language, catalogue):
    public = [message for message in catalogues.messages(catalogue[language]) if catalogues.is_public(message)]
    assert len(public) > 600
    assert [catalogues.key(message) for message in public if not catalogues.is_translated(message)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_catalogue_says(language, catalogue):
    with catalogues.catalogue_path(language).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    expected = {}
    for message in translated(catalogue[language]):
        name = "\x04".join(filter(None, (message.context, catalogues.msgid(message))))
        if isinstance(message.id, str):
            expected[name] = message.string
        else:
            expected |= {(name, form): text for form, text in enumerate(forms(message))}
    assert {name: text for name, text in compiled._catalog.items() if name} == expected, "Run make messages."


def test_the_list_of_unconfirmed_languages_is_up_to_date():
    assert json.loads(catalogues.UNCONFIRMED.read_text("utf-8")) == catalogues.unconfirmed_languages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_has_every_message_of_the_code(language, catalogue):
    known = {catalogues.key(message) for message in catalogues.messages(catalogue[language])}
    sources = {**code_messages(), **template_messages()}
    assert len(sources) > 2000
    assert {key: place for key, place in sources.items() if key not in known} == {}, "Run make messages."
    assert known - set(sources) == set(), "Run make messages."


def entry(comments: str = "", string: str = "Łącze") -> str:
    return f'{comments}#: documents/base.py\n#, python-format\nmsgid "Link"\nmsgstr "{string}"\n'


def whole(text: str) -> str:
    return catalogues.HEADER.format(language="pl", plural_forms=catalogues.PLURAL_FORMS["pl"]) + "\n" + text


def test_confirmation_is_put_back_where_gettext_dropped_it():
    text = whole(entry("#. Translators: in a menu.\n"))
    restored = catalogues.with_confirmed(text, "pl", {(None, "Link"): "Łącze"})
    assert "#. Translators: in a menu.\n#. confirmed\n#: documents/base.py\n" in restored
    assert catalogues.with_confirmed(restored, "pl", {(None, "Link"): "Łącze"}) == restored
    (message,) = catalogues.messages(catalogues.parse(restored))
    assert catalogues.is_confirmed(message)


def test_a_translation_that_says_something_else_is_not_confirmed():
    text = whole(entry())
    assert catalogues.with_confirmed(text, "pl", {(None, "Link"): "Odnośnik"}) == text
    assert catalogues.with_confirmed(text, "pl", {("of a chain", "Link"): "Łącze"}) == text


@pytest.mark.parametrize(
    ("text", "confirmed"),
    [
        (entry("#. confirmed\n"), True),
        (entry("# confirmed\n"), False),
        (entry("#. confirmed\n", string=""), False),
        (entry("#. confirmed\n").replace("#, python-format", "#, fuzzy, python-format"), False),
    ],
)
def test_a_message_is_confirmed_by_its_comment_alone_and_never_when_fuzzy(text, confirmed):
    (message,) = catalogues.messages(catalogues.parse(whole(text)))
    assert catalogues.is_confirmed(message) is confirmed


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("documents/vocabulary.py", True),
        ("public/summary.py", True),
        ("templates/wagtail_privacy/public/hub.html", True),
        ("notices/blocks/data.py", False),
        ("templates/wagtail_privacy/reviews/form.html", False),
    ],
)
def test_public_messages_are_those_of_the_rooms_that_readers_see(path, public):
    (message,) = catalogues.messages(catalogues.parse(whole(f'#: {path}\nmsgid "Link"\nmsgstr ""\n')))
    assert catalogues.is_public(message) is public
