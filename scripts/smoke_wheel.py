"""Smoke test of the installed package: run it in an environment that holds the built wheel and nothing else of ours.

Fails when the wheel lacks a file that a host needs, when the migrations do not run from nothing, or when they differ
from the models.
"""

import sys
from importlib.resources import files
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.template.loader import get_template

INSTALLED_APPS = [
    "wagtail_privacy",
    "wagtail_privacy.pages",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
SHIPPED = (
    "py.typed",
    "library/starter_library/starter_library.yaml",
    "static/wagtail_privacy",
    "templates/wagtail_privacy",
    "locale/unconfirmed.json",
    *(f"locale/{language}/LC_MESSAGES/django.mo" for language in ("ar", "cy", "en", "pl")),
)


def main() -> int:
    package = files("wagtail_privacy")
    repository = Path(__file__).resolve().parent.parent
    if repository in Path(str(package)).parents and "site-packages" not in str(package):
        print(f"Not the installed package: {package}", file=sys.stderr)
        return 1
    if missing := [
        name for name in SHIPPED if not package.joinpath(name).is_file() and not package.joinpath(name).is_dir()
    ]:
        print(f"The wheel lacks {', '.join(missing)}", file=sys.stderr)
        return 1
    settings.configure(
        SECRET_KEY="smoke",
        INSTALLED_APPS=INSTALLED_APPS,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="/static/",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        USE_TZ=True,
        WAGTAIL_SITE_NAME="Smoke",
        WAGTAILADMIN_BASE_URL="http://localhost",
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("makemigrations", "wagtail_privacy", check=True, dry_run=True)
    call_command("load_privacy_library")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM wagtail_privacy_recipient")
        (recipients,) = cursor.fetchone()
    if not recipients:
        print("The starter library loaded no recipient", file=sys.stderr)
        return 1
    get_template("wagtail_privacy/base.html")
    print(f"The installed wheel works: {recipients} recipients loaded.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
