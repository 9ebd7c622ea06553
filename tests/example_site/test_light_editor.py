"""The five notices of the demo through the editor: what nobody changed is stored as it was, whatever else was done."""

import copy
import json
import random
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.blocks.base import get_error_json_data

from tests.deep import LIGHT_FORMS
from tests.form_posts import form_of, light_form, owner_of, told_of
from tests.versions.editing import as_user
from wagtail_privacy.notices.blocks.kept import KeptBlockMixin

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


def stored(page: Any) -> str:
    """The body of the newest draft, byte for byte."""
    content = type(page).objects.get(pk=page.pk).get_latest_revision().content
    body: str = content["body"]
    return body


def test_a_notice_that_is_saved_untouched_is_stored_as_it_was(pages: list[Any]) -> None:
    user = get_user_model().objects.create_superuser("root", "root@example.org", "root")
    for page in pages:
        before, latest = stored(page), page.latest_revision_id
        draft = page.get_latest_revision_as_object()
        assert as_user(user).post(f"/admin/pages/{page.pk}/edit/", light_form(draft, user)).status_code == 302
        assert page.__class__.objects.get(pk=page.pk).latest_revision_id != latest
        assert json.loads(stored(page)) == json.loads(before), page.title
        # PostgreSQL puts the keys of a page's own row in an order of its own, and Wagtail edits a live page from it.
        assert connection.vendor == "postgresql" or stored(page) == before, page.title


@dataclass
class Posted:
    """What one editor does, as an ordinary form sends it and as a light one does."""

    chance: random.Random
    ordinary: dict[str, Any] = field(default_factory=dict)
    light: dict[str, Any] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def both(self, **fields: Any) -> None:
        self.ordinary |= fields
        self.light |= fields

    def sequence(self, block: blocks.Block, state: list[dict[str, Any]], prefix: str) -> None:
        """The entries of a stream or a list: some are moved, copied or deleted."""
        entries = [copied(entry) if copy_it else entry for entry in state for copy_it in self.times()]
        order = list(range(len(entries)))
        if len(order) > 1 and self.chance.random() < 0.3:
            self.chance.shuffle(order)
            self.done.add("moved")
        self.both(**{f"{prefix}-count": str(len(entries))})
        for index, entry in enumerate(entries):
            place = f"{prefix}-{index}"
            is_deleted = self.chance.random() < 0.1
            self.done |= {"deleted"} if is_deleted else set()
            self.both(**{f"{place}-deleted": "1" if is_deleted else "", f"{place}-order": str(order[index])})
            self.both(**{f"{place}-id": entry["id"]})
            is_list = isinstance(block, blocks.ListBlock)
            if not is_list:
                self.both(**{f"{place}-type": entry["type"]})
            self.entry(block.child_block if is_list else block.child_blocks[entry["type"]], entry, f"{place}-value")

    def times(self) -> list[bool]:
        """An entry, and sometimes a copy of it."""
        is_copied = self.chance.random() < 0.1
        self.done |= {"copied"} if is_copied else set()
        return [False, True] if is_copied else [False]

    def entry(self, block: blocks.Block, entry: dict[str, Any], prefix: str) -> None:
        if not isinstance(block, KeptBlockMixin):
            self.both(**form_of(block, entry["value"], prefix))
            return
        if self.chance.random() < 0.6:
            self.ordinary |= form_of(block, entry["value"], prefix)
            self.light[f"{prefix}-kept"] = entry.get("sent", entry["id"])
            self.done.add("closed")
            return
        is_changed = self.chance.random() < 0.5
        self.done.add("changed" if is_changed else "opened")
        for name, child in block.child_blocks.items():
            inner = f"{prefix}-{name}"
            if isinstance(child, blocks.ListBlock | blocks.BaseStreamBlock):
                self.sequence(child, entry["value"][name], inner)
                continue
            sent = form_of(child, entry["value"][name], inner)
            if is_changed and type(child) is blocks.CharBlock:
                sent[inner] = f"{sent[inner]} {self.chance.random()}"
            self.both(**sent)


def copied(entry: dict[str, Any]) -> dict[str, Any]:
    """A copy as the browser makes it: the ids of all entries in it are new, and it knows what it was copied from."""
    made = copy.deepcopy(entry)
    for inner in entries_in(made):
        inner["sent"], inner["id"] = inner.get("sent", inner["id"]), str(uuid.uuid4())
    return made


def entries_in(state: Any) -> Iterator[dict[str, Any]]:
    if isinstance(state, dict):
        if "id" in state and "value" in state:
            yield state
        for inner in state.values():
            yield from entries_in(inner)
    elif isinstance(state, list):
        for inner in state:
            yield from entries_in(inner)


def read(page: Any, user: Any, data: dict[str, Any]) -> Any:
    """What is stored of a form, or what is wrong with it."""
    post = QueryDict(mutable=True)
    for name, value in data.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    form_field = page._meta.get_field("body").formfield()
    form_field.widget.owner = owner_of(page, user)
    block = form_field.block
    value = form_field.widget.value_from_datadict(post, {}, "body")
    try:
        prepared = block.get_prep_value(block.clean_deferred(value))
    except ValidationError as error:
        return get_error_json_data(error)
    return json.loads(json.dumps(prepared, cls=DjangoJSONEncoder))


def with_new_ids_alike(raw: Any, known: set[str]) -> Any:
    """Stored data in which all new ids are alike: those of copies, and the keys that rich text gets each time."""
    if isinstance(raw, list):
        return [with_new_ids_alike(inner, known) for inner in raw]
    if isinstance(raw, str):
        text = re.sub(r' data-block-key="\w+"', "", raw)
        # The form of the tests sends the empty paragraph that it was given; a browser sends nothing.
        return "" if text == "<p></p>" else text
    if not isinstance(raw, dict):
        return raw
    return {
        name: "new" if name == "id" and value not in known else with_new_ids_alike(value, known)
        for name, value in raw.items()
    }


def test_a_light_form_stores_what_an_ordinary_one_does(pages: list[Any]) -> None:
    user = get_user_model().objects.create_superuser("root", "root@example.org", "root")
    drafts = [page.get_latest_revision_as_object() for page in pages]
    done: set[str] = set()

    @LIGHT_FORMS
    @given(st.sampled_from(drafts), st.integers(min_value=0, max_value=2**32))
    def check(page: Any, seed: int) -> None:
        told = told_of(page, user)
        posted = Posted(random.Random(seed))
        posted.light["body-kept"] = told["kept"]
        posted.sequence(page.body.stream_block, told["sections"], "body")
        known = {entry["id"] for entry in entries_in(told["sections"])}
        light, ordinary = read(page, user, posted.light), read(page, user, posted.ordinary)
        assert with_new_ids_alike(light, known) == with_new_ids_alike(ordinary, known)
        done.update(posted.done | ({"stored"} if isinstance(light, list) else {"refused"}))
        ids = [entry["id"] for entry in entries_in(light)] if isinstance(light, list) else []
        assert len(ids) == len(set(ids))

    check()
    assert done == {"moved", "copied", "deleted", "closed", "opened", "changed", "stored", "refused"}
