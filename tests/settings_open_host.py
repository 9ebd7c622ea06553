"""Settings of a host that translates with wagtail-localize and opens the library to both of Wagtail's APIs."""

from wagtail import VERSION

from tests.settings_localize import *  # noqa: F403
from tests.settings_localize import INSTALLED_APPS as _INSTALLED_APPS

HAS_V3 = VERSION >= (8, 0)

INSTALLED_APPS = [
    # Before Wagtail's snippets, which ask when they are ready which fields the API shows.
    "tests.openhost",
    *_INSTALLED_APPS,
    "wagtail.api.v2",
    *(["wagtail.api.v3"] if HAS_V3 else []),
    "rest_framework",
]
ROOT_URLCONF = "tests.openhost.urls"
