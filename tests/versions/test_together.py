"""Publishing a translated notice together with the translations of its items, which were written by hand."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from tests.factories import RecipientFactory
from tests.notice_factories import make_hub, make_notice
from tests.permissions.requests import is_denied
from tests.permissions.world import make_person
from tests.queries import query_count
from tests.translating import Pair, newest, translated_item, who, write
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.versions.admin import together
from wagtail_privacy.versions.models import NoticeVersion
from wagtail_privacy.versions.publishing.together import waiting_translations

pytestmark = pytest.mark.django_db


class Waiting:
    """A Polish draft of a notice that shows one item of everyone's, whose Polish text is a draft too."""

    def __init__(self, pair: Pair, client: Any) -> None:
        self.pair, self.client = pair, client
        self.item = translated_item(pair.item, pair.locale, live=False, name="Inspektorat", default_uses="kontrola")
        page = pair.polish
        page.body = page.body.stream_block.to_python(who(pair.item, "Kto dostaje", "Dajemy, o co proszą."))
        page.save_revision()
        self.url = reverse("wagtail_privacy_admin:translation", args=[page.pk])

    @property
    def page(self) -> Any:
        return type(self.pair.polish).objects.get(pk=self.pair.polish.pk)

    def keys(self, user: Any) -> list[str]:
        return [waiting.key for waiting in waiting_translations(self.page, user)]

    def publish(self, *keys: str, client: Any = None) -> str:
        url = reverse("wagtail_privacy_admin:publish_translation", args=[self.page.pk])
        response = (client or self.client).post(url, {"together": keys}, follow=True)
        assert response.status_code == 200
        return str(response.content.decode())

    def versions(self) -> int:
        return int(NoticeVersion.objects.for_page(self.page.pk).count())

    def shown(self) -> str:
        return str(newest(self.page).as_document().sections[0].recipients[0].recipient.name)


@pytest.fixture
def waiting(pair: Pair, admin_client: Any) -> Waiting:
    return Waiting(pair, admin_client)


def test_the_screen_lists_what_waits_and_all_of_it_is_published_at_once(waiting: Waiting, admin_user: Any) -> None:
    keys = waiting.keys(admin_user)
    assert keys == [
        f"wagtail_privacy.recipient:{waiting.item.pk}",
        f"{waiting.page._meta.label_lower}:{waiting.page.pk}",
    ]
    html = waiting.client.get(waiting.url).content.decode()
    for key in keys:
        assert f'value="{key}" checked' in html
    told = waiting.publish(*keys)
    assert "These are published:" in told and "<li>Inspektorat</li>" in told
    assert waiting.versions() == 1
    assert waiting.shown() == "Inspektorat"
    assert waiting.keys(admin_user) == []
    assert "Publish these together" not in waiting.client.get(waiting.url).content.decode()


def test_only_what_is_chosen_is_published(waiting: Waiting, admin_user: Any) -> None:
    item, page = waiting.keys(admin_user)
    waiting.publish(page)
    assert waiting.shown() == "The inspectorate"
    assert waiting.keys(admin_user) == [item, page], "the page says it when it is published again"
    waiting.publish(item)
    assert waiting.versions() == 1
    assert "Nothing was published. Choose" in waiting.publish()


def test_what_has_a_problem_is_named_and_the_rest_is_published(waiting: Waiting, admin_user: Any) -> None:
    draft = waiting.page
    draft.body = draft.body.stream_block.to_python(who(waiting.pair.item, "Kto {{ nobody.name }}"))
    draft.save_revision()
    told = waiting.publish(*waiting.keys(admin_user))
    assert "These were not published:" in told and "nobody.name" in told
    assert waiting.versions() == 0
    assert Recipient.objects.get(pk=waiting.item.pk).live


def test_what_readers_have_to_be_told_of_is_asked_where_it_always_is(waiting: Waiting, admin_user: Any) -> None:
    waiting.publish(*waiting.keys(admin_user))
    item = Recipient.objects.get(pk=waiting.item.pk)
    item.name = "Kuratorium"
    item.save_revision()
    question = reverse("wagtail_privacy_propagation:touched", args=["recipient", item.pk])
    told = waiting.publish(*waiting.keys(admin_user))
    assert "is kept as a draft, because a published notice shows it" in told
    assert f'<a href="{question}">Go on</a>' in told
    assert waiting.shown() == "Inspektorat"
    waiting.client.post(question, {"tells_readers": "no", "when": "now", "seen": _seen(waiting.client, question)})
    assert Recipient.objects.get(pk=item.pk).name == "Kuratorium"


def _seen(client: Any, question: str) -> str:
    return str(client.get(question).context["answer_form"].initial["seen"])


