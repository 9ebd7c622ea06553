from django.conf import settings
from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from tests.urls import urlpatterns as _urlpatterns
from wagtail_privacy.library.api import LibraryItemsAPIViewSet
from wagtail_privacy.library.models import LIBRARY_MODELS

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)
for model in LIBRARY_MODELS:
    name = str(model._meta.model_name)
    router.register_endpoint(name, type(f"{model.__name__}APIViewSet", (LibraryItemsAPIViewSet,), {"model": model}))

urlpatterns = [path("api/v2/", router.urls)]
if settings.HAS_V3:
    from wagtail.api.v3.urls import api

    urlpatterns.append(path("api/v3/", api.urls))
urlpatterns += _urlpatterns
