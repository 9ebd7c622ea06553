"""Settings of a host that translates with wagtail-localize."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail_privacy.translations",
    *(app for app in _INSTALLED_APPS if app != "wagtail.locales"),
]
# Otherwise a page submitted for translation goes live at once, in the language that it came from.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Otherwise what was translated goes with a page or an item that somebody deletes.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
