"""What every test shares."""

import os

import pytest
from hypothesis import HealthCheck, settings

import driftwatch

assert driftwatch.__version__  # imported before numpy, which it keeps to one thread

# No deadline and no complaint about slow generation: the machines that run these tests are shared. The gate tries the
# same examples every time, so that what it says depends on the change alone; everybody else keeps looking for new ones.
settings.register_profile(
    "driftwatch",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("driftwatch")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that start machines first: at the end one of them would keep the other processes waiting."""
    starting = {item.path for item in items if item.get_closest_marker("machine")}
    items.sort(key=lambda item: item.path not in starting)
