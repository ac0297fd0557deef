"""A caller's slip in a camera's name takes nothing away from the cameras that are there."""

from pathlib import Path

import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.errors import ConfigError
from driftwatch.watch.settings import DriftSensorSettings
from tests.watch.world import MODEL, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def places(world: World) -> tuple[Path, ...]:
    return () if world.folder is None else (world.folder,)


def test_a_camera_that_never_gave_a_frame_is_no_stream(world: World) -> None:
    world.see(minutes=1)
    for number in range(100):
        world.watch.frame_failed(f"camm{number}", "no such camera")
    world.wait(1)
    assert [stream.stream.camera for stream in world.watch.streams] == ["cam"]
    readings = DriftSensorView("drift", DriftSensorSettings("vision"), world.registry).readings()
    assert readings["frames"] == 6


def test_the_services_own_camera_is_meant_where_none_is_named(world: World) -> None:
    world.see(minutes=1)
    other = world.observation(0.9)
    world.watch.record(type(other)("yard", other.at, MODEL, other.answer, other.frame_id))
    with pytest.raises(ConfigError, match="sees several cameras"):
        world.watch.stream("")
    world.registry.attach("vision", MODEL, world.settings, places(world), world.notices.append, camera="cam")
    named = world.watch.stream("")
    assert named is not None
    assert named.stream.camera == "cam"


def test_the_services_own_camera_is_counted_also_before_its_first_frame(world: World) -> None:
    world.registry.attach("vision", MODEL, world.settings, places(world), world.notices.append, camera="gate")
    world.watch.frame_failed("gate", "not there yet")
    assert [stream.stream.camera for stream in world.watch.streams] == ["gate"]
