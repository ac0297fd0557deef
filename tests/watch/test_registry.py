import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ModelIdentity
from driftwatch.storage.health import Notice
from driftwatch.storage.retention import RetentionSettings
from driftwatch.watch.registry import WatchRegistry
from driftwatch.watch.settings import DriftSensorSettings, WatchSettings
from driftwatch.watch.stream_watch import StreamWatch
from tests.waiting import still_waits
from tests.watch.world import MODEL, World


def test_the_thread_counts_by_itself_and_ends_when_told(tmp_path: Path) -> None:
    world = World(None)
    before = threading.active_count()
    registry = WatchRegistry()
    notices: list[Notice] = []
    watch = registry.attach("vision", MODEL, WatchSettings(), (tmp_path,), notices.append)
    watch.record(world.observation(0.9))
    deadline = time.monotonic() + 20
    while not watch.streams[0].snapshot.window(10).frames.frames and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert watch.streams[0].snapshot.window(10).frames.frames == 1
    registry.close()
    assert threading.active_count() == before
    world.registry.close()


def test_a_storm_of_rebuilds_leaves_no_thread_and_no_descriptor(world: World) -> None:
    world.see(minutes=1)
    process = psutil.Process()
    threads, descriptors = threading.active_count(), process.num_fds()
    for _ in range(100):
        world.watch.detach()
        world.build()
        world.see(minutes=0.2)
    assert threading.active_count() == threads
    assert process.num_fds() == descriptors
    assert world.stream.snapshot.window(60).frames.frames == 6 + 100


def test_another_state_folder_gets_a_store_of_its_own_and_the_old_one_is_closed(world: World, tmp_path: Path) -> None:
    world.see(minutes=2)
    threads = threading.active_count()
    world.watch.detach()
    world.folder = tmp_path / "other"
    world.build()
    world.see(minutes=2)
    assert [store.health.path for store in world.registry.stores] == [tmp_path / "other" / "statistics.db"]
    assert threading.active_count() == threads


def test_changed_thresholds_count_from_now_on(world: World) -> None:
    world.see(minutes=2, confidences=(0.55,))
    world.watch.detach()
    world.settings = WatchSettings(statistics=StatisticsSettings(low_confidence=0.5))
    world.build()
    world.see(minutes=2, confidences=(0.55,))
    overall = world.stream.snapshot.window(10).overall
    assert (overall.detections, overall.low_confidence) == (24, 12)


def test_two_services_share_a_folder_and_are_kept_apart(world: World, tmp_path: Path) -> None:
    other = world.registry.attach("other", MODEL, WatchSettings(), (tmp_path,), world.notices.append)
    world.see(minutes=2)
    assert len(world.registry.stores) == 1
    assert other.streams == ()


def test_a_sensor_that_comes_before_its_service_misses_no_window(world: World) -> None:
    view = DriftSensorView("drift", DriftSensorSettings("later", window_minutes=1), world.registry)
    assert view.next_window() is None
    assert world.folder is not None
    watch = world.registry.attach("later", MODEL, WatchSettings(), (world.folder,), world.notices.append)
    watch.record(world.observation(0.9))
    world.wait(61)
    assert (view.next_window() or {})["frames"] == 1


def test_a_fault_in_counting_is_told_once_and_never_reaches_the_caller(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    world.see(minutes=1)
    monkeypatch.setattr(StreamWatch, "work", broken)
    world.see(minutes=1)
    assert [n.text for n in world.notices] == ["statistics of \"vision\" met a fault: RuntimeError('a bug')"]


def test_a_caller_that_invents_cameras_does_not_fill_the_memory(world: World) -> None:
    for number in range(1000):
        world.watch.frame_failed(f"camera {number}", "no such camera")
    assert len(world.watch.streams) == 0
    for number in range(1000):
        world.watch.record(replace(world.observation(0.9), stream=f"camera {number}"))
    assert len(world.watch.streams) == 64


def test_nothing_is_recorded_before_a_service_attaches_or_after_it_closed(world: World) -> None:
    early = world.registry.watch("early")
    early.record(world.observation(0.9))
    assert early.streams == ()
    world.watch.detach()
    world.watch.frame_failed("new", "gone")
    assert world.watch.streams == ()


def test_after_a_rebuild_with_a_new_model_only_its_own_words_are_shown(world: World) -> None:
    world.see(minutes=2)
    world.watch.detach()
    newer = ModelIdentity("faces", "2", "cd" * 32)
    world.build(newer)
    world.see(minutes=1, model=newer)
    assert world.stream.snapshot.model == newer
    assert world.stream.snapshot.window(10).frames.frames == 6


def test_a_service_that_is_built_twice_without_being_closed_loses_no_frame(world: World) -> None:
    world.see(minutes=0.5)
    world.settings = WatchSettings(statistics=StatisticsSettings(low_confidence=0.5))
    world.build()
    world.see(minutes=0.5)
    assert world.stream.snapshot.window(10).frames.frames == 6


def test_nothing_waits_for_a_service_that_is_being_closed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.see(minutes=1)
    closing, let_go = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        closing.set()
        let_go.wait(20)

    monkeypatch.setattr(StreamWatch, "close", slow)
    thread = threading.Thread(target=world.watch.detach)
    thread.start()
    closing.wait(20)
    DriftSensorView("drift", DriftSensorSettings("vision"), world.registry).readings()
    world.watch.record(world.observation(0.9))
    world.watch.frame_failed("another", "gone")
    assert thread.is_alive()
    let_go.set()
    thread.join()


def test_closing_waits_for_a_service_that_is_just_being_made(tmp_path: Path) -> None:
    registry = WatchRegistry(thread=False)
    making, goes_on = threading.Event(), threading.Event()

    def told(_: Notice) -> None:
        making.set()
        assert goes_on.wait(20)

    registry.attach("first", MODEL, WatchSettings(), (tmp_path,), lambda _: None)
    longer = WatchSettings(retention=RetentionSettings(minutes_days=91))
    with ThreadPoolExecutor(2) as threads:
        made = threads.submit(registry.attach, "second", MODEL, longer, (tmp_path,), told)
        assert making.wait(20)
        closed = threads.submit(registry.close)
        assert still_waits(closed)
        goes_on.set()
        watch = made.result(20)
        closed.result(20)
    assert (registry.stores, watch.attached) == ((), False)
