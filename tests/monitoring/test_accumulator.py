from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.accumulator import ClosedMinute, MinuteAccumulator
from driftwatch.monitoring.rollup import IMAGE_UNITS, FrameCounts, RollUp, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import MinuteTally
from driftwatch.observation import ModelIdentity, Moment
from tests.monitoring.strategies import seen

NOON = 1_700_000_040 // 60 * 60
CAR = [("car", 0.8)]


def accumulator() -> MinuteAccumulator:
    return MinuteAccumulator("yard", ModelIdentity("m", "1", "ab"))


def test_a_minute_is_given_away_once_when_the_next_begins() -> None:
    minutes = accumulator()
    for second in range(60):
        assert minutes.add(seen(CAR, Moment(NOON + second, 100.0 + second))) == []
    (closed,) = minutes.add(seen(CAR, Moment(NOON + 60, 160.0)))
    assert (closed.rollup.start, closed.rollup.stream, closed.rollup.model) == (NOON, "yard", "1@ab")
    assert closed.rollup.totals.frames.frames == 60
    assert closed.rollup.totals.frames.covered_ms == 60_000
    assert closed.clock_step == 0
    assert minutes.tick(Moment(NOON + 119.9, 219.9)) == []
    (second_minute,) = minutes.tick(Moment(NOON + 120, 220.0))
    assert (second_minute.rollup.start, second_minute.rollup.totals.frames.frames) == (NOON + 60, 1)
    assert minutes.tick(Moment(NOON + 180, 280.0)) == []


def test_a_minute_in_which_nothing_happened_does_not_exist() -> None:
    minutes = accumulator()
    minutes.add(seen(CAR, Moment(NOON, 0.0)))
    (closed,) = minutes.add(seen(CAR, Moment(NOON + 600, 600.0)))
    assert closed.rollup.start == NOON
    (closed,) = minutes.close(Moment(NOON + 630, 630.0))
    assert (closed.rollup.start, closed.rollup.totals.frames.covered_ms) == (NOON + 600, 30_000)
    assert minutes.close(Moment(NOON + 640, 640.0)) == []


def test_failed_and_frozen_frames_are_counted_apart() -> None:
    minutes = accumulator()
    assert minutes.failed(Moment(NOON, 0.0)) == []
    assert minutes.frozen(Moment(NOON + 1, 1.0)) == []
    (closed,) = minutes.close(Moment(NOON + 2, 2.0))
    frames = closed.rollup.totals.frames
    assert (frames.frames, frames.failed_frames, frames.frozen_frames) == (0, 1, 1)


def test_live_counts_show_the_open_minute_without_ending_it() -> None:
    minutes = accumulator()
    minutes.add(seen(CAR, Moment(NOON, 0.0)))
    assert minutes.live(Moment(NOON + 10, 10.0)).frames.frames == 1
    assert minutes.live(Moment(NOON + 10, 10.0)).frames.covered_ms == 10_000
    (closed,) = minutes.close(Moment(NOON + 20, 20.0))
    assert closed.rollup.totals.frames.covered_ms == 20_000


def test_a_wall_clock_that_runs_slow_does_not_open_a_minute_twice() -> None:
    minutes = accumulator()
    names = [
        closed.rollup.start
        for second in range(1, 6000)
        for closed in minutes.add(seen(CAR, Moment(NOON + second * 0.99999, float(second))))
    ]
    assert names == [NOON + 60 * index for index in range(len(names))]


def test_a_clock_step_is_reported_on_the_minute_it_happened_in() -> None:
    minutes = accumulator()
    minutes.add(seen(CAR, Moment(100.0, 10.0)))
    minutes.add(seen(CAR, Moment(NOON + 1.0, 11.0)))
    (closed,) = minutes.tick(Moment(NOON + 60, 70.0))
    assert (closed.rollup.start, closed.rollup.totals.frames.frames) == (60, 2)
    assert closed.clock_step == NOON - 100
    minutes.add(seen(CAR, Moment(NOON + 61, 71.0)))
    (closed,) = minutes.close(Moment(NOON + 62, 72.0))
    assert (closed.rollup.start, closed.clock_step) == (NOON + 60, 0)


steps = st.lists(
    st.tuples(st.floats(0, 100), st.one_of(st.just(0.0), st.floats(-1e5, 1e5), st.just(3.15e8))), max_size=60
)


@given(steps)
def test_nothing_is_counted_twice_or_lost_whatever_the_wall_clock_does(moves: list[tuple[float, float]]) -> None:
    minutes = accumulator()
    wall, monotonic = float(NOON), 0.0
    closed: list[ClosedMinute] = []
    for seconds, step in moves:
        monotonic += seconds
        wall += seconds + step
        closed += minutes.add(seen(CAR, Moment(wall, monotonic)))
    closed += minutes.close(Moment(wall, monotonic))
    total = Totals.total([minute.rollup.totals for minute in closed])
    assert total.frames.frames == len(moves)
    assert total.frames.covered_ms <= monotonic * 1000 + len(moves)
    assert all(minute.rollup.totals.frames.covered_ms <= 60_500 for minute in closed)
    assert all(minute.rollup.start % 60 == 0 for minute in closed)


@given(st.lists(st.floats(0.1, 30), max_size=400))
def test_a_batch_equals_its_observations_one_by_one(gaps: list[float]) -> None:
    moments = [Moment(NOON + sum(gaps[:i]), sum(gaps[:i])) for i in range(len(gaps))]
    observations = [seen(CAR, moment) for moment in moments]
    single, batch = accumulator(), accumulator()
    assert batch.add_batch(observations) == [closed for o in observations for closed in single.add(o)]


@given(st.lists(st.lists(st.sampled_from(["car", "dog"]), max_size=2), min_size=1, max_size=300))
def test_minutes_add_up_to_one_count_of_all_frames(shown: list[list[str]]) -> None:
    """Objects are linked across the end of a minute; what the very last frame showed is not known to be over."""
    observations = [
        seen([(label, 0.8) for label in frame], Moment(NOON + second, float(second)))
        for second, frame in enumerate(shown)
    ]
    minutes, tally = accumulator(), MinuteTally(StatisticsSettings())
    closed = minutes.add_batch(observations) + minutes.close(observations[-1].at)
    tally.add(observations)
    assert Totals.total([one.rollup.totals for one in closed]).labels == tally.totals().labels


def test_a_minute_out_of_the_store_knows_the_light_of_its_pictures_but_not_the_view() -> None:
    """So an alert that is judged again after a restart says what its light was."""
    sums = FrameCounts(frames=2, image_frames=2, brightness_sum=2 * 90 * IMAGE_UNITS, sharpness_sum=IMAGE_UNITS)
    scene = ClosedMinute.stored(RollUp(NOON, "yard", "1", Totals(sums)), Moment(NOON + 60, 60.0)).scene
    assert scene is not None
    assert (scene.images, scene.brightness, scene.sharpness, scene.look) == (2, 90.0, 0.5, None)
    blind = RollUp(NOON, "yard", "1", Totals(FrameCounts(frames=2)))
    assert ClosedMinute.stored(blind, Moment(NOON + 60, 60.0)).scene is None
