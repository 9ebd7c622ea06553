"""Publishing translations through the views of wagtail-localize: what is refused says why, and keeps nothing back."""

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale

from tests.notice_factories import entries, make_hub, make_notice, recipient, section
from tests.translations.translated import source_of, submit, translation_of
from wagtail_privacy.notices.problems import Problem, ResolutionError
from wagtail_privacy.notices.resolve import notice as resolving
from wagtail_privacy.versions.models import NoticeVersion


@pytest.fixture
def notice(transactional_db: None, site_tree: Any) -> Any:
    item = recipient("The inspectorate")
    return make_notice(
        make_hub(site_tree.alpha_home), section("recipients", heading="Who", recipients=entries({"recipient": item.pk}))
    )


@pytest.fixture
def languages(notice: Any) -> list[Any]:
    return [Locale.objects.create(language_code=code) for code in ("cy", "ar")]


def messages_of(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def pages(notice: Any, *locales: Any) -> list[Any]:
    return [type(notice).objects.get(translation_key=notice.translation_key, locale=locale) for locale in locales]


@pytest.fixture
def refused_in_welsh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something stands in the way of the Welsh notice only."""
    resolve = resolving._resolve_draft

    def refusing(page: Any, parent: Any) -> Any:
        resolution = resolve(page, parent)
        if page.locale.language_code != "cy":
            return resolution
        problem = Problem("item_draft", "the recipient “Arolygiaeth” is not published.", "Pwy", position=0)
        return replace(resolution, problems=(problem,))

    monkeypatch.setattr(resolving, "_resolve_draft", refusing)


def test_a_refusal_names_the_field_that_mends_it() -> None:
    error = ResolutionError(
        [Problem("empty", "One."), Problem("change_note", "Two.", field="change_note"), Problem("empty", "Three.")]
    )
    assert {name: [str(one.message) for one in errors] for name, errors in error.error_dict.items()} == {
        "body": ["One.", "Three."],
        "change_note": ["Two."],
    }
    assert error.messages == ["One.", "Two.", "Three."]
    assert isinstance(error, ValidationError)


def test_a_translation_with_problems_is_refused_with_its_reasons(
    notice: Any, languages: list[Any], refused_in_welsh: None, admin_client: Any
) -> None:
    submit(notice, *languages)
    welsh, _arabic = pages(notice, *languages)
    response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[welsh.pk]), {"action": "publish"})
    assert response.status_code == 302
    assert "“Arolygiaeth” is not published" in messages_of(response)
    assert not pages(notice, languages[0])[0].live


def test_one_refused_language_does_not_keep_the_others_from_being_published(
    notice: Any, languages: list[Any], refused_in_welsh: None, admin_client: Any
) -> None:
    submit(notice, *languages)
    url = reverse("wagtail_localize:update_translations", args=[source_of(notice).pk])
    response = admin_client.post(url, {"publish_translations": "on"})
    assert response.status_code == 302
    welsh, arabic = pages(notice, *languages)
    assert (welsh.live, arabic.live) == (False, True)
    assert NoticeVersion.objects.for_page(arabic.pk).count() == 1
    assert "“Arolygiaeth” is not published" in messages_of(response)


def test_submitting_what_goes_live_at_once_keeps_no_language_back(
    notice: Any, languages: list[Any], refused_in_welsh: None, admin_client: Any, settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    url = reverse("wagtail_localize:submit_page_translation", args=[notice.pk])
    response = admin_client.post(url, {"locales": [locale.pk for locale in languages]})
    assert response.status_code == 302
    assert [page.live for page in pages(notice, *languages)] == [False, True]
    assert "“Arolygiaeth” is not published" in messages_of(response)


def test_a_translation_without_problems_is_published(notice: Any, languages: list[Any], admin_client: Any) -> None:
    submit(notice, *languages)
    arabic = pages(notice, languages[1])[0]
    response = admin_client.post(reverse("wagtailadmin_pages:edit", args=[arabic.pk]), {"action": "publish"})
    assert response.status_code == 302
    assert pages(notice, languages[1])[0].live
    assert translation_of(notice, languages[1]).enabled
