"""What a notice page answers to, relative to its own address. Wagtail hands over every remainder with a slash."""

from django.urls import path

from wagtail_privacy.public import feeds, views
from wagtail_privacy.public.archive import day_views
from wagtail_privacy.public.archive import views as archive_views

urlpatterns = [
    path("", views.current),
    path("versions/", archive_views.versions),
    path("versions/compare/", archive_views.compare),
    path("versions/<int:number>/", views.stored),
    path("versions/<int:number>/document.json/", views.document_json),
    path("versions/<int:number>/changes/", archive_views.changes),
    path("versions/<int:number>/changes/<int:since>/", archive_views.changes),
    path("on/", day_views.choose_day),
    path("on/<str:date>/", day_views.on_day),
    path("feed/", feeds.notice_feed),
]
