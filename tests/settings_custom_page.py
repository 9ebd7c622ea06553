"""Settings of a host with its own base page model, which writes its own notice pages over the mixins.

Needs Wagtail 8.0. Apps whose pages stand on Wagtail's base page are left out.
"""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _INSTALLED_APPS

INSTALLED_APPS = [
    "tests.custom_page",
    *(app for app in _INSTALLED_APPS if app not in ("wagtail_privacy.pages", "tests.homes", "tests.reviewedapp")),
]
WAGTAIL_PAGE_MODEL = "custom_page.BasePage"
