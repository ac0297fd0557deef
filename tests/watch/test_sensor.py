import time

from driftwatch.watch.sensor import DriftSensorView
from driftwatch.watch.settings import DriftSensorSettings
from tests.watch.world import World


def test_a_command_is_about_the_camera_of_the_sensor_unless_it_names_another(world: World) -> None:
    world.see(minutes=2)
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
