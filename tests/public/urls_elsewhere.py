"""A site whose pages stand below a folder, with our addresses where Wagtail's pages are not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [
    path("elsewhere/", include("wagtail_privacy.urls")),
    *i18n_patterns(path("cms/", include(wagtail_urls)), prefix_default_language=False),
]
