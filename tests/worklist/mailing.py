"""Chooses a mail backend as sites do: with ``MAILERS`` since Django 6.1, with the settings of old before."""

from typing import Any

import django

LOCAL = "django.core.mail.backends.locmem.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"
SILENT = "tests.worklist.backends.Silent"
DEAD = "tests.worklist.backends.Dead"
SHARED = "tests.worklist.backends.Shared"


def use_backend(settings: Any, backend: str, **options: Any) -> None:
    """Have the site send its mails by this backend; options are such as ``host``, ``port`` and ``timeout``."""
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        return
    settings.EMAIL_BACKEND = backend
    for name, value in options.items():
        setattr(settings, f"EMAIL_{name.upper()}", value)
