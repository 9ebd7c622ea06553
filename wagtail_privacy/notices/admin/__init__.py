"""The screens of the admin: views, viewsets, panels, edit forms and hooks."""
