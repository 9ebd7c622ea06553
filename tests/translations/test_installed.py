"""What a site needs besides the models: migrations that match them."""

from tests.test_package import django_admin


def test_migrations_match_the_models() -> None:
    answer = django_admin(
        "makemigrations", "wagtail_privacy_translations", "--check", "--dry-run", settings="tests.settings_localize"
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
