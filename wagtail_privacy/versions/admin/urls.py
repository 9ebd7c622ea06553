"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_admin``."""

from django.urls import path

from wagtail_privacy.versions.admin import together, translations, views

urlpatterns = [
    path("notices/<int:page_id>/changes/", views.ChangesView.as_view(), name="changes"),
    path("notices/<int:page_id>/languages/", translations.LanguagesView.as_view(), name="languages"),
    path("notices/<int:page_id>/translation/", translations.TranslationView.as_view(), name="translation"),
    path(
        "notices/<int:page_id>/translation/publish/",
        together.PublishTogetherView.as_view(),
        name="publish_translation",
    ),
    path("notices/<int:page_id>/versions/", views.VersionsView.as_view(), name="versions"),
    path(
        "notices/<int:page_id>/versions/record/",
        views.RecordBackdatedVersionView.as_view(),
        name="record_backdated_version",
    ),
    path("notices/<int:page_id>/versions/compare/", views.CompareView.as_view(), name="compare_versions"),
    path("notices/<int:page_id>/versions/<int:number>/release/", views.ReleaseView.as_view(), name="release_version"),
    path("notices/<int:page_id>/versions/<int:number>/reissue/", views.ReissueView.as_view(), name="reissue_version"),
]
