"""Addresses outside the page tree, and those that Wagtail's own pattern does not let through for their full stop.

The blocks of the editor are here too, because browsers are told to keep nothing that stands below the admin.

Include it right before ``wagtail.urls``: ``path("", include("wagtail_privacy.urls"))``, inside or outside
``i18n_patterns``. The data of a version is served by Wagtail as a page, so that view restrictions hold for it too.
"""

from django.urls import path, re_path

from wagtail_privacy.notices.admin.block_script import block_script
from wagtail_privacy.public.archive.permanent import permanent
from wagtail_privacy.public.paths import DATA_NAME, serve_data
from wagtail_privacy.worklist.preferences.views import calendar, preferences, stop

app_name = "wagtail_privacy"
urlpatterns = [
    path("privacy-archive/<int:page_id>/", permanent, name="permanent"),
    path("privacy-archive/<int:page_id>/<path:remainder>", permanent, name="permanent"),
    re_path(
        r"^privacy-blocks/(?P<field>\w+\.\w+\.\w+)/(?P<language>[\w-]+)/(?P<digest>[0-9a-f]{16})\.js$",
        block_script,
        name="block_script",
    ),
    path("privacy-mail/<str:token>/", preferences, name="mail_preferences"),
    path("privacy-mail/<str:token>/stop/", stop, name="mail_stop"),
    path("privacy-calendar/<slug:secret>.ics", calendar, name="calendar"),
    re_path(r"^((?:[\w\-]+/)*versions/[0-9]+/document\.json)$", serve_data, name=DATA_NAME),
]
