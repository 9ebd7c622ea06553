"""Addresses outside the page tree, and those that Wagtail's own pattern does not let through for their full stop.

Include it right before ``wagtail.urls``: ``path("", include("wagtail_privacy.urls"))``. The data of a version is served
by Wagtail as a page, so that view restrictions hold for it too.
"""

from django.urls import path, re_path
from wagtail.views import serve

from wagtail_privacy.public.archive.permanent import permanent

app_name = "wagtail_privacy"
urlpatterns = [
    path("privacy-archive/<int:page_id>/", permanent, name="permanent"),
    path("privacy-archive/<int:page_id>/<path:remainder>", permanent, name="permanent"),
    re_path(r"^((?:[\w\-]+/)*versions/[0-9]+/document\.json)$", serve, name="document_json"),
]
