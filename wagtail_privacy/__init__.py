"""Privacy notices and data-sharing policies for Wagtail."""

__version__ = "0.1.0"
