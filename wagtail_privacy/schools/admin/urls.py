"""Admin addresses of this room, below ``privacy/`` in the namespace ``wagtail_privacy_schools``."""

from django.urls import path

from wagtail_privacy.schools.admin import new_school, overview, translations

urlpatterns = [
    path("overview/", overview.OverviewView.as_view(), name="overview"),
    path("overview/results/", overview.OverviewView.as_view(results_only=True), name="overview_results"),
    path("translations/", translations.TranslationsView.as_view(), name="translations"),
    path(
        "translations/results/",
        translations.TranslationsView.as_view(results_only=True),
        name="translations_results",
    ),
    path("schools/new/", new_school.AddSchoolView.as_view(), name="add_school"),
    path("schools/<int:pk>/next/", new_school.NextStepsView.as_view(), name="next_steps"),
]
