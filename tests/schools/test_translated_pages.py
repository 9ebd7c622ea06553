"""Those who work on the pages of a school work on their translations, and nobody else does."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import GroupPagePermission, Locale

from tests.notice_factories import make_hub, make_notice
from wagtail_privacy.schools.translated_pages import copy_permissions

pytestmark = pytest.mark.django_db


@pytest.fixture
def polish(site_tree: Any) -> Any:
    return Locale.objects.create(language_code="pl")


def permissions(page: Any) -> set[tuple[int, str]]:
    rows = GroupPagePermission.objects.filter(page_id=page.pk)
    return set(rows.values_list("group_id", "permission__codename"))


def test_an_editor_works_on_the_translation_of_a_notice(
    site_tree: Any, polish: Any, school_editor: Any, other_school_editor: Any
) -> None:
    notice = make_notice(make_hub(site_tree.alpha_home))
    copy = notice.copy_for_translation(polish, copy_parents=True)
    home = site_tree.alpha_home.get_translation(polish)
    assert permissions(home) == permissions(site_tree.alpha_home) != set()
    assert copy.permissions_for_user(school_editor).can_edit()
    assert copy.permissions_for_user(school_editor).can_publish()
    assert not copy.permissions_for_user(other_school_editor).can_edit()


def test_who_works_below_the_hub_only_works_there_in_the_translation_too(
    site_tree: Any, polish: Any, editor_of: Callable[..., Any]
) -> None:
    hub = make_hub(site_tree.alpha_home)
    editor = editor_of(hub)
    copy = make_notice(hub).copy_for_translation(polish, copy_parents=True)
    assert copy.permissions_for_user(editor).can_edit()
    assert not site_tree.alpha_home.get_translation(polish).permissions_for_user(editor).can_edit()


def test_doing_it_again_changes_nothing_and_takes_nothing_away(
    site_tree: Any, polish: Any, school_editor: Any, editor_of: Callable[..., Any]
) -> None:
    home = site_tree.alpha_home
    copy = home.copy_for_translation(polish)
    translator = editor_of(copy, username="translator")
    before = permissions(copy)
    assert copy_permissions(home, copy) == 0
    assert permissions(copy) == before
    assert copy.permissions_for_user(translator).can_edit()
    GroupPagePermission.objects.filter(page=copy, group__in=school_editor.groups.all()).delete()
    assert copy_permissions(home, copy) == len(permissions(home))


def test_what_is_given_or_taken_later_leaves_the_translation_alone(
    site_tree: Any, polish: Any, school_editor: Any, editor_of: Callable[..., Any]
) -> None:
    copy = site_tree.alpha_home.copy_for_translation(polish)
    before = permissions(copy)
    editor_of(site_tree.alpha_home, username="new")
    GroupPagePermission.objects.filter(page=site_tree.alpha_home, group__in=school_editor.groups.all()).delete()
    assert permissions(copy) == before != set()


def test_other_pages_and_items_get_none(site_tree: Any, polish: Any, editor_of: Callable[..., Any]) -> None:
    notice = make_notice(make_hub(site_tree.alpha_home))
    editor_of(notice)
    copy = notice.copy_for_translation(polish, copy_parents=True)
    assert permissions(copy) == set()
