from collections.abc import Iterable
from pathlib import Path

from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.storage.feed_table import read_feeds
from driftwatch.storage.records import Batch, StreamKey
from driftwatch.storage.rollups import Span, read_minutes
from driftwatch.watch.pending_timestamps import UNDATED, PendingTimestamps
from tests.watch.world import FakeClock, World

NOW = 1_790_000_040.0
STREAM = StreamKey("vision", "cam")
MODEL, OTHER = ModelIdentity("m", "1", "aa" * 32), ModelIdentity("m", "2", "bb" * 32)
EVER = Span(0, 2**40)


def minute(start: int, closed: float) -> ClosedMinute:
    rollup = RollUp(start, "cam", MODEL.key, Totals(FrameCounts(frames=1, covered_ms=60_000)))
    return ClosedMinute(rollup, Moment(start + 60.0, closed))


def starts(batch: Batch) -> list[int]:
    return [record.roll.start for record in batch.minutes]


def bodies(batch: Batch) -> list[bool]:
    return [bool(feed.body) for feed in batch.feeds]


def test_dated_minutes_pass_through() -> None:
    batch = PendingTimestamps(STREAM, "boot").date([minute(int(NOW), 160.0)], MODEL, Moment(NOW + 60, 160.0))
    assert (starts(batch), batch.feeds) == ([NOW], ())


def test_minutes_of_1970_wait_until_the_clock_is_set_and_are_then_dated_by_the_time_that_passed() -> None:
    undated = PendingTimestamps(STREAM, "boot")
    waiting = undated.date([minute(0, 60.0)], MODEL, Moment(60.0, 60.0))
    waiting += undated.date([minute(60, 120.0)], OTHER, Moment(120.0, 120.0))
    assert (starts(waiting), bodies(waiting)) == ([], [True, True]), "on disk, each once"
    # The clock is set at 180 s; the minutes ended 120 s and 60 s before.
    dated = undated.date([minute(120, 180.0)], OTHER, Moment(NOW, 180.0))
    assert starts(dated) == [NOW - 180, NOW - 120, NOW - 60]
    assert [record.model for record in dated.minutes] == [MODEL, OTHER, OTHER]
    assert {feed.sensor for feed in waiting.feeds} < {feed.sensor for feed in dated.feeds}
    assert not any(bodies(dated))
    assert not undated.date([], MODEL, Moment(NOW, 180.0))


def test_a_board_that_never_learns_the_time_does_not_fill_the_memory_and_loses_nothing() -> None:
    undated = PendingTimestamps(STREAM, "boot")
    kept: list[int] = []
    for index in range(2000):
        now = 60.0 * (index + 1)
        kept += starts(undated.date([minute(60 * index, now)], MODEL, Moment(now, now)))
    assert kept == [60 * index for index in range(2000 - 1440)], "under the date that the clock had"
    assert len(starts(undated.date([], MODEL, Moment(NOW, 300_000.0)))) == 1440


def frames_in(world: World) -> tuple[int, int]:
    """Of minutes, and of those that have no date."""

    def read(rows: Iterable[str]) -> int:
        return sum(key.startswith(UNDATED) for key in rows)

    store = world.registry.stores[0]
    store.flush(world.clock())
    minutes = store.ask(lambda connection: list(read_minutes(connection, STREAM, EVER)))
    return sum(one.roll.totals.frames.frames for one in minutes), read(
        store.ask(lambda connection: read_feeds(connection, STREAM))
    )


def test_a_kill_before_the_time_is_known_costs_a_minute_and_the_minutes_get_their_date_later(tmp_path: Path) -> None:
    world = World(tmp_path, clock=FakeClock(wall=30.0, monotonic=30.0))
    world.see(minutes=5)
    assert frames_in(world) == (0, 5), "the minute that is going on is in neither"
    world.start()
    world.see(minutes=4)
    world.clock.wall = NOW + world.clock.monotonic
    world.see(minutes=2)
    counted, undated = frames_in(world)
    assert undated == 0
    assert 6 * 11 - 2 * 6 <= counted <= 6 * 11
    minutes = world.registry.stores[0].ask(lambda connection: list(read_minutes(connection, STREAM, EVER)))
    assert [one.roll.start for one in minutes if one.roll.start < NOW + 300] == [NOW + 60 * n for n in range(5)]
    assert len({one.roll.start for one in minutes}) == len(minutes), "none twice"
    world.registry.close()


def test_an_orderly_end_before_the_time_is_known_loses_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, clock=FakeClock(wall=0.0, monotonic=10.0))
    world.see(minutes=3.5)
    world.registry.close()
    world.start()
    world.clock.wall = NOW
    world.see(minutes=2)
    counted, undated = frames_in(world)
    assert (undated, counted) == (0, 21 + 12 - world.stream.snapshot.open.frames.frames)
    world.registry.close()


def test_minutes_of_an_earlier_run_of_the_machine_get_the_minutes_before_this_one(tmp_path: Path) -> None:
    world = World(tmp_path, clock=FakeClock(wall=30.0, monotonic=30.0))
    world.see(minutes=3)
    store = world.registry.stores[0]
    store.flush(world.clock())
    rebooted = PendingTimestamps(STREAM, "another boot")
    rebooted.restore(store, Moment(10.0, 10.0))
    dated = rebooted.date([], MODEL, Moment(NOW + 20, 20.0))
    assert starts(dated) == [NOW - 60 * n for n in (3, 2, 1)][: len(dated.minutes)]
    assert len(dated.minutes) == len(dated.feeds) == 3
    world.registry.close()
