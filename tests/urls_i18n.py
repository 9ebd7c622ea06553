"""A site with a language in its addresses, as Wagtail's documentation sets it up; our own addresses stand outside."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap

from wagtail_privacy.public.sitemaps import NoticeSitemap

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"notices": NoticeSitemap}}),
    path("", include("wagtail_privacy.urls")),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
