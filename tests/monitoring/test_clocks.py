import pytest

from driftwatch.monitoring.clocks import RunningClock
from tests.monitoring.streams import FIRST_MINUTE, minute


def test_runs_with_the_monotonic_clock_and_on_after_a_restart() -> None:
    clock = RunningClock()
    clock.advance(minute(FIRST_MINUTE, 1000.0, {}))
    clock.advance(minute(FIRST_MINUTE + 60, 1075.0, {}))
    assert clock.now == 135.0
    restarted = RunningClock(clock.now, clock.doubt_until)
    restarted.advance(minute(FIRST_MINUTE + 120, 3.0, {}))
    assert restarted.now == 195.0


@pytest.mark.parametrize(
    ("step", "was_set", "doubted"),
    [
        (0.0, False, False),
        (30.0, False, False),
        (120.0, True, False),
        (-86400.0, True, False),
        (86400.0 * 3652 + 7200, True, True),
        (-7200.0, True, True),
        (43200.0, True, True),
    ],
)
def test_a_step_that_moves_the_time_of_day_is_doubted_for_a_day(step: float, was_set: bool, doubted: bool) -> None:
    clock = RunningClock()
    clock.advance(minute(FIRST_MINUTE, 0.0, {}))
    assert clock.advance(minute(FIRST_MINUTE, 60.0, {}, step=step)) is was_set
    assert clock.knows_time_of_day(FIRST_MINUTE) is not doubted
    for hour in range(1, 26):
        clock.advance(minute(FIRST_MINUTE, 60.0 + 3600 * hour, {}))
    assert clock.knows_time_of_day(FIRST_MINUTE)


def test_a_clock_in_1970_tells_no_time_of_day() -> None:
    assert not RunningClock().knows_time_of_day(3600)
