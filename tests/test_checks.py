"""System checks tell a host what it has to set up."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from wagtail_privacy.versions.record import triggers


@pytest.mark.parametrize(("limit", "found"), [(1000, ["wagtail_privacy.W001"]), (10_000, []), (None, [])])
def test_too_few_upload_fields_are_warned_of(settings: Any, limit: int | None, found: list[str]) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = limit
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PublicationMiddleware", "wagtail_privacy.W002"),
        ("NoticeAddress", "wagtail_privacy.W004"),
        ("DeletionRefusal", "wagtail_privacy.W006"),
    ],
)
def test_missing_middleware_is_warned_of(settings: Any, name: str, found: str) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if name not in path]
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == [found]


@pytest.mark.parametrize(
    ("urls", "language", "found"),
    [
        ("tests.urls_i18n", "en-gb", ["wagtail_privacy.W008"]),
        ("tests.urls_i18n", "en", []),
        ("tests.urls_i18n_inside", "en-gb", []),
        ("tests.urls", "en-gb", []),
    ],
)
def test_a_default_language_that_is_none_of_the_languages_is_warned_of(
    settings: Any, urls: str, language: str, found: list[str]
) -> None:
    settings.ROOT_URLCONF, settings.LANGUAGE_CODE = urls, language
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == found


@pytest.mark.parametrize(
    ("required", "reapproved", "found"),
    [
        (None, False, []),
        ("workflow", False, ["wagtail_privacy.W005"]),
        ("any", False, ["wagtail_privacy.W005"]),
        ("workflow", True, []),
    ],
)
def test_approvals_that_an_edit_would_void_are_warned_of(
    settings: Any, required: str | None, reapproved: bool, found: list[str]
) -> None:
    settings.WAGTAIL_PRIVACY_REQUIRE_APPROVAL = required
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = reapproved
    assert [message.id for message in run_checks(tags=["wagtail_privacy"])] == found


def test_a_base_template_that_takes_everything_is_no_matter(settings: Any) -> None:
    settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "hosts/project.html"
    assert run_checks(tags=["wagtail_privacy"]) == []


@pytest.mark.parametrize(
    ("template", "blocks", "texts"),
    [
        ("no/such/template.html", {}, ["There is no Django template “no/such/template.html”"]),
        ("hosts/bakery.html", {}, ["no block for style sheets in its head"]),
        ("hosts/bakery.html", {"head": None}, []),
        ("hosts/project.html", {"content": "main"}, ["no block for content"]),
        ("hosts/unfit.html", {}, ["no block for content", "no block for style sheets", "no block for its title"]),
        ("hosts/unfit.html", {"content": "left"}, ["no block for style sheets", "no block for its title"]),
    ],
)
def test_what_a_base_template_lacks_is_warned_of(
    settings: Any, template: str, blocks: dict[str, str | None], texts: list[str]
) -> None:
    settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = template
    settings.WAGTAIL_PRIVACY_BASE_BLOCKS = blocks
    messages = run_checks(tags=["wagtail_privacy"])
    assert {message.id for message in messages} <= {"wagtail_privacy.W007"}
    assert len(messages) == len(texts)
    for message, text in zip(messages, texts, strict=True):
        assert text in message.msg
        assert "WAGTAIL_PRIVACY_BASE" in message.hint


def test_the_blocks_that_there_are_are_named(settings: Any) -> None:
    settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "hosts/unfit.html"
    assert "It has: left, right." in run_checks(tags=["wagtail_privacy"])[0].hint


def test_a_base_template_that_is_not_valid_is_warned_of(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text("{% block content %}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "base.html"
    (message,) = run_checks(tags=["wagtail_privacy"])
    assert "“base.html” is not valid" in message.msg


def test_nothing_is_asked_of_it_where_a_site_has_the_frame_of_its_own(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "wagtail_privacy").mkdir()
    (tmp_path / "wagtail_privacy" / "base.html").write_text("{% block privacy_content %}{% endblock %}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "no/such/template.html"
    assert run_checks(tags=["wagtail_privacy"]) == []


def test_a_setting_for_blocks_that_says_nothing_is_an_error(settings: Any) -> None:
    settings.WAGTAIL_PRIVACY_BASE_TEMPLATE = "hosts/project.html"
    settings.WAGTAIL_PRIVACY_BASE_BLOCKS = {"footer": "content"}
    with pytest.raises(ImproperlyConfigured, match="not “footer”"):
        run_checks(tags=["wagtail_privacy"])


def test_a_database_that_gets_no_triggers_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ids_for(["default"]) == []
    monkeypatch.setattr(triggers, "VENDORS", frozenset())
    assert ids_for(["default"]) == ["wagtail_privacy.W003"]
    assert ids_for([]) == []


def ids_for(databases: list[str]) -> list[str | None]:
    return [
        message.id for message in run_checks(tags=["database"], databases=databases) if "privacy" in str(message.id)
    ]
