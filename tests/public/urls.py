"""A site that serves the data of versions too, as the documentation tells hosts to do."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

urlpatterns = [path("", include("wagtail_privacy.urls")), path("", include(wagtail_urls))]
