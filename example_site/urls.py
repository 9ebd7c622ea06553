"""Addresses of the example site. Pages in other languages than English stand below the prefix of their language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from wagtail_privacy.public.sitemaps import NoticeSitemap

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"notices": NoticeSitemap}}),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include("wagtail_privacy.urls")),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
