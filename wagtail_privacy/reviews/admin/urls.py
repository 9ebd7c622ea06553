"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_reviews``."""

from django.urls import path

from wagtail_privacy.reviews.admin import views
from wagtail_privacy.reviews.planning import views as planning_views

urlpatterns = [
    path("reviews/<int:pk>/", views.ReviewView.as_view(), name="review"),
    path("reviews/<int:pk>/date/", views.StatedDateView.as_view(), name="review_date"),
    path("reviews/<int:pk>/plan/", planning_views.PlanView.as_view(), name="plan"),
    path("organisations/<int:pk>/closures/", planning_views.ClosuresView.as_view(), name="closures"),
]
