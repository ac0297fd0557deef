"""One picture is one picture, however many boxes it has."""

from pathlib import Path

import pytest

from driftwatch.monitoring.settings import AlertSettings
from driftwatch.watch.settings import WatchSettings
from tests.watch.world import World


@pytest.mark.parametrize("alert", [AlertSettings(), AlertSettings(low_confidence_rate=0.3)], ids=["default", "limit"])
def test_sixty_unsure_boxes_in_one_picture_are_no_alarm(tmp_path: Path, alert: AlertSettings) -> None:
    world = World(tmp_path, WatchSettings(alert=alert))
    world.see(minutes=6, confidences=(0.9,))
    world.watch.record(world.observation(*[0.4] * 60))
    alarms: list[bool] = []
    for _ in range(12):
        world.see(minutes=1, confidences=(0.9,))
        alarms.append(world.stream.snapshot.monitor.drift)
    world.registry.close()
    assert not any(alarms)
