"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_admin``."""

from django.urls import path

from wagtail_privacy.versions.views import RecordPastVersionView

urlpatterns = [
    path("notices/<int:page_id>/record-past-version/", RecordPastVersionView.as_view(), name="record_past_version")
]
