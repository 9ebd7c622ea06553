"""A school's editor submits, translates and publishes the school's own notice and items, and those of no other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale
from wagtail_localize.models import StringSegment, StringTranslation

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.permissions.requests import is_denied
from tests.permissions.world import grant, make_person
from tests.translations.translated import source_of, translation_of
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import submit
from wagtail_privacy.versions.models import NoticeVersion

FORM = "application/x-www-form-urlencoded"
State = SubmittedTranslation.State


class Translating:
    """Who does what with the notice of Alpha School and its recipient."""

    def __init__(self, tree: Any, editor: Any, other: Any) -> None:
        self.polish = Locale.objects.create(language_code="pl")
        self.own = RecipientFactory(name="Our caterer", owner=tree.alpha, published=True)
        self.shared = RecipientFactory(name="The ministry", published=True)
        uses = entries({"recipient": self.own.pk}, {"recipient": self.shared.pk})
        self.notice = make_notice(
            make_hub(tree.alpha_home), section("recipients", heading="Who gets it", recipients=uses)
        )
        self.editor, self.other = editor, other
        for user in (editor, other):
            grant(user, "wagtail_localize", "submit_translation")

    def client(self, user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def target(self, thing: Any) -> Any:
        return type(thing).objects.get(translation_key=thing.translation_key, locale=self.polish)

    def edit_address(self, thing: Any) -> str:
        if thing is self.notice:
            return reverse("wagtailadmin_pages:edit", args=[self.target(thing).pk])
        return reverse("wagtailsnippets_wagtail_privacy_recipient:edit", args=[self.target(thing).pk])

    def string_address(self, thing: Any, segment: Any) -> str:
        args = [translation_of(thing, self.polish).pk, segment.pk]
        return reverse("wagtail_localize:edit_string_translation", args=args)


@pytest.fixture
def translating(transactional_db: None, site_tree: Any, school_editor: Any, other_school_editor: Any) -> Translating:
    return Translating(site_tree, school_editor, other_school_editor)


def test_an_editor_submits_the_notice_and_what_belongs_to_the_school(translating: Translating) -> None:
    rows = submit(translating.notice, [translating.polish], translating.editor)
    assert {(row.title, row.state) for row in rows} == {
        (translating.notice.title, State.DONE),
        ("Our caterer", State.DONE),
        ("The ministry", State.REFUSED),
    }
    assert rows.get(title="The ministry").reason.startswith("It belongs to everyone.")
    submit(translating.notice, [translating.polish])
    again = submit(translating.notice, [translating.polish], translating.editor)
    assert {row.state for row in again} == {State.DONE}, "what somebody else has submitted is there"
    with pytest.raises(PermissionDenied):
        submit(translating.notice, [translating.polish], translating.other)


def test_an_editor_translates_and_publishes_it(translating: Translating) -> None:
    submit(translating.notice, [translating.polish], translating.editor)
    client = translating.client(translating.editor)
    for thing in (translating.own, translating.notice):
        assert client.get(translating.edit_address(thing)).status_code == 200
        for segment in StringSegment.objects.filter(source=source_of(thing)):
            url = translating.string_address(thing, segment)
            assert client.put(url, f"value=pl {segment.string.data}", content_type=FORM).status_code in {200, 201}
        response = client.post(translating.edit_address(thing), {"action": "publish"})
        assert response.status_code == 302
        assert translating.target(thing).live, thing
    document = NoticeVersion.objects.for_page(translating.target(translating.notice).pk).get().as_document()
    own, shared = document.sections[0].recipients
    assert (own.recipient.name, own.recipient.ref.language) == ("pl Our caterer", "")
    assert (shared.recipient.name, shared.recipient.ref.language) == ("The ministry", "en")


def test_the_editor_of_another_school_does_none_of_it(translating: Translating) -> None:
    submit(translating.notice, [translating.polish])
    client = translating.client(translating.other)
    for thing in (translating.own, translating.notice):
        assert is_denied(client.get(translating.edit_address(thing)))
        assert is_denied(client.post(translating.edit_address(thing), {"action": "publish"}))
        segment = StringSegment.objects.filter(source=source_of(thing)).first()
        url = translating.string_address(thing, segment)
        assert is_denied(client.put(url, "value=x", content_type=FORM))
        source = reverse("wagtail_localize:update_translations", args=[source_of(thing).pk])
        assert is_denied(client.post(source, {"publish_translations": "on"}))
        assert not translating.target(thing).live
    page = reverse("wagtail_localize:submit_page_translation", args=[translating.notice.pk])
    assert is_denied(client.post(page, {"locales": [translating.polish.pk]}))
    assert not StringTranslation.objects.exists()


def translators_of(tree: Any, polish: Any) -> Any:
    """Somebody in a group that may edit what stands below the Polish home page of Alpha School."""
    user = make_person("translator", [], ["change"])
    home = tree.alpha_home.get_translation(polish)
    GroupPagePermission.objects.create(group=user.groups.get(), page=home, permission_type="change")
    return user


def test_translators_translate_and_do_not_publish(translating: Translating, site_tree: Any) -> None:
    submit(translating.notice, [translating.polish])
    client = translating.client(translators_of(site_tree, translating.polish))
    for thing in (translating.own, translating.notice):
        for segment in StringSegment.objects.filter(source=source_of(thing)):
            url = translating.string_address(thing, segment)
            assert client.put(url, f"value=pl {segment.string.data}", content_type=FORM).status_code == 201
        args = [translation_of(thing, translating.polish).pk]
        assert "msgid" in client.get(reverse("wagtail_localize:download_pofile", args=args)).content.decode()
        client.post(translating.edit_address(thing), {"action": "publish"})
        assert not translating.target(thing).live
    assert client.get(translating.edit_address(translating.notice)).status_code == 200
    assert StringTranslation.objects.filter(data="pl Our caterer").exists()


def test_translators_change_neither_what_they_translate_nor_what_is_shared(
    translating: Translating, site_tree: Any
) -> None:
    submit(translating.notice, [translating.polish])
    client = translating.client(translators_of(site_tree, translating.polish))
    segment = StringSegment.objects.filter(source=source_of(translating.shared)).first()
    assert is_denied(client.put(translating.string_address(translating.shared, segment), "value=x", content_type=FORM))
    sources = [
        reverse("wagtailadmin_pages:edit", args=[translating.notice.pk]),
        reverse("wagtailsnippets_wagtail_privacy_recipient:edit", args=[translating.own.pk]),
        reverse("wagtail_localize:submit_page_translation", args=[translating.notice.pk]),
        reverse("wagtail_localize:update_translations", args=[source_of(translating.own).pk]),
    ]
    for url in sources:
        assert is_denied(client.get(url)), url
    assert not StringTranslation.objects.exists()


def test_translators_of_one_language_do_not_write_in_another(translating: Translating, site_tree: Any) -> None:
    welsh = Locale.objects.create(language_code="cy")
    submit(translating.notice, [translating.polish, welsh])
    client = translating.client(translators_of(site_tree, translating.polish))
    for thing in (translating.own, translating.notice):
        segment = StringSegment.objects.filter(source=source_of(thing)).first()
        args = [translation_of(thing, welsh).pk, segment.pk]
        url = reverse("wagtail_localize:edit_string_translation", args=args)
        assert is_denied(client.put(url, "value=x", content_type=FORM)), thing


def test_who_may_not_submit_translations_at_all_may_not_here(
    translating: Translating, editor_of: Callable[..., Any], site_tree: Any
) -> None:
    with pytest.raises(PermissionDenied):
        submit(translating.notice, [translating.polish], editor_of(site_tree.alpha_home, username="new"))
