from django.apps import apps

collect_ignore_glob = [] if apps.is_installed("tests.openhost") else ["test_*.py"]
