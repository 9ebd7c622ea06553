from django.apps import apps

collect_ignore_glob = [] if apps.is_installed("wagtail_privacy.translations") else ["test_*.py"]
