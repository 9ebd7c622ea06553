"""Publishing a translated notice together with its items, each with all that wagtail-localize has of it now."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.queries import query_count
from tests.translations.translated import source_of, translate, translation_of
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.translations.services import submit
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.together import waiting_translations

pytestmark = pytest.mark.django_db


class Drafted:
    """A notice with two recipients, submitted into Polish; nobody has translated anything."""

    def __init__(self, tree: Any, client: Any, user: Any) -> None:
        self.client, self.user = client, user
        self.polish = Locale.objects.create(language_code="pl")
        self.items = [RecipientFactory(name=name, published=True) for name in ("Caterer", "Ministry")]
        uses = entries(*({"recipient": item.pk} for item in self.items))
        self.notice = make_notice(make_hub(tree.alpha_home), section("recipients", heading="Who", recipients=uses))
        submit(self.notice, [self.polish])

    @property
    def page(self) -> Any:
        return type(self.notice).objects.get(translation_key=self.notice.translation_key, locale=self.polish)

    def listed(self) -> dict[str, tuple[bool, int]]:
        """Whether each is chosen at first, and how many texts it lacks."""
        waiting = waiting_translations(self.page, self.user)
        return {str(one.thing): (not one.is_untouched, one.missing) for one in waiting}

    def publish_all(self) -> str:
        url = reverse("wagtail_privacy_admin:publish_translation", args=[self.page.pk])
        keys = [waiting.key for waiting in waiting_translations(self.page, self.user)]
        return str(self.client.post(url, {"together": keys}, follow=True).content.decode())

    def shown(self) -> list[str]:
        document = NoticeVersion.objects.for_page(self.page.pk).first().as_document()
        return [use.recipient.name for use in document.sections[0].recipients]


@pytest.fixture
def drafted(site_tree: Any, admin_client: Any, admin_user: Any) -> Drafted:
    return Drafted(site_tree, admin_client, admin_user)


def test_what_nobody_has_translated_is_listed_and_not_chosen(drafted: Drafted) -> None:
    translate(drafted.items[0], drafted.polish)
    translate(drafted.notice, drafted.polish, only="Who")
    listed = drafted.listed()
    assert (listed["Caterer"], listed["Ministry"][0]) == ((True, 0), False)
    assert listed[drafted.page.title][0] and listed[drafted.page.title][1] > 0
    html = drafted.client.get(reverse("wagtail_privacy_admin:translation", args=[drafted.page.pk])).content.decode()
    assert html.count('name="together"') == 3
    assert html.count("checked>") == 2
    assert "nothing is translated yet" in html


def test_each_is_published_with_what_is_translated_now(drafted: Drafted) -> None:
    for thing in (*drafted.items, drafted.notice):
        translate(thing, drafted.polish)
    drafted.publish_all()
    assert drafted.shown() == ["pl Caterer", "pl Ministry"]
    assert drafted.listed() == {}
    assert Recipient.objects.filter(locale=drafted.polish, live=True, has_unpublished_changes=False).count() == 2


def test_a_text_that_is_mended_waits_again_though_its_draft_does_not(drafted: Drafted) -> None:
    for thing in (*drafted.items, drafted.notice):
        translate(thing, drafted.polish)
    drafted.publish_all()
    string = StringTranslation.objects.get(data="pl Who")
    string.data = "Kto"
    string.save()
    assert list(drafted.listed()) == [drafted.page.title]
    drafted.publish_all()
    assert NoticeVersion.objects.for_page(drafted.page.pk).first().as_document().sections[0].heading == "Kto"
    assert drafted.listed() == {}


def test_an_item_that_readers_would_read_otherwise_leads_to_the_question(drafted: Drafted) -> None:
    for thing in (*drafted.items, drafted.notice):
        translate(thing, drafted.polish)
    drafted.publish_all()
    string = StringTranslation.objects.get(data="pl Caterer")
    string.data = "Kuchnia"
    string.save()
    told = drafted.publish_all()
    item = Recipient.objects.get(translation_key=drafted.items[0].translation_key, locale=drafted.polish)
    assert reverse("wagtail_privacy_propagation:touched", args=["recipient", item.pk]) in told
    assert (item.name, item.get_latest_revision_as_object().name) == ("pl Caterer", "Kuchnia")


def test_the_comparison_is_about_what_would_be_published(drafted: Drafted) -> None:
    """What was translated is in no draft until somebody publishes it."""
    url = reverse("wagtail_privacy_admin:translation", args=[drafted.page.pk])
    assert drafted.client.get(url).context["count"] == 4
    translate(drafted.notice, drafted.polish)
    assert drafted.client.get(url).context["count"] == 2, "the names of the items"
    for item in drafted.items:
        translate(item, drafted.polish)
    drafted.publish_all()
    assert drafted.client.get(url).context["count"] == 0


def test_what_is_mended_is_no_longer_named_before_it_is_published(drafted: Drafted) -> None:
    for thing in (*drafted.items, drafted.notice):
        translate(thing, drafted.polish)
    drafted.publish_all()
    url = reverse("wagtail_privacy_admin:translation", args=[drafted.page.pk])
    notice = type(drafted.notice).objects.get(pk=drafted.notice.pk)
    notice.body[0].value["heading"] = "Who gets it"
    notice.describe_change(note="Clearer.", reason="practice")
    notice.save_revision().publish()
    assert drafted.client.get(url).context["count"] == 1, "not synchronised"
    source_of(notice).update_from_db()
    assert drafted.client.get(url).context["count"] == 1, "not translated"
    translate(notice, drafted.polish, only="Who gets it")
    assert drafted.client.get(url).context["count"] == 0
    drafted.publish_all()
    assert drafted.client.get(url).context["count"] == 0


def test_nobody_says_of_what_is_made_from_texts_that_its_draft_is_complete(drafted: Drafted) -> None:
    """The draft that is stored says what the source says: publishing it would take every translation back."""
    translate(drafted.notice, drafted.polish)
    url = reverse("wagtail_privacy_admin:translation", args=[drafted.page.pk])
    assert 'name="number"' not in drafted.client.get(url).content.decode()
    told = drafted.client.post(url, {"number": "1", "publish": "1"}, follow=True).content.decode()
    assert "This translation is made from its translated texts." in told
    assert not drafted.page.live


def test_what_was_stopped_is_published_as_its_draft_is(drafted: Drafted) -> None:
    translate(drafted.items[0], drafted.polish)
    translation = translation_of(drafted.items[0], drafted.polish)
    translation.enabled = False
    translation.save()
    drafted.publish_all()
    assert drafted.shown() == ["Caterer", "Ministry"]


def test_the_list_costs_the_same_however_many_wait(drafted: Drafted) -> None:
    counts = []
    for number in (1, 20):
        items = [RecipientFactory(name=f"Item {number} {index}", published=True) for index in range(number)]
        uses = entries(*({"recipient": item.pk} for item in items))
        notice = make_notice(
            drafted.notice.get_parent(), section("recipients", heading="Who", recipients=uses), slug=f"n{number}"
        )
        submit(notice, [drafted.polish])
        assert source_of(notice)
        page = notice.get_translation(drafted.polish)
        assert len(waiting_translations(page, drafted.user)) == number + 1
        counts.append(query_count(lambda page=page: waiting_translations(page, drafted.user)))
    assert counts[0] == counts[1]
