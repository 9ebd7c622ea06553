"""The screen of a submission: how far it is in each language, what was refused, and going on."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation

from tests.factories import RecipientFactory
from tests.notice_factories import entries, make_hub, make_notice, section
from tests.permissions.requests import is_denied
from tests.permissions.world import grant
from tests.queries import query_count
from wagtail_privacy.library.models import Recipient
from wagtail_privacy.organisations.languages import OfferedLanguage
from wagtail_privacy.translations import tasks
from wagtail_privacy.translations.models import SubmittedTranslation
from wagtail_privacy.translations.services import go_on, plan, submit, try_again, work_through

pytestmark = pytest.mark.django_db

State = SubmittedTranslation.State
ITEMS = 4


class Submitted:
    """A notice with four recipients, planned into two languages."""

    def __init__(self, tree: Any, user: Any) -> None:
        self.tree = tree
        self.polish = Locale.objects.create(language_code="pl")
        self.arabic = Locale.objects.create(language_code="ar")
        self.items = [RecipientFactory(name=f"Agency {number}", published=True) for number in range(ITEMS)]
        uses = entries(*({"recipient": item.pk} for item in self.items))
        self.notice = make_notice(make_hub(tree.alpha_home), section("recipients", heading="Who", recipients=uses))
        self.url = reverse("wagtail_privacy_translations:submission", args=[self.notice.pk])
        self.client = Client()
        self.client.force_login(user)

    def plan(self) -> Any:
        return plan(self.notice, [self.polish, self.arabic])

    def languages(self) -> dict[str, tuple[int, int, int]]:
        shown = self.client.get(self.url).context["languages"]
        return {one.locale.language_code: (one.done, one.waiting, one.refused) for one in shown}

    def press(self, action: str) -> Any:
        response = self.client.post(self.url, {"action": action})
        assert response.status_code == 302
        assert response.url == self.url
        return self.client.get(self.url)


@pytest.fixture
def submitted(site_tree: Any, admin_user: Any) -> Submitted:
    return Submitted(site_tree, admin_user)


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SECONDS", 0)


def test_it_counts_each_language(submitted: Submitted) -> None:
    work_through(submitted.plan(), at_most=2)
    assert submitted.languages() == {"pl": (2, 3, 0), "ar": (0, 5, 0)}
    html = submitted.client.get(submitted.url).content.decode()
    assert "8 texts wait their turn." in html
    assert '<progress id="privacy-progress-' in html


def test_what_was_killed_goes_on_a_part_at_a_time_and_makes_nothing_twice(
    submitted: Submitted, one_at_a_time: None
) -> None:
    work_through(submitted.plan(), at_most=2)
    for left in range(7, -1, -1):
        assert submitted.press("go_on").context["waiting"] == left
    assert submitted.languages() == {"pl": (5, 0, 0), "ar": (5, 0, 0)}
    assert Translation.objects.count() == 2 * (ITEMS + 1)
    assert Recipient.objects.filter(locale=submitted.polish).count() == ITEMS
    assert submitted.press("go_on").context["waiting"] == 0


def test_it_names_what_was_refused_with_its_reason_and_where_to_mend_it(submitted: Submitted) -> None:
    Recipient.objects.filter(pk=submitted.items[0].pk).update(live=False)
    work_through(submitted.plan())
    assert submitted.languages() == {"pl": (4, 0, 1), "ar": (4, 0, 1)}
    html = submitted.client.get(submitted.url).content.decode()
    assert "It is not published. Publish it, then submit the notice again." in html
    edit = reverse("wagtailsnippets_wagtail_privacy_recipient:edit", args=[submitted.items[0].pk])
    assert html.count(f'href="{edit}">Agency 0</a>') == 2
    assert "Agency 1" not in html
    Recipient.objects.filter(pk=submitted.items[0].pk).update(live=True)
    assert submitted.press("try_again").context["refused"] == 0
    assert submitted.languages() == {"pl": (5, 0, 0), "ar": (5, 0, 0)}


def test_a_refused_thing_that_is_gone_is_still_named(submitted: Submitted) -> None:
    submitted.plan()
    SubmittedTranslation.objects.filter(object_id=submitted.items[0].pk).update(object_id=10**9)
    work_through()
    html = submitted.client.get(submitted.url).content.decode()
    assert "It was deleted." in html
    assert "Recipient: Agency 0" in html


def test_submitting_again_brings_in_what_the_notice_shows_since(submitted: Submitted) -> None:
    work_through(submitted.plan())
    new = RecipientFactory(name="New", published=True)
    submitted.notice.body = submitted.notice.body.stream_block.to_python(
        [section("recipients", heading="Who", recipients=entries({"recipient": new.pk}))]
    )
    submitted.notice.describe_change(note="New.", reason="practice")
    submitted.notice.save_revision().publish()
    submitted.press("submit_again")
    assert submitted.languages() == {"pl": (2, 0, 0), "ar": (2, 0, 0)}
    assert Recipient.objects.filter(translation_key=new.translation_key).count() == 3


def test_submitting_again_what_is_no_longer_published_says_so_and_keeps_the_rows(submitted: Submitted) -> None:
    work_through(submitted.plan())
    submitted.notice.unpublish()
    for action in ("submit_again", "try_again"):
        assert "is not published. Publish it first" in submitted.press(action).content.decode()
    assert submitted.languages() == {"pl": (5, 0, 0), "ar": (5, 0, 0)}


def test_trying_again_asks_once_more_whether_the_language_is_offered(submitted: Submitted) -> None:
    Recipient.objects.filter(pk=submitted.items[0].pk).update(live=False)
    work_through(submitted.plan())
    OfferedLanguage.objects.create(organisation=submitted.tree.alpha, locale=submitted.arabic)
    assert "does not offer its notices in Polski" in submitted.press("try_again").content.decode()


def test_whatever_else_is_sent_is_not_found(submitted: Submitted) -> None:
    for action in ("", "delete", "go_on "):
        assert submitted.client.post(submitted.url, {"action": action}).status_code == 404
    for pk in (submitted.notice.get_parent().pk, 10**9):
        url = reverse("wagtail_privacy_translations:submission", args=[pk])
        assert submitted.client.get(url).status_code == 404


def test_a_notice_that_was_never_submitted_says_so(submitted: Submitted) -> None:
    response = submitted.client.get(submitted.url)
    assert "was not submitted for translation yet" in response.content.decode()
    assert submitted.press("go_on").status_code == 200


def test_where_a_worker_is_the_request_makes_nothing(
    transactional_db: None, submitted: Submitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueued: list[bool] = []
    monkeypatch.setattr(tasks, "has_worker", lambda: True)
    monkeypatch.setattr(type(tasks.submit_translations), "enqueue", lambda _task: enqueued.append(True))
    url = reverse("wagtail_localize:submit_page_translation", args=[submitted.notice.pk])
    assert submitted.client.post(url, {"locales": [submitted.polish.pk]}).url == submitted.url
    assert submitted.languages() == {"pl": (0, 5, 0)}
    assert enqueued == [True]
    submitted.press("go_on")
    assert enqueued == [True, True]


def test_a_translation_leads_to_its_source_and_the_languages_lead_here(submitted: Submitted) -> None:
    languages = reverse("wagtail_privacy_admin:languages", args=[submitted.notice.pk])
    assert submitted.url not in submitted.client.get(languages).content.decode()
    work_through(submitted.plan())
    assert submitted.url in submitted.client.get(languages).content.decode()
    page = submitted.notice.get_translation(submitted.polish)
    response = submitted.client.get(reverse("wagtail_privacy_translations:submission", args=[page.pk]))
    assert (response.status_code, response.url) == (302, submitted.url)


def test_those_who_may_not_submit_look_and_change_nothing(
    submitted: Submitted, school_editor: Any, other_school_editor: Any
) -> None:
    submitted.plan()
    client = Client()
    client.force_login(school_editor)
    html = client.get(submitted.url).content.decode()
    assert "Somebody who may submit this notice can go on with it here." in html
    assert "<form class" not in html
    for user in (school_editor, other_school_editor):
        client.force_login(user)
        for action in ("go_on", "try_again", "submit_again"):
            assert is_denied(client.post(submitted.url, {"action": action}))
        with pytest.raises(PermissionDenied):
            go_on(submitted.notice, user)
    assert is_denied(client.get(submitted.url))
    assert set(SubmittedTranslation.objects.values_list("state", flat=True)) == {State.WAITING}


def test_trying_again_is_done_in_the_name_of_who_does(submitted: Submitted, school_editor: Any) -> None:
    """What one person may not submit, another may: and the other way round, nobody borrows a right."""
    grant(school_editor, "wagtail_localize", "submit_translation")
    rows = submit(submitted.notice, [submitted.polish], school_editor)
    assert rows.filter(state=State.REFUSED).count() == ITEMS
    work_through(try_again(submitted.notice, school_editor))
    assert rows.filter(state=State.REFUSED).count() == ITEMS
    html = submitted.client.get(submitted.url).content.decode()
    assert html.count("It belongs to everyone. Ask whoever looks after the library to submit it.") == 1
    submitted.press("try_again")
    assert not rows.filter(state=State.REFUSED).exists()


def test_it_costs_the_same_however_much_was_refused(submitted: Submitted) -> None:
    work_through(submitted.plan())
    counts = []
    for number in (1, 19):
        for _time in range(number):
            item = RecipientFactory(published=True)
            SubmittedTranslation.objects.create(
                page_id=submitted.notice.pk,
                model="wagtail_privacy.recipient",
                object_id=item.pk,
                locale=submitted.polish,
                title=item.name,
                state=State.REFUSED,
                reason="why",
            )
        counts.append(query_count(lambda: submitted.client.get(submitted.url)))
    assert submitted.languages()["pl"] == (5, 0, 20)
    assert counts[0] == counts[1]
