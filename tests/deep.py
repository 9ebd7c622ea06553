"""How thoroughly a test that tries many examples goes about it.

``make test-deep`` sets ``PRIVACY_DEEP=1`` and runs every example; the ordinary run takes a sample, so that it is quick.
"""

import os

IS_DEEP = os.environ.get("PRIVACY_DEEP") == "1"


def deep(examples: int = 2000, sample: int = 60) -> int:
    """``examples`` in a deep run, else ``sample``."""
    return examples if IS_DEEP else sample
