from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.observation import Moment
from driftwatch.watch.pending_timestamps import PendingTimestamps

NOW = 1_790_000_040.0


def minute(start: int, closed: float) -> ClosedMinute:
    rollup = RollUp(start, "cam", "m", Totals(FrameCounts(frames=1, covered_ms=60_000)))
    return ClosedMinute(rollup, Moment(start + 60.0, closed))


def test_dated_minutes_pass_through() -> None:
    minutes = [minute(int(NOW), 160.0)]
    assert PendingTimestamps().date(minutes, Moment(NOW + 60, 160.0)) == minutes


def test_minutes_of_1970_wait_until_the_clock_is_set_and_are_then_dated_by_the_time_that_passed() -> None:
    undated = PendingTimestamps()
    assert undated.date([minute(0, 60.0)], Moment(60.0, 60.0)) == []
    assert undated.date([minute(60, 120.0)], Moment(120.0, 120.0)) == []
    # The clock is set at 180 s; the minutes ended 120 s and 60 s before.
    dated = undated.date([minute(120, 180.0)], Moment(NOW, 180.0))
    assert [m.rollup.start for m in dated] == [NOW - 180, NOW - 120, NOW - 60]
    assert undated.date([], Moment(NOW, 180.0)) == []


def test_a_board_that_never_learns_the_time_does_not_fill_the_memory() -> None:
    undated = PendingTimestamps()
    for index in range(5000):
        undated.date([minute(60 * index, 60.0 * index)], Moment(60.0 * index, 60.0 * index))
    assert len(undated.date([], Moment(NOW, 300_000.0))) == 1440
