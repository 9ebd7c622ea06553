"""Admin addresses about models, below ``privacy/`` in the namespace ``wagtail_privacy_models``."""

from django.urls import path

from wagtail_privacy.propagation.model_notices.admin import views

urlpatterns = [
    path("notices/<int:page_id>/model/", views.ModelView.as_view(), name="model"),
    path("notices/<int:page_id>/following/", views.FollowingView.as_view(), name="following"),
]
