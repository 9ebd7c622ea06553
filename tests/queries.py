"""How many queries something costs."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def query_count(action: Callable[[], Any]) -> int:
    """The queries of ``action`` once caches such as that of content types are warm."""
    action()
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)
