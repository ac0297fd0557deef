"""Whatever happens in whatever order, each frame is counted once: in the store, and in the windows of the sensor."""

import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.observation import ModelIdentity, Observation
from driftwatch.storage.records import StreamKey
from driftwatch.storage.retention import RetentionSettings
from driftwatch.storage.rollups import Span, read_frame_total
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from tests.watch.world import MODEL, World

MODELS = (MODEL, ModelIdentity("faces", "2", "cd" * 32))
EVER = Span(0, 1 << 33)
CAMERA = StreamKey("vision", "cam")
_KEPT = 3645 * 86_400.0  # the clock goes no further, or the store rightly forgets the first frames

steps = st.one_of(
    st.tuples(st.just("see"), st.integers(1, 40)),
    st.tuples(st.just("wait"), st.sampled_from([0.3, 7, 59, 61, 700])),
    st.tuples(st.just("again"), st.integers(1, 3)),
    st.tuples(st.just("fail"), st.integers(1, 3)),
    st.tuples(st.just("set clock"), st.sampled_from([-86_400.0, -3.0, 45.0, 3600.0, 3640 * 86_400.0])),
    st.tuples(st.just("rebuild"), st.integers(0, 1)),
    st.tuples(st.just("restart"), st.integers(0, 1)),
)


class Player:
    """Plays steps, and counts itself what it did."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder, WatchSettings(retention=RetentionSettings(minutes_days=3650)), camera="cam")
        self.started = self.world.clock.wall
        self.model = MODEL
        self.seen = self.frozen = self.failed = self.fetched = 0
        self.last: Observation | None = None
        self.view = self._sensor()

    def play(self, step: str, value: float) -> None:
        world = self.world
        if step == "see":
            for _ in range(int(value)):
                self.last = world.observation(0.9, 0.4, model=self.model)
                world.watch.record(self.last)
                self.seen += 1
                world.clock.pass_by(0.5)
        elif step == "wait":
            world.wait(value)
        elif step == "again" and self.last is not None:
            for _ in range(int(value)):
                again = replace(self.last, at=world.clock(), model=self.model)
                world.watch.record(again)
                self.frozen += 1
        elif step == "fail":
            for _ in range(int(value)):
                world.watch.frame_failed("cam", "gone")
                self.failed += 1
        elif step == "set clock" and world.clock.wall + value < self.started + _KEPT:
            world.clock.wall += value
        elif step in ("rebuild", "restart"):
            self._end(step, MODELS[int(value)])

    def finish(self) -> tuple[int, int, int]:
        self.world.watch.detach()
        self._fetch()
        (store,) = self.world.registry.stores
        total = store.ask(lambda connection: read_frame_total(connection, CAMERA, EVER, ""))
        self.world.registry.close()
        return total.frames, total.frozen_frames, total.failed_frames

    def _end(self, step: str, model: ModelIdentity) -> None:
        self.model = model
        self.world.watch.detach()
        if step == "restart":
            self.world.registry.close()
            self.last = None
            self.world.start(model)
            self.view = self._sensor()
        self.world.build(model)

    def _sensor(self) -> DriftSensorView:
        return DriftSensorView("drift", DriftSensorSettings("vision", "cam", 1), self.world.registry)

    def _fetch(self) -> None:
        self.world.clock.pass_by(120)
        self.world.build(self.model)
        self.world.registry.work(self.world.clock())
        while window := self.view.next_window():
            self.fetched += window["frames"]


@given(st.lists(steps, max_size=12))
@settings(max_examples=25)
def test_each_frame_is_counted_once_in_the_store(played: list[tuple[str, float]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        player = Player(Path(folder))
        player.play("see", 1)
        for step, value in played:
            player.play(step, value)
        assert player.finish() == (player.seen, player.frozen, player.failed)


@given(st.lists(steps.filter(lambda step: step[0] != "restart"), max_size=12))
@settings(max_examples=25)
def test_each_frame_is_in_one_window_of_the_sensor(played: list[tuple[str, float]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        player = Player(Path(folder))
        player.play("see", 1)
        for step, value in played:
            player.play(step, value)
        player.finish()
        assert player.fetched == player.seen


def test_four_threads_record_while_the_counting_thread_works(tmp_path: Path) -> None:
    registry = WatchRegistry()
    watch = registry.attach("vision", MODEL, WatchSettings(), (tmp_path,), lambda _: None)
    world = World(None)
    observations = [[world.observation(0.9) for _ in range(500)] for _ in range(4)]
    world.registry.close()
    threads = [threading.Thread(target=lambda part=part: [watch.record(o) for o in part]) for part in observations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    watch.detach()
    (store,) = registry.stores
    assert store.ask(lambda connection: read_frame_total(connection, CAMERA, EVER, "")).frames == 2000
    registry.close()
