import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from driftwatch.observation import ModelIdentity
from driftwatch.storage.rollups import Span, read_minutes
from driftwatch.storage.samples import read_samples
from driftwatch.storage.tables import read_events
from driftwatch.watch.settings import WatchSettings
from driftwatch.watch.snapshot import OpenMinute
from driftwatch.watch.stream_watch import INBOX_LIMIT
from tests.waiting import still_waits
from tests.watch.world import MODEL, START, STRICT, World

EVER = Span(0, int(START) * 2)


def frames_stored(world: World) -> int:
    store, key = world.watch.store, world.stream.stream
    assert store is not None
    records = store.ask(lambda connection: list(read_minutes(connection, key, EVER)))
    return sum(r.roll.totals.frames.frames for r in records)


def test_every_frame_is_counted_once_live_and_in_the_store(world: World) -> None:
    world.see(minutes=3.5)
    assert world.stream.snapshot.window(10).frames.frames == 21
    assert frames_stored(world) == 18
    world.watch.detach()
    assert frames_stored(world) == 21


def test_frames_are_counted_while_somebody_reads_and_are_not_in_what_is_read(world: World) -> None:
    world.see(minutes=1.5)
    reads, goes_on = threading.Event(), threading.Event()

    def question(connection: sqlite3.Connection, running: OpenMinute) -> tuple[int, int]:
        reads.set()
        assert goes_on.wait(20)
        stored = sum(r.roll.totals.frames.frames for r in read_minutes(connection, world.stream.stream, EVER))
        return stored, running.totals.frames.frames

    with ThreadPoolExecutor(1) as reader:
        answer = reader.submit(world.stream.ask, question, world.clock())
        assert reads.wait(20)
        world.watch.record(world.observation(0.9))
        world.clock.pass_by(20)
        world.stream.work(world.clock())  # would wait for the reader
        assert world.stream.snapshot.window(10).frames.frames == 10
        goes_on.set()
        assert answer.result(20) == (6, 3)


def test_the_same_bytes_again_are_frozen_and_not_observed(world: World) -> None:
    first = world.observation(0.9)
    for _ in range(3):
        world.watch.record(first)
    world.watch.frame_frozen("cam")
    world.watch.frame_failed("cam", "no image")
    world.wait(1)
    frames = world.stream.snapshot.window(10).frames
    assert (frames.frames, frames.frozen_frames, frames.failed_frames) == (1, 3, 1)


def test_a_camera_that_gives_nothing_new_is_stale_until_it_does(world: World) -> None:
    world.see(minutes=1)
    for _ in range(12):
        world.watch.frame_failed("cam", "gone")
        world.wait(10)
    condition = world.stream.snapshot.monitor.condition
    assert condition.code == 4
    world.see(minutes=2)
    assert world.stream.snapshot.monitor.condition.code != 4
    assert [n.text for n in world.notices] == [
        '"vision" on camera "cam" is now stale, was learning',
        '"vision" on camera "cam" is now learning, was stale',
    ]


def test_a_camera_that_nobody_asks_is_not_stale(world: World) -> None:
    world.see(minutes=1)
    world.wait(3600)
    assert world.stream.snapshot.monitor.condition.code == 0


def test_images_that_callers_send_in_never_make_a_stale_camera(world: World) -> None:
    for _ in range(20):
        world.watch.frame_failed("", "not an image")
        world.wait(10)
    stream = world.watch.stream("")
    assert stream is not None
    assert stream.snapshot.last_new_frame is None
    assert stream.snapshot.window(10).frames.failed_frames > 0


def test_low_confidence_raises_one_alert_and_clears_it_once(world: World) -> None:
    world.see(minutes=12, confidences=(0.9, 0.9))
    world.see(minutes=12, confidences=(0.4, 0.4))
    assert world.stream.snapshot.monitor.drift
    since = world.stream.snapshot.monitor.active_since
    assert since is not None
    world.see(minutes=20, confidences=(0.9, 0.9))
    assert not world.stream.snapshot.monitor.drift
    store, key = world.watch.store, world.stream.stream
    assert store is not None
    (event,) = store.ask(lambda connection: read_events(connection, key, EVER))
    assert event.cleared_ms is not None
    assert event.raised_ms < event.cleared_ms
    assert "is now drift" in world.notices[0].text or "is now drift" in world.notices[1].text


