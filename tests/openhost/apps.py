from django.apps import AppConfig
from wagtail import VERSION
from wagtail.api import APIField


def _writable(name: str) -> APIField:
    return APIField(name, writable=True) if VERSION >= (8, 0) else APIField(name)


class OpenHostConfig(AppConfig):
    name = "tests.openhost"
    label = "openhost"

    def ready(self) -> None:
        from wagtail_privacy.library.models import LIBRARY_MODELS  # noqa: PLC0415 - models are not ready before
        from wagtail_privacy.notices.models import Clause  # noqa: PLC0415

        for model in (*LIBRARY_MODELS, Clause):
            model.api_fields = [_writable("name"), _writable("editor_note")]
