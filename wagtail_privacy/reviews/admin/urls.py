"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_reviews``."""

from django.urls import path

from wagtail_privacy.reviews.admin import views

urlpatterns = [
    path("reviews/<int:pk>/", views.ReviewView.as_view(), name="review"),
    path("reviews/<int:pk>/date/", views.StatedDateView.as_view(), name="review_date"),
]
