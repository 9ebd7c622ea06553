"""A host with its own base page model (Wagtail 8.0): see ``tests.settings_custom_page``."""
