"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_propagation``."""

from django.urls import path

from wagtail_privacy.propagation.admin import changes, views

urlpatterns = [
    path("shared/<str:model_name>/<int:pk>/touches/", views.TouchedView.as_view(), name="touched"),
    path("shared/changes/", changes.ChangesView.as_view(), name="changes"),
    path("shared/changes/results/", changes.ChangesView.as_view(results_only=True), name="changes_results"),
    path("shared/changes/<int:pk>/", changes.ChangeView.as_view(), name="change"),
]