def test_an_item_that_only_other_notices_would_change_is_asked_about_too(
    waiting: Waiting, admin_user: Any, site_tree: Any
) -> None:
    """Two schools, one shared item: what the other school publishes is not changed behind its back."""
    source = make_notice(make_hub(site_tree.beta_home), *who(waiting.pair.item))
    other = type(source).objects.get(pk=source.copy_for_translation(waiting.pair.locale, copy_parents=True).pk)
    waiting.publish(*waiting.keys(admin_user))
    write(other)
    item = Recipient.objects.get(pk=waiting.item.pk)
    item.name = "Kuratorium"
    item.save_revision()
    assert "because 2 published notices show it" in waiting.publish(*waiting.keys(admin_user))
    assert newest(other).as_document().sections[0].recipients[0].recipient.name == "Inspektorat"


def test_what_belongs_to_others_is_their_job_whatever_is_sent(
    school_editor: Any, waiting: Waiting, admin_user: Any
) -> None:
    client = Client()
    client.force_login(school_editor)
    html = client.get(waiting.url).content.decode()
    assert "It belongs to everyone. Ask whoever looks after the library to publish it." in html
    item, page = waiting.keys(admin_user)
    assert f'value="{item}"' not in html and f'value="{page}" checked' in html
    told = waiting.publish(item, page, client=client)
    assert "<strong>Inspektorat</strong>: It belongs to everyone." in told
    assert not Recipient.objects.get(pk=waiting.item.pk).live
    assert waiting.versions() == 1


def test_who_may_only_edit_publishes_nothing(waiting: Waiting, admin_user: Any) -> None:
    user = make_person("writer", [], ["change"])
    home = waiting.pair.source.get_parent().get_parent().get_translation(waiting.pair.locale)
    GroupPagePermission.objects.create(group=user.groups.get(), page=home, permission_type="change")
    client = Client()
    client.force_login(user)
    told = waiting.publish(*waiting.keys(admin_user), client=client)
    assert "You may not publish it. Ask somebody who may publish this page." in told
    assert not waiting.page.live and not Recipient.objects.get(pk=waiting.item.pk).live


def test_nobody_else_gets_there(waiting: Waiting, admin_user: Any, other_school_editor: Any) -> None:
    client = Client()
    client.force_login(other_school_editor)
    url = reverse("wagtail_privacy_admin:publish_translation", args=[waiting.page.pk])
    assert is_denied(client.post(url, {"together": waiting.keys(admin_user)}))
    assert not waiting.page.live


def test_the_key_of_something_else_publishes_nothing(waiting: Waiting) -> None:
    other = RecipientFactory(name="Draft", live=False)
    keys = [f"wagtail_privacy.recipient:{other.pk}", "x", "", "wagtail_privacy.recipient:", "x" * 5000]
    assert "Nothing was published." in waiting.publish(*keys)
    assert not Recipient.objects.get(pk=other.pk).live


def test_what_somebody_has_locked_stays(waiting: Waiting, admin_user: Any, school_editor: Any) -> None:
    Recipient.objects.filter(pk=waiting.item.pk).update(locked=True, locked_by=school_editor)
    page = waiting.page
    page.locked, page.locked_by = True, school_editor
    page.save(update_fields=["locked", "locked_by"])
    assert waiting.publish(*waiting.keys(admin_user)).count("Somebody has locked it. Unlock it first.") >= 2
    assert waiting.versions() == 0


def test_what_takes_too_long_waits_for_another_go(
    waiting: Waiting, admin_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "SECONDS", 0)
    assert "2 more wait for another go" in waiting.publish(*waiting.keys(admin_user))
    assert waiting.versions() == 0


def test_a_notice_that_is_no_translation_leads_to_its_languages(waiting: Waiting, admin_client: Any) -> None:
    url = reverse("wagtail_privacy_admin:publish_translation", args=[waiting.pair.source.pk])
    languages = reverse("wagtail_privacy_admin:languages", args=[waiting.pair.source.pk])
    assert admin_client.post(url)["Location"] == languages


def test_the_list_costs_the_same_however_many_wait(waiting: Waiting, admin_user: Any) -> None:
    counts = []
    for number in (1, 20):
        items = [RecipientFactory(name=f"Item {index}", published=True) for index in range(number)]
        for item in items:
            translated_item(item, waiting.pair.locale, live=False)
        draft = waiting.page
        draft.body = draft.body.stream_block.to_python([section for item in items for section in who(item)])
        draft.save_revision()
        assert len(waiting.keys(admin_user)) == number + 1
        counts.append(query_count(lambda: waiting_translations(waiting.page, admin_user)))
    assert counts[0] == counts[1]
