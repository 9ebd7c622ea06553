"""As ``tests.urls_i18n``, with a prefix for every language and our own addresses inside."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = i18n_patterns(path("", include("wagtail_privacy.urls")), path("", include(wagtail_urls)))
