import time
from dataclasses import replace
from pathlib import Path

import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.engine.watched_stream import PATIENCE
from driftwatch.errors import ConfigError
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from tests.watch.world import MODEL, World


def test_a_command_is_about_the_camera_of_the_sensor_unless_it_names_another(world: World) -> None:
    world.see(minutes=2)
    world.watch.record(replace(world.observation(0.9), stream="other"))
    world.watch.frame_failed("other", "gone")
    world.wait(61)
    view = DriftSensorView("drift", DriftSensorSettings("vision", "cam"), world.registry)
    assert view.command({"command": "statistics"}, world.clock())["camera_name"] == "cam"
    other = view.command({"command": "statistics", "camera_name": "other"}, world.clock())
    assert other["rows"][0]["failed_frames"] == 1


def test_eighty_labels_over_an_hour_are_answered_at_once(world: World) -> None:
    for minute in range(60):
        for label in range(80):
            world.watch.record(world.observation(0.9, label=f"label {label}"))
        world.wait(60)
        assert world.stream.snapshot.window(60).frames.frames == 80 * (minute + 1)
    view = DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=60), world.registry)
    began = time.thread_time()
    assert view.readings()["detections"] == 80 * 60
    assert time.thread_time() - began < 0.5  # 30 ms where nothing else runs
    began = time.thread_time()
    for _ in range(100):
        view.readings()
    assert time.thread_time() - began < 0.1


def test_an_answer_is_the_callers_to_change(world: World) -> None:
    world.see(minutes=1)
    view = DriftSensorView("drift", DriftSensorSettings("vision"), world.registry)
    view.readings()["frames"] = -1
    assert view.readings()["frames"] == 6


def test_a_vision_service_of_another_module_is_an_error_once_it_had_its_time(world: World) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("theirs"), world.registry)
    world.clock.pass_by(PATIENCE - 1)
    assert view.readings()["drift"] is False
    world.clock.pass_by(1)
    words = 'vision_name: "theirs" is not a driftwatch vision service, .*; those of this machine are: "vision"$'
    for ask in (view.readings, view.next_window, lambda: view.command({"command": "alerts"}, world.clock())):
        with pytest.raises(ConfigError, match=words):
            ask()
    world.watch.detach()
    with pytest.raises(ConfigError, match=r"this machine has none$"):
        view.readings()


def test_a_service_of_this_module_that_comes_late_or_is_built_again_is_none(world: World, tmp_path: Path) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("late"), world.registry)
    world.clock.pass_by(PATIENCE + 1)
    late = world.registry.attach("late", MODEL, WatchSettings(), (tmp_path,), print)
    assert view.readings()["drift"] is False
    late.detach()
    world.clock.pass_by(PATIENCE - 1)
    assert view.readings()["drift"] is False


def test_a_service_that_was_renamed_is_missed_and_found_again(world: World) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("vision"), world.registry)
    world.see(minutes=1)
    assert view.readings()["frames"] == 6
    world.watch.detach()
    world.clock.pass_by(PATIENCE)
    with pytest.raises(ConfigError, match=r'"vision" is not there any more: .* renamed, .*; this machine has none$'):
        view.readings()
    world.build()
    assert view.readings()["frames"] == 6


def test_statistics_that_are_switched_off_are_an_error_at_once(tmp_path: Path) -> None:
    off = World(tmp_path, settings=replace(WatchSettings(), statistics=StatisticsSettings(enabled=False)))
    try:
        view = DriftSensorView("drift", DriftSensorSettings("vision"), off.registry)
        with pytest.raises(ConfigError, match='"vision" counts nothing, its attribute statistics is not enabled'):
            view.readings()
    finally:
        off.registry.close()
