"""What a hub page answers to, relative to its own address."""

from django.urls import path

from wagtail_privacy.public import feeds, views

urlpatterns = [
    path("", views.hub),
    path("feed/", feeds.hub_feed),
]
