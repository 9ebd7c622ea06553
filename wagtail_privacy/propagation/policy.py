"""How long before a shared change applies the schools of a trust are told of it."""

import datetime as dt

from wagtail_privacy.propagation.states import Shared


def earliest_day(shared: Shared) -> dt.date | None:
    """The first day on which a change of ``shared`` may apply; ``None`` where it may apply at once."""
    return None
