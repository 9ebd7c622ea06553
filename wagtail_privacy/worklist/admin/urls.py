"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_work``."""

from django.urls import path

from wagtail_privacy.worklist.admin.views import WorkView

urlpatterns = [
    path("work/", WorkView.as_view(), name="list"),
    path("work/results/", WorkView.as_view(results_only=True), name="list_results"),
]
