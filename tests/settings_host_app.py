"""Settings of a host that extends the plugin, in a database that outlives the process: see ``tests.test_host_app``."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _INSTALLED_APPS

# Before ours, so that its templates come first.
INSTALLED_APPS = ["tests.hostapp", *_INSTALLED_APPS]
LOCALE_PATHS = [Path(os.environ["PRIVACY_TEST_LOCALE"])]
