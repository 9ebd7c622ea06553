"""What the list of work says of texts that a machine has translated."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.queries import query_count
from tests.translating import who
from tests.translations.translated import source_of, translate
from tests.worklist.things import forget_missing, items_of
from wagtail_privacy.days import site_day
from wagtail_privacy.translations import services

pytestmark = pytest.mark.django_db

MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE


class World:
    """Notices of Alpha School with an item of its own each, submitted for translation into Polish."""

    def __init__(self, tree: Any) -> None:
        forget_missing()
        self.tree = tree
        self.polish = Locale.objects.create(language_code="pl")
        self.hub = make_hub(tree.alpha_home)
        self.item, self.notice = self.add("first")

    def add(self, name: str) -> tuple[Any, Any]:
        item = RecipientFactory(name=f"Body {name}", owner=self.tree.alpha, published=True)
        notice = make_notice(self.hub, *who(item), slug=name)
        services.submit(notice, [self.polish])
        return item, notice

    def by_machine(self, *things: Any) -> None:
        """Have a machine translate these, as wagtail-localize notes it."""
        for thing in things:
            translate(thing, self.polish)
        self.texts(*things).update(translation_type=MACHINE, tool_name="A machine")

    def texts(self, *things: Any) -> Any:
        return StringTranslation.objects.filter(
            context__object_id__in=[thing.translation_key for thing in things], locale=self.polish
        )

    def found(self) -> list[Any]:
        return items_of(self.tree.alpha, kind="machine_translations", today=site_day())

    def target(self, thing: Any) -> Any:
        return type(thing).objects.get(translation_key=thing.translation_key, locale=self.polish)


@pytest.fixture
def world(site_tree: Any) -> World:
    return World(site_tree)


def test_what_a_person_translated_needs_nobody(world: World) -> None:
    translate(world.notice, world.polish)
    translate(world.item, world.polish)
    StringTranslation.objects.update(translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL)
    assert world.found() == []


def test_notices_and_items_are_there_while_texts_of_theirs_are_unconfirmed(world: World) -> None:
    world.by_machine(world.notice, world.item)
    of_notice, of_item = sorted(world.found(), key=lambda item: item.page_id is None)
    count = world.texts(world.notice).count()
    assert count > 1
    assert of_notice.why == (f"A machine has translated {count} texts into Polish, and nobody has confirmed them.")
    assert of_notice.url == reverse("wagtailadmin_pages:edit", args=[world.target(world.notice).pk])
    assert (of_item.organisation, of_item.since) == (world.tree.alpha.pk, site_day())
    assert of_item.url == f"/admin/snippets/wagtail_privacy/recipient/edit/{world.target(world.item).pk}/"


def test_a_text_is_confirmed_when_a_person_saves_it(world: World, admin_client: Any) -> None:
    world.by_machine(world.item)
    texts = world.texts(world.item)
    left = texts.count()
    for text in texts:
        segment = StringSegment.objects.get(
            source=source_of(world.item), string=text.translation_of, context=text.context
        )
        url = reverse("wagtail_localize:edit_string_translation", args=[translation_pk(world), segment.pk])
        response = admin_client.put(url, f"value={text.data}", content_type="application/x-www-form-urlencoded")
        assert response.status_code == 200
        left -= 1
        assert len(world.found()) == (1 if left else 0)


def translation_pk(world: World) -> int:
    pk: int = source_of(world.item).translations.get(target_locale=world.polish).pk
    return pk


def test_a_text_that_the_source_no_longer_says_counts_for_nothing(world: World) -> None:
    world.by_machine(world.item)
    StringSegment.objects.filter(source=source_of(world.item)).delete()
    assert world.found() == []


def test_who_acts_for_the_owner_is_led_to_the_item(world: World, client: Any, school_editor: Any) -> None:
    world.by_machine(world.item)
    client.force_login(school_editor)
    text = client.get("/admin/privacy/work/?kind=machine_translations").content.decode()
    assert f'href="/admin/snippets/wagtail_privacy/recipient/edit/{world.target(world.item).pk}/"' in text


def test_it_costs_the_same_for_one_and_for_twenty(world: World) -> None:
    world.by_machine(world.item, world.notice)
    one = query_count(world.found)
    for number in range(19):
        world.by_machine(*world.add(f"n{number}"))
    assert len(world.found()) == 40
    assert query_count(world.found) == one == 3
