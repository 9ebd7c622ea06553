import hashlib
import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.deep import WHOLE_DOCUMENTS
from tests.documents.strategies import documents, full, full_document, leaves
from wagtail_privacy.documents import items, sections
from wagtail_privacy.documents.base import Data, Link, Prose
from wagtail_privacy.documents.canonical import canonical_json, chain, digest
from wagtail_privacy.documents.document import Document
from wagtail_privacy.documents.items import Party


def all_models() -> list[type[Data]]:
    found, waiting = [], [Data]
    while waiting:
        # Tests have classes of their own, as other apps do.
        children = [kind for kind in waiting.pop().__subclasses__() if kind.__module__.startswith("wagtail_privacy.")]
        found += children
        waiting += children
    return found


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: _shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [_shuffled(entry, chance) for entry in value]
    return value


def _changed(payload: Any, path: tuple[Any, ...], leaf: Any) -> Document | None:
    changed = json.loads(json.dumps(payload))
    place = changed
    for key in path[:-1]:
        place = place[key]
    candidates: list[Any] = [leaf + 1] if isinstance(leaf, int) else [f"{leaf}x", "2001-01"]
    for candidate in [not leaf] if isinstance(leaf, bool) else candidates:
        place[path[-1]] = candidate
        try:
            return Document.model_validate(changed)
        except ValidationError:
            continue
    return None


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents())
def test_reading_the_bytes_gives_an_equal_document(document: Document) -> None:
    read = Document.model_validate_json(canonical_json(document))
    assert read == document
    assert digest(read) == digest(document)
    assert canonical_json(read) == canonical_json(document)


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(document: Document, chance: random.Random) -> None:
    payload = _shuffled(json.loads(canonical_json(document)), chance)
    assert digest(Document.model_validate(payload)) == digest(document)


@pytest.mark.deep
@WHOLE_DOCUMENTS
@given(documents(), st.data())
def test_any_change_of_a_value_changes_the_digest(document: Document, data: st.DataObject) -> None:
    payload = json.loads(canonical_json(document))
    path, leaf = data.draw(st.sampled_from(list(leaves(payload))))
    changed = _changed(payload, path, leaf)
    if changed is not None and changed != document:
        assert digest(changed) != digest(document)


def test_every_value_of_every_field_counts() -> None:
    payload, tried, unchangeable = json.loads(canonical_json(full_document())), set(), set()
    alone = {**payload, "organisation": {"name": "A"}, "controller": {"name": "B"}, "trust": {"name": "C"}}
    for part in ({**payload, "sections": []}, *({**alone, "sections": [section]} for section in payload["sections"])):
        original = digest(Document.model_validate(part))
        for path, leaf in leaves(part):
            # The same part of the schema comes up in many places; once under each name is enough.
            names = tuple(key for key in path if isinstance(key, str))[-2:]
            if names in tried:
                continue
            tried.add(names)
            changed = _changed(part, path, leaf)
            if changed is None:
                unchangeable.add(path[-1])
            else:
                assert digest(changed) != original, path
    closed_lists = {
        "action", "age_status", "asked", "audience", "basis", "condition", "edition", "frequency", "kind", "necessity",
        "occasion", "period_unit", "personal_data", "provision", "role", "schema_version", "setting",
        "silence", "special", "status",
    }  # fmt: skip
    assert {name for name in unchangeable if isinstance(name, str)} == closed_lists


def test_the_bytes_are_canonical() -> None:
    text = canonical_json(full(Document, language="en", title="Été “x” \n", sections=())).decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert '"title":"Été “x” \\n"' in text
    assert text.startswith('{"also_for":["website_users"],"audience":"website_users","controller":{"abbreviation":')


def test_a_known_digest() -> None:
    party = Party(name="Ysgol")
    document = Document(
        kind="privacy_notice", audience="pupils", language="cy", title="", organisation=party, controller=party
    )
    written = (
        b'{"audience":"pupils","controller":{"kind":"school","name":"Ysgol"},"kind":"privacy_notice","language":"cy",'
        b'"organisation":{"kind":"school","name":"Ysgol"},"schema_version":2,"title":""}'
    )
    assert canonical_json(document) == written
    assert digest(document) == hashlib.sha256(written).hexdigest()


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical_json(full(Document, language="en", title="\ud800", sections=()))


def test_empty_values_are_left_out_but_zero_and_required_ones_stay() -> None:
    assert sections.OptOutSection(heading="", window_days=0).model_dump() == {
        "heading": "",
        "type": "opt_out",
        "window_days": 0,
    }
    assert Prose(html="").model_dump() == {"html": ""}
    assert Link().model_dump() == {}


def test_what_is_left_out_reads_back_as_empty() -> None:
    for model in all_models():
        for name, field in model.model_fields.items():
            if not field.is_required():
                assert field.default in (None, "", (), False) or field.default, (model, name)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        items.Party.model_validate({"name": "A", "nickname": "B"})


def test_data_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Link(url="/"), "url", "/other/")  # noqa: B010 - a type checker refuses the plain form


@pytest.mark.parametrize("language", ["", "e", "en_GB", "en-", "x" * 9, "en gb", "en\n"])
def test_a_language_is_a_language_tag(language: str) -> None:
    with pytest.raises(ValidationError, match="pattern"):
        full(Document, language=language, sections=())


def test_a_chain_depends_on_every_link_and_their_order() -> None:
    one, two = hashlib.sha256(b"1").hexdigest(), hashlib.sha256(b"2").hexdigest()
    first = chain(one, "")
    assert chain(two, first) != chain(two, chain(two, "")) != chain(one, chain(two, ""))
    assert first != one
    assert first == hashlib.sha256(f":{one}".encode()).hexdigest()
    assert chain(two, first) == hashlib.sha256(f"{first}:{two}".encode()).hexdigest()


@pytest.mark.parametrize(
    ("of", "previous"), [("", ""), ("abc", ""), ("0" * 64, "abc"), ("0" * 63 + "G", ""), ("A" * 64, "")]
)
def test_a_chain_is_made_of_digests_only(of: str, previous: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        chain(of, previous)
