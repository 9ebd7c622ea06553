from tests.notices.conftest import library_file, starter_items

__all__ = ["library_file", "starter_items"]
