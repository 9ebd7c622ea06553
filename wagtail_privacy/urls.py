"""Addresses that Wagtail's own pattern does not let through, because a file name has a dot in it.

Include it right before ``wagtail.urls``: ``path("", include("wagtail_privacy.urls"))``. Each address is served by
Wagtail as a page, so that view restrictions hold for it too.
"""

from django.urls import re_path
from wagtail.views import serve

app_name = "wagtail_privacy"
urlpatterns = [
    re_path(r"^((?:[\w\-]+/)*versions/[0-9]+/document\.json)$", serve, name="document_json"),
]
