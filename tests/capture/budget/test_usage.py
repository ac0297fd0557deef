from hypothesis import given
from hypothesis import strategies as st

from driftwatch.capture.budget.usage import BUCKETS, SlidingWindowCounter

steps = st.lists(st.tuples(st.floats(0, 30), st.integers(0, 5)), max_size=60)


@given(steps, st.floats(0.5, 100), st.floats(0, 1e6))
def test_never_below_the_truth_and_above_it_for_little_longer(
    steps: list[tuple[float, int]], seconds: float, start: float
) -> None:
    window, now = SlidingWindowCounter(seconds), start
    events: list[tuple[float, int]] = []
    for pause, amount in steps:
        now += pause
        window.add(now, amount)
        events.append((now, amount))
        used = window.used(now)
        assert used >= sum(a for at, a in events if at > now - seconds)
        assert used <= sum(a for at, a in events if at > now - seconds * (1 + 3 / BUCKETS))


@given(steps, st.floats(0, 50), st.floats(0, 1e5))
def test_after_a_restart_nothing_is_forgotten_too_early(
    steps: list[tuple[float, int]], away: float, start: float
) -> None:
    window, now = SlidingWindowCounter(60.0), 0.0
    events: list[tuple[float, int]] = []
    for pause, amount in steps:
        now += pause
        window.add(now, amount)
        events.append((now, amount))
    other = SlidingWindowCounter(60.0)
    other.restore(tuple((age + away, amount) for age, amount in window.ages(now)), start)
    assert other.used(start) >= sum(a for at, a in events if at > now + away - 60.0)


def test_memory_is_bounded() -> None:
    window = SlidingWindowCounter(60.0)
    for i in range(10_000):
        window.add(i * 0.05)
    assert len(window.ages(500.0)) <= BUCKETS + 2


def test_empties_itself() -> None:
    window = SlidingWindowCounter(60.0)
    window.add(0.0, 7)
    assert window.used(59.0) == 7
    assert window.used(63.1) == 0
