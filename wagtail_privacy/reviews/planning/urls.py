"""Admin addresses of this part of the room, below ``privacy/`` in the namespace ``wagtail_privacy_planning``."""

from django.urls import path

from wagtail_privacy.reviews.planning import views

urlpatterns = [
    path("reviews/<int:pk>/plan/", views.PlanView.as_view(), name="plan"),
    path("organisations/<int:pk>/closures/", views.ClosuresView.as_view(), name="closures"),
]
