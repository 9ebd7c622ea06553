"""How thoroughly tests that try many examples go about it, as a pytest plugin: the one place for their numbers.

``make test-deep`` sets ``PRIVACY_DEEP=1`` and runs every example; the ordinary run takes a sample, so that it is quick.
"""

import os
from collections.abc import Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings

Value = TypeVar("Value")

IS_DEEP = os.environ.get("PRIVACY_DEEP") == "1"

# A busy machine is no defect, and a change must not fail CI for an example that only this run happened to try.
# To know that some example fails is enough for scripts/mutants.py; looking for the shortest takes minutes.
PHASES = [phase for phase in Phase if phase is not Phase.shrink or os.environ.get("PRIVACY_SHRINK") != "0"]
settings.register_profile("suite", deadline=None, derandomize=bool(os.environ.get("CI")), phases=PHASES)
settings.load_profile("suite")


def deep(examples: int = 2000, sample: int = 60) -> int:
    """``examples`` in a deep run, else ``sample``."""
    return examples if IS_DEEP else sample


def one_of(values: Sequence[Value], turn: int) -> Sequence[Value]:
    """All of the values in a deep run, else one of them, another at each turn."""
    return values if IS_DEEP else (values[turn % len(values)],)


def in_turn(turn: int, every: int = 3) -> bool:
    """Always in a deep run, else one time of ``every``."""
    return IS_DEEP or turn % every == 0


SLOW: list[Any] = [HealthCheck.too_slow, HealthCheck.data_too_large]

WHOLE_DOCUMENTS = settings(max_examples=deep(2000, 40), suppress_health_check=SLOW)
"""For tests of whole documents: an example takes some hundredths of a second."""

DIFFERENCES = settings(max_examples=deep(2000, 150), suppress_health_check=SLOW)
"""For the properties of differences, which pairs of documents have to try."""

TIMELINES = settings(max_examples=deep(2000, 100))
"""For properties of periods alone: a thousand take a second."""

MERGES = settings(max_examples=deep(3000, 150), suppress_health_check=SLOW)
"""For merges of three lists of sections: a thousand take two seconds."""

FIXTURES: list[Any] = [*SLOW, HealthCheck.function_scoped_fixture]

HISTORIES_TRIED = settings(
    max_examples=deep(2000, 8),
    # Looking for the shortest that fails would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=FIXTURES,
)
"""For lives of a notice in the database: an example takes half a second."""

STORED_BODIES = settings(max_examples=deep(2000, 12), suppress_health_check=FIXTURES)
"""For stored data that no form would send, through every screen: an example takes a second."""

LIGHT_FORMS = settings(
    max_examples=deep(500, 25),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=FIXTURES,
)
"""For forms of whole notices, read twice: an example takes a quarter of a second."""