def test_an_alert_survives_a_kill_and_is_not_raised_again(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    assert world.stream.snapshot.monitor.drift
    world.registry.stores[0].flush(world.clock())
    killed = world.registry
    world.start()
    world.see(minutes=3, confidences=(0.4, 0.4))
    assert world.stream.snapshot.monitor.drift
    store, key = world.watch.store, world.stream.stream
    assert store is not None
    assert len(store.ask(lambda connection: read_events(connection, key, EVER))) == 1
    killed.close()


def test_a_rebuilt_service_goes_on_where_it_was(world: World) -> None:
    world.see(minutes=2.5)
    world.watch.detach()
    world.watch.record(world.observation(0.9))
    world.wait(5)
    world.build()
    world.see(minutes=1)
    assert world.stream.snapshot.window(10).frames.frames == 15 + 1 + 6


def test_another_model_gets_its_own_statistics(world: World) -> None:
    other = ModelIdentity("faces", "2", "cd" * 32)
    world.see(minutes=2)
    world.see(minutes=2, model=other)
    world.watch.detach()
    store, key = world.watch.store, world.stream.stream
    assert store is not None
    records = store.ask(lambda connection: list(read_minutes(connection, key, EVER)))
    counts = dict.fromkeys("12", 0)
    for record in records:
        counts[record.model.version] += record.roll.totals.frames.frames
    assert counts == {"1": 12, "2": 12}
    assert world.stream.snapshot.model == other


def test_five_raw_observations_a_minute_are_kept(world: World) -> None:
    world.see(minutes=2, every=1)
    world.watch.detach()
    store, key = world.watch.store, world.stream.stream
    assert store is not None
    assert len(store.ask(lambda connection: list(read_samples(connection, key, EVER)))) == 10


def test_a_flood_is_bounded_counted_and_told_once(world: World) -> None:
    for _ in range(INBOX_LIMIT + 50):
        world.watch.record(world.observation(0.9))
    world.wait(1)
    world.wait(1)
    assert world.stream.snapshot.window(10).frames.frames == INBOX_LIMIT
    assert [n.text for n in world.notices if "not counted" in n.text] == [
        '"vision" on camera "cam": 50 frames were not counted, the machine is too busy'
    ]


def test_statistics_that_are_switched_off_record_nothing(world: World) -> None:
    world.settings = WatchSettings(statistics=type(world.settings.statistics)(enabled=False))
    world.build()
    world.watch.record(world.observation(0.9))
    assert world.watch.streams == ()


def test_a_memory_only_store_changes_nothing_but_its_health() -> None:
    world = World(None, WatchSettings(alert=replace(STRICT, minimum_detections=10)))
    world.see(minutes=12, confidences=(0.4,))
    assert world.stream.snapshot.monitor.drift
    assert not world.stream.snapshot.store.healthy
    world.registry.close()


@pytest.mark.parametrize("step", [-86_400.0, 3652 * 86_400.0, 3600.0])
def test_a_clock_that_jumps_raises_nothing_and_counts_everything_once(world: World, step: float) -> None:
    world.see(minutes=15)
    world.clock.wall += step
    world.see(minutes=15)
    world.clock.wall -= step
    world.see(minutes=15)
    world.watch.detach()
    assert frames_stored(world) == 45 * 6
    assert world.stream.snapshot.window(60).frames.frames == 45 * 6
    assert not world.stream.snapshot.monitor.drift
    said = [one.text for one in world.notices]
    assert len(said) == (step > 30 * 86_400.0), "it says what becomes of figures that are kept for a time"
    assert all("days ahead of what was counted last" in text for text in said)


def test_a_board_without_a_clock_dates_its_minutes_once_it_is_set(world: World) -> None:
    world.clock.wall = 12.0
    world.see(minutes=5)
    assert world.stream.snapshot.window(10).frames.frames == 30
    assert frames_stored(world) == 0
    world.clock.wall = START + 300 + 12
    world.see(minutes=2)
    world.watch.detach()
    store, key = world.watch.store, world.stream.stream
    assert store is not None
    records = store.ask(lambda connection: list(read_minutes(connection, key, EVER)))
    assert sum(r.roll.totals.frames.frames for r in records) == 42
    assert min(r.roll.start for r in records) >= START - 60
    assert [r.model for r in records] == [MODEL] * len(records)


def test_a_service_that_is_rebuilt_while_its_state_moves_waits_for_the_end_of_it(world: World) -> None:
    world.see(minutes=1)
    other = replace(world.settings, statistics=replace(world.settings.statistics, low_confidence=0.8))
    store = world.registry.stores[0]
    with ThreadPoolExecutor(1) as builder:
        with world.stream.set_aside(world.clock()):
            built = builder.submit(world.stream.attach, store, MODEL, other, world.clock())
            assert still_waits(built)
            assert world.stream.settings == world.settings
        built.result(20)
    assert world.stream.settings == other
