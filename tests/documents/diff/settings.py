"""How hard the properties of differences are tested."""

from hypothesis import HealthCheck, settings

THOROUGH = settings(
    deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
