"""What a site needs besides the models: migrations that match them."""

from typing import Any

from tests.test_package import django_admin
from wagtail_privacy.translations.checks import check_deletions, check_drafts


def test_migrations_match_the_models() -> None:
    answer = django_admin(
        "makemigrations", "wagtail_privacy_translations", "--check", "--dry-run", settings="tests.settings_localize"
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_site_where_submitting_publishes_is_warned(settings: Any) -> None:
    assert check_drafts() == []
    settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
    assert [warning.id for warning in check_drafts()] == ["wagtail_privacy_translations.W001"]


def test_a_site_where_what_was_translated_goes_with_a_page_is_warned(settings: Any) -> None:
    assert check_deletions() == []
    settings.WAGTAILLOCALIZE_DISABLE_ON_DELETE = False
    assert [warning.id for warning in check_deletions()] == ["wagtail_privacy_translations.W002"]
