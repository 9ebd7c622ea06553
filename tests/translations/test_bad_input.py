"""What people do to a site that is being translated: a clear message, the source in its place, and nothing lost."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from tests.concurrency import at_once
from tests.notice_factories import make_hub, make_notice, section
from tests.translations.test_basis import World
from tests.translations.translated import publish, source_of, translate, translation_of
from wagtail_privacy.documents.passages import PassageState
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.propagation.questions import unasked
from wagtail_privacy.translations import services
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.versions.models import NoticeVersion

FORM = "application/x-www-form-urlencoded"
State = SubmittedTranslation.State


pytestmark = pytest.mark.django_db


@pytest.fixture
def world(site_tree: Any) -> World:
    return World(site_tree)


def polish_agency(world: World) -> Any:
    return Recipient.objects.get(translation_key=world.agency.translation_key, locale=world.polish)


def shown(world: World) -> tuple[str, str]:
    """The name of the recipient in the newest Polish version, and the language that is marked, if any."""
    item = world.version().as_document().sections[0].recipients[0].recipient
    return item.name, item.ref.language


def address(name: str, *args: object) -> str:
    return reverse(f"wagtail_localize:{name}", args=args)


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def addresses_of(translation: Translation) -> list[tuple[str, str]]:
    """Every address of wagtail-localize about a translation, with the method that it answers."""
    pk = translation.pk
    segment = StringSegment.objects.filter(source=translation.source_id).values_list("pk", flat=True).first() or 1
    return [
        ("put", address("edit_string_translation", pk, segment)),
        ("delete", address("edit_string_translation", pk, segment)),
        ("get", address("download_pofile", pk)),
        ("post", address("upload_pofile", pk)),
        ("post", address("machine_translate", pk)),
        ("get", address("preview_translation", pk)),
        ("post", address("stop_translation", pk)),
    ]


class TestItems:
    def test_one_that_is_taken_down_is_shown_as_the_source_has_it(self, world: World) -> None:
        polish_agency(world).unpublish()
        assert shown(world) == ("pl The inspectorate", ""), "a published version stays"
        world.republish()
        assert shown(world) == ("The inspectorate", "en")
        assert set(world.states()) == {PassageState.UNTRANSLATED}

    def test_one_that_is_deleted_is_too_and_comes_back_with_all_that_was_translated(
        self, world: World, admin_client: Any
    ) -> None:
        item = polish_agency(world)
        url = reverse("wagtailsnippets_wagtail_privacy_recipient:delete", args=[item.pk])
        assert admin_client.post(url).status_code == 302
        assert not Recipient.objects.filter(pk=item.pk).exists()
        world.republish()
        assert shown(world) == ("The inspectorate", "en")
        assert not translation_of(world.agency, world.polish).enabled
        world.submit()
        assert not SubmittedTranslation.objects.exclude(state=State.DONE).exists()
        publish(world.agency, world.polish)
        world.republish()
        assert shown(world) == ("pl The inspectorate", "")

    def test_one_that_is_translated_for_one_school_says_nothing_in_the_language_of_another(
        self, world: World, site_tree: Any
    ) -> None:
        arabic = Locale.objects.create(language_code="ar")
        other = make_notice(
            make_hub(site_tree.beta_home), section("recipients", heading="Who", recipients=world.uses())
        )
        services.submit(other, [arabic])
        translate(other, arabic)
        page = publish(other, arabic)
        document = NoticeVersion.objects.for_page(page.pk).first().as_document()
        use = document.sections[0].recipients[0]
        assert (use.recipient.name, use.recipient.ref.language) == ("The inspectorate", "en")
        assert shown(world) == ("pl The inspectorate", "")


class TestWhatIsGone:
    @pytest.fixture(params=[(True, "target"), (True, "source"), (False, "target"), (False, "source")])
    def translation(self, world: World, request: pytest.FixtureRequest, settings: Any) -> Translation:
        """A translation whose page, or whose source, was deleted, where what was translated is kept and where not."""
        settings.WAGTAILLOCALIZE_DISABLE_ON_DELETE, gone = request.param
        translation = translation_of(world.notice, world.polish)
        page = world.page if gone == "target" else type(world.notice).objects.get(pk=world.notice.pk)
        page.delete()
        return translation

    def test_no_address_fails(self, translation: Translation, admin_client: Any, settings: Any) -> None:
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
            "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
        }
        for method, url in addresses_of(translation):
            response = getattr(admin_client, method)(url)
            assert response.status_code in {200, 302, 400, 404}, url
        update = address("update_translations", translation.source_id)
        for response in (admin_client.get(update), admin_client.post(update, {"publish_translations": "on"})):
            assert response.status_code in {200, 302, 404}
        assert admin_client.get(address("translations_report")).status_code == 200

    def test_a_translation_that_was_deleted_is_submitted_anew_and_keeps_its_texts(
        self, world: World, admin_client: Any
    ) -> None:
        world.page.delete()
        texts = StringTranslation.objects.count()
        response = admin_client.post(
            address("submit_page_translation", world.notice.pk), {"locales": [world.polish.pk]}
        )
        assert response.status_code == 302
        assert StringTranslation.objects.count() == texts
        assert not SubmittedTranslation.objects.exclude(state=State.DONE).exists()
        page = publish(world.notice, world.polish)
        assert "pl We care" in str(page.body[3].value["body"])

    def test_where_the_site_keeps_no_texts_it_is_submitted_anew_all_the_same(
        self, world: World, admin_client: Any, settings: Any
    ) -> None:
        settings.WAGTAILLOCALIZE_DISABLE_ON_DELETE = False
        polish_agency(world).delete()
        world.page.delete()
        world.submit()
        assert not SubmittedTranslation.objects.exclude(state=State.DONE).exists()
        assert not polish_agency(world).live and not world.page.live

    def test_the_screens_of_a_translation_whose_source_was_deleted_open(self, world: World, admin_client: Any) -> None:
        type(world.notice).objects.get(pk=world.notice.pk).delete()
        for namespace, name in (
            ("wagtail_privacy_admin", "languages"),
            ("wagtail_privacy_admin", "translation"),
            ("wagtail_privacy_translations", "submission"),
            ("wagtailadmin_pages", "edit"),
        ):
            url = reverse(f"{namespace}:{name}", args=[world.page.pk])
            assert admin_client.get(url, follow=True).status_code == 200, name
        response = admin_client.post(url, {"localize-restart-translation": ""})
        assert "was deleted. Go on with it by hand." in told(response)
        assert admin_client.get(url).status_code == 200


class TestLanguages:
    def test_one_that_has_translations_is_not_removed(self, world: World, admin_client: Any) -> None:
        url = reverse("wagtaillocales:delete", args=[world.polish.pk])
        assert admin_client.post(url).status_code in {200, 302}
        assert Locale.objects.filter(pk=world.polish.pk).exists()
        assert world.page.live

    def test_one_that_is_removed_while_it_waits_takes_its_rows_along(self, world: World) -> None:
        welsh = Locale.objects.create(language_code="cy")
        services.plan(world.notice, [welsh])
        welsh.delete()
        assert services.work_through() == 0
        assert set(SubmittedTranslation.objects.values_list("locale", flat=True)) == {world.polish.pk}

    def test_one_that_the_settings_do_not_name_any_more_is_still_shown(
        self, world: World, admin_client: Any, settings: Any
    ) -> None:
        settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("cy", "Welsh")]
        for namespace, name in (
            ("wagtail_privacy_admin", "languages"),
            ("wagtail_privacy_admin", "translation"),
            ("wagtail_privacy_translations", "submission"),
        ):
            page = world.page if name == "translation" else world.notice
            html = admin_client.get(reverse(f"{namespace}:{name}", args=[page.pk])).content.decode()
            assert "None" not in re.sub("<[^>]*>", "", html), name
        response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[world.page.pk]), {"action": "publish"})
        assert response.status_code == 302
        assert "None" not in told(response)


class TestSources:
    def test_a_section_that_is_taken_out_stays_until_the_translation_is_brought_up_to_date(self, world: World) -> None:
        removed: list[Any] = []
        world.write_source(lambda raw: removed.append(raw.pop(3)))
        assert "pl We care" in str(world.version().document), "a published version stays"
        assert [passage.now for passage in world.behind() if "We care" in str(passage.was)] == [None]
        texts = StringTranslation.objects.count()
        source_of(world.notice).update_from_db()
        publish(world.notice, world.polish)
        assert "We care" not in str(world.version().document)
        assert not world.behind()
        assert StringTranslation.objects.count() == texts
        world.write_source(lambda raw: raw.append(removed[0]))
        source_of(world.notice).update_from_db()
        publish(world.notice, world.polish)
        assert "pl We care" in str(world.version().document), "what was translated once is not translated twice"

    def test_a_source_that_is_taken_down_can_be_neither_submitted_nor_published(
        self, world: World, admin_client: Any
    ) -> None:
        type(world.notice).objects.get(pk=world.notice.pk).unpublish()
        url = reverse("wagtail_privacy_translations:submission", args=[world.notice.pk])
        html = admin_client.post(url, {"action": "submit_again"}, follow=True).content.decode()
        assert "is not published. Publish it first" in html
        assert StringTranslation.objects.exists()

    def test_a_source_that_is_moved_to_another_hub_keeps_its_translation(
        self, world: World, site_tree: Any, admin_client: Any
    ) -> None:
        hub = make_hub(site_tree.alpha_home, slug="other")
        type(world.notice).objects.get(pk=world.notice.pk).move(hub, pos="last-child")
        world.write_source()
        world.submit()
        assert not SubmittedTranslation.objects.exclude(state=State.DONE).exists()
        response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[world.page.pk]), {"action": "publish"})
        assert response.status_code == 302
        assert world.page.live
        assert not world.behind()

    def test_a_source_that_is_moved_to_another_school_is_no_source_any_more(
        self, world: World, site_tree: Any, admin_client: Any
    ) -> None:
        type(world.notice).objects.get(pk=world.notice.pk).move(make_hub(site_tree.beta_home), pos="last-child")
        numbers = NoticeVersion.objects.for_page(world.page.pk).count()
        for name in ("languages", "translation"):
            url = reverse(f"wagtail_privacy_admin:{name}", args=[world.page.pk])
            assert admin_client.get(url, follow=True).status_code == 200
        response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[world.page.pk]), {"action": "publish"})
        assert response.status_code == 302
        assert NoticeVersion.objects.for_page(world.page.pk).count() >= numbers

    @pytest.mark.parametrize("kind", ["draft", "alias"])
    def test_the_screen_of_a_draft_and_of_an_alias_says_what_to_do(
        self, world: World, admin_client: Any, kind: str
    ) -> None:
        hub = world.notice.get_parent()
        welsh = Locale.objects.create(language_code="cy")
        if kind == "draft":
            page = make_notice(hub, live=False, slug="draft")
        else:
            page = type(world.notice).objects.get(pk=world.notice.pk).create_alias(parent=hub, update_slug="alias")
        url = address("submit_page_translation", page.pk)
        html = admin_client.post(url, {"locales": [welsh.pk]}, follow=True).content.decode()
        assert {"draft": "Publish it first", "alias": "Submit that page instead"}[kind] in html
        assert not TranslationSource.objects.filter(locale=welsh).exists()
        assert not SubmittedTranslation.objects.filter(locale=welsh).exists()


class TestTexts:
    def put(self, world: World, client: Any, body: Any, content_type: str = FORM) -> int:
        segment = source_of(world.notice).stringsegment_set.filter(string__data__startswith="We care").get()
        url = address("edit_string_translation", translation_of(world.notice, world.polish).pk, segment.pk)
        return int(client.put(url, body, content_type=content_type).status_code)

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            ("", FORM),
            ("wert=x", FORM),
            ("value=%00", FORM),
            ('{"value": "x"}', "application/json"),
            ("value=x", "text/plain"),
            ("\x00", FORM),
        ],
    )
    def test_what_cannot_be_a_text_is_refused_and_the_one_before_stays(
        self, world: World, admin_client: Any, body: str, content_type: str
    ) -> None:
        assert self.put(world, admin_client, body, content_type) in {400, 415}
        assert StringTranslation.objects.filter(data__startswith="pl We care").count() == 1

    def test_a_long_text_is_kept(self, world: World, admin_client: Any) -> None:
        assert self.put(world, admin_client, "value=" + "ż" * 60_000) == 200
        publish(world.notice, world.polish)
        assert "ż" * 60_000 in str(world.version().document)

    @pytest.mark.parametrize("file", ["zero", "elsewhere", "latin"])
    def test_a_damaged_file_is_refused_in_words(self, world: World, admin_client: Any, file: str) -> None:
        translation = translation_of(world.notice, world.polish)
        content = str(translation.export_po())
        if file == "zero":
            content = content.replace("pl We", "pl \0 We")
        elif file == "elsewhere":
            content = 'msgid "a"\nmsgstr ""\n"X-WagtailLocalize-TranslationID: x"\n'
        encoded = content.encode("utf-16" if file == "latin" else "utf-8")
        url = address("upload_pofile", translation.pk)
        before = list(StringTranslation.objects.order_by("pk").values_list("pk", "data"))
        response = admin_client.post(url, {"file": SimpleUploadedFile("pl.po", encoded)})
        assert response.status_code == 302
        assert "does not come from this website" in told(response) or "valid PO file" in told(response)
        assert list(StringTranslation.objects.order_by("pk").values_list("pk", "data")) == before


@pytest.mark.postgres
def test_two_translators_at_once_lose_nothing(transactional_db: None, world: World, admin_user: Any) -> None:
    """Both write the same texts, and both publish: one of each text is kept, and each version is whole."""
    translation = translation_of(world.notice, world.polish)
    segments = list(source_of(world.notice).stringsegment_set.order_by("pk")[:4])
    statuses: list[int] = []

    def work(mark: str) -> None:
        client = Client(raise_request_exception=True)
        client.force_login(admin_user)
        for segment in segments:
            url = address("edit_string_translation", translation.pk, segment.pk)
            statuses.append(client.put(url, f"value={mark} {segment.pk}", content_type=FORM).status_code)
        url = reverse("wagtailadmin_pages:edit", args=[world.page.pk])
        with unasked():
            statuses.append(client.post(url, {"action": "publish"}).status_code)

    assert at_once([lambda: work("one"), lambda: work("two")]) == []
    assert set(statuses) <= {200, 201, 302}
    for segment in segments:
        kept = StringTranslation.objects.get(
            translation_of=segment.string, context=segment.context, locale=world.polish
        )
        assert kept.data in {f"one {segment.pk}", f"two {segment.pk}"}
    numbers = list(NoticeVersion.objects.for_page(world.page.pk).values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
