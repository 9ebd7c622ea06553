from django.apps import apps

collect_ignore_glob = [] if apps.is_installed("django_tasks_db") else ["test_*.py"]
