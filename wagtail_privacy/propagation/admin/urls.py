"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_propagation``."""

from django.urls import path

from wagtail_privacy.propagation.admin import views

urlpatterns = [
    path("shared/<str:model_name>/<int:pk>/touches/", views.TouchedView.as_view(), name="touched"),
]
