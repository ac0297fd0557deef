"""What every test shares."""

from hypothesis import HealthCheck, settings

# No deadline and no complaint about slow generation: the machines that run these tests are shared.
settings.register_profile("driftwatch", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("driftwatch")
