"""What a notice page answers to, relative to its own address. Wagtail hands over every remainder with a slash."""

from django.urls import path

from wagtail_privacy.public import views

urlpatterns = [
    path("", views.current),
    path("versions/<int:number>/", views.stored),
    path("versions/<int:number>/document.json/", views.document_json),
]
