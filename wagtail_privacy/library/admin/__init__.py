"""The screens of the admin: views, viewsets and hooks."""
