from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.observation import ModelIdentity, Moment
from driftwatch.watch.monitor_state import MonitorState
from driftwatch.watch.windows import QUEUE_LIMIT, WindowFeed

MODEL = ModelIdentity("faces", "1")


def minute(ended: float, covered: float = 60.0) -> ClosedMinute:
    totals = Totals(FrameCounts(frames=10, covered_ms=int(covered * 1000)))
    return ClosedMinute(RollUp(int(ended) - 60, "cam", MODEL.key, totals), Moment(ended, ended))


def feed_minutes(feed: WindowFeed, count: int, model: ModelIdentity = MODEL, start: int = 0) -> None:
    for index in range(start, start + count):
        feed.add(minute(60.0 * (index + 1)), model, MonitorState())


def frames(feed: WindowFeed) -> list[int]:
    taken: list[int] = []
    while window := feed.take():
        taken.append(window.totals.frames.frames)
    return taken


def test_windows_hold_as_many_minutes_as_they_are_long() -> None:
    feed = WindowFeed(3)
    feed_minutes(feed, 7)
    assert frames(feed) == [30, 30]
    feed.tick(Moment(600.0, 600.0), MonitorState())
    assert frames(feed) == [10]


def test_a_first_part_of_a_minute_does_not_make_a_window_of_its_own() -> None:
    feed = WindowFeed(1)
    feed.add(minute(20.0, covered=20.0), MODEL, MonitorState())
    assert feed.take() is None
    feed.add(minute(80.0), MODEL, MonitorState())
    assert frames(feed) == [20]


def test_another_model_ends_the_window() -> None:
    feed = WindowFeed(5)
    feed_minutes(feed, 2)
    feed_minutes(feed, 5, ModelIdentity("faces", "2"), start=2)
    windows = [feed.take(), feed.take()]
    assert [(w.model.version, w.totals.frames.frames) for w in windows if w] == [("1", 20), ("2", 50)]


def test_a_queue_that_nobody_empties_is_bounded_and_its_numbers_tell_what_is_missing() -> None:
    feed = WindowFeed(1, sequence=5)
    feed_minutes(feed, QUEUE_LIMIT + 10)
    assert feed.waiting == QUEUE_LIMIT
    window = feed.take()
    assert window is not None
    assert window.sequence == 15
    assert feed.sequence == 5 + QUEUE_LIMIT + 10
