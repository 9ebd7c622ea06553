"""A host that extends the plugin: the app of docs/how-to/extend.md. See ``tests.settings_host_app``."""
