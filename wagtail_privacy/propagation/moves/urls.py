"""Admin addresses of promoting and merging, below ``privacy/`` in the namespace ``wagtail_privacy_moves``."""

from django.urls import path

from wagtail_privacy.propagation.moves import views

urlpatterns = [
    path("library/<str:model_name>/<int:pk>/promote/", views.PromoteView.as_view(), name="promote"),
    path("library/<str:model_name>/<int:pk>/merge/", views.MergeView.as_view(), name="merge"),
]
