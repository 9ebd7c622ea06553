"""Settings of the test site: the whole plugin on Wagtail's own base page model.

The database is SQLite in memory unless ``tests.postgres`` has started a cluster and set its address.
"""

import os
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
INSTALLED_APPS = [
    "wagtail_privacy",
    "wagtail_privacy.pages",
    "tests.homes",
    "tests.reviewedapp",
    "wagtail.contrib.forms",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail_privacy.organisations.middleware.DeletionRefusalMiddleware",
    "wagtail_privacy.notices.middleware.PublicationMiddleware",
    "wagtail_privacy.public.middleware.NoticeAddressMiddleware",
]
ROOT_URLCONF = "tests.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": dj_database_url.parse(os.environ.get("PRIVACY_TEST_DATABASE_URL", "sqlite://:memory:"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
WAGTAIL_SITE_NAME = "Tests"
WAGTAILADMIN_BASE_URL = "http://testserver"
# No address of an editor, not even hashed, goes to another company for a portrait.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en", "English"), ("cy", "Cymraeg"), ("ar", "العربية"), ("pl", "Polski")]
# Most tests look at our own pages only; those of base templates name one.
WAGTAIL_PRIVACY_BASE_TEMPLATE = "wagtail_privacy/public/standalone.html"
# The hash costs a tenth of a second a user; no test is about passwords.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A long notice is a long form: Django's own limit of 1,000 fields is too low for it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Most tests search for nothing, and filling the index takes a sixth of their time: those that do turn it on.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
