"""A fixture that is put back is as good as one that is built."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests import snapshots
from tests.notice_factories import make_hub, make_notice
from tests.snapshots import replayed
from wagtail_privacy.versions.models import NoticeVersion

pytestmark = pytest.mark.django_db

built: list[str] = []


@replayed
def group(name: str = "readers") -> Group:
    built.append(name)
    return Group.objects.create(name=name)


@replayed
def published(site_tree: Any) -> Any:
    return make_notice(make_hub(site_tree.alpha_home))


@pytest.fixture(autouse=True)
def _nothing_built() -> None:
    built.clear()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_it_is_built_once(turn: int) -> None:
    made = group()
    assert turn == 1 or not built
    assert Group.objects.get() == made
    made.name = "writers"
    made.save()
    assert Group.objects.create(name="others").pk != made.pk


@pytest.mark.parametrize("turn", [1, 2])
def test_a_page_is_put_back_with_its_body_and_what_it_did_to_its_parents(turn: int, site_tree: Any) -> None:
    page = published(site_tree)
    stored = type(page).objects.get(pk=page.pk)
    assert stored.body.get_prep_value() == page.body.get_prep_value()
    assert site_tree.alpha_home.numchild == 1
    assert make_hub(site_tree.alpha_home, slug="second").get_prev_sibling().pk == page.get_parent().pk
    assert NoticeVersion.objects.get().as_document().title == page.title
    assert type(page).find_problems() == ([], [], [], [], [])


def test_after_another_write_it_is_built() -> None:
    Group.objects.create(name="first")
    assert group().name == "readers"
    assert built == ["readers"]


def test_under_other_settings_than_what_was_before_it_is_built(settings: Any, site_tree: Any) -> None:
    settings.WAGTAIL_SITE_NAME = "Another"
    assert group().name == "readers"
    assert built == ["readers"]


@pytest.mark.postgres
def test_keys_that_start_again_make_it_forget_what_it_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "_taken", dict(snapshots._taken))
    group()
    assert snapshots._taken
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE auth_group CASCADE")
    assert not snapshots._taken
