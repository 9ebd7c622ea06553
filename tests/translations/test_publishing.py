"""A translation is published as a whole, or what readers get stays as it was."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail_localize.models import StringTranslation

from tests.translations.test_basis import World, change_sentence
from tests.translations.translated import source_of, translation_of
from wagtail_privacy.notices.resolve import resolve_draft
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.versions.models import NoticeVersion


@pytest.fixture
def world(transactional_db: None, site_tree: Any) -> World:
    return World(site_tree)


def polish_agency(world: World) -> Any:
    return type(world.agency).objects.get(translation_key=world.agency.translation_key, locale=world.polish)


def rename(text: str = "Inspektorat") -> None:
    StringTranslation.objects.filter(translation_of__data="The inspectorate").update(data=text)


def post(client: Any, target: Any) -> Any:
    name = "wagtailadmin_pages:edit" if hasattr(target, "slug") else "wagtailsnippets_wagtail_privacy_recipient:edit"
    return client.post(reverse(name, args=[target.pk]), {"action": "publish"})


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_an_item_that_has_to_be_asked_about_is_kept_as_a_draft(world: World, admin_client: Any) -> None:
    rename()
    response = post(admin_client, polish_agency(world))
    item = polish_agency(world)
    assert response.url == reverse("wagtail_privacy_propagation:touched", args=["recipient", item.pk])
    assert (item.name, item.get_latest_revision_as_object().name) == ("pl The inspectorate", "Inspektorat")
    use = resolve_draft(world.page).document.sections[0].recipients[0]
    assert use.recipient.name == "pl The inspectorate"


def test_bringing_up_an_item_in_all_languages_asks_too(world: World, admin_client: Any) -> None:
    rename()
    url = reverse("wagtail_localize:update_translations", args=[source_of(world.agency).pk])
    response = admin_client.post(url, {"publish_translations": "on"})
    assert response.status_code == 302
    assert "is kept as a draft" in told(response)
    assert polish_agency(world).name == "pl The inspectorate"


def test_an_item_is_published_with_what_is_translated(world: World, admin_client: Any) -> None:
    rename()
    with unasked():
        response = post(admin_client, polish_agency(world))
    item = polish_agency(world)
    assert (item.name, item.live, item.has_unpublished_changes) == ("Inspektorat", True, False)
    assert "is published in Polski." in told(response)


def test_a_notice_that_is_refused_stays_as_it_was_published(world: World, admin_client: Any) -> None:
    StringTranslation.objects.filter(translation_of__data__contains="We care").update(
        data="{{ nobody.name }}", has_error=False
    )
    response = post(admin_client, world.page)
    assert response.status_code == 302
    assert "nobody.name" in told(response)
    stored = type(world.page).objects.get(pk=world.page.pk)
    assert "pl We care" in str(stored.body[3].value["body"])
    assert NoticeVersion.objects.for_page(world.page.pk).count() == 1


def test_a_notice_with_new_texts_says_how_many_nobody_has_translated(world: World, admin_client: Any) -> None:
    world.write_source(change_sentence)
    source_of(world.notice).update_from_db()
    response = post(admin_client, world.page)
    assert "1 text is not translated yet" in told(response)
    assert NoticeVersion.objects.for_page(world.page.pk).count() == 2


def test_what_was_stopped_is_published_by_hand(world: World, admin_client: Any) -> None:
    translation = translation_of(world.notice, world.polish)
    translation.enabled = False
    translation.save()
    rename()
    assert "is published in Polski" not in told(post(admin_client, world.page))


def test_a_locked_notice_is_not_published(world: World, admin_client: Any, admin_user: Any, school_editor: Any) -> None:
    page = world.page
    page.locked, page.locked_by = True, school_editor
    page.save(update_fields=["locked", "locked_by"])
    post(admin_client, page)
    assert NoticeVersion.objects.for_page(page.pk).count() == 1


def move_source(world: World, slug: str) -> None:
    page = type(world.notice).objects.get(pk=world.notice.pk)
    page.slug = slug
    page.describe_change(note="Moved.", reason="practice")
    page.save_revision().publish()
    source_of(world.notice).update_from_db()


def test_a_translation_follows_its_source_to_a_new_address(world: World, admin_client: Any) -> None:
    move_source(world, "learners")
    post(admin_client, world.page)
    assert type(world.page).objects.get(pk=world.page.pk).slug == "learners"


def test_an_address_that_another_page_has_is_numbered_and_refuses_nothing(world: World, admin_client: Any) -> None:
    other = type(world.page)(title="Other", slug="learners", locale=world.polish, live=False)
    world.page.get_parent().add_child(instance=other)
    move_source(world, "learners")
    for _time in range(2):
        assert "is published in Polski" in told(post(admin_client, world.page))
        assert type(world.page).objects.get(pk=world.page.pk).slug == "learners-1"
