import json

from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.window import Window


@given(st.lists(st.tuples(st.floats(0, 200), st.integers(0, 9)), max_size=60))
def test_holds_the_last_hours_give_or_take_a_bucket(steps: list[tuple[float, int]]) -> None:
    window, now, seen = Window(60.0, 10), 0.0, list[tuple[float, int]]()
    for gap, count in steps:
        now += gap
        window.turn(now)
        window.add([("n", count)])
        seen.append((now, count))
        total = window.totals()["n"]
        assert sum(n for at, n in seen if at > now - 540) <= total <= sum(n for at, n in seen if at > now - 660)


def test_a_record_restores_everything() -> None:
    window, again = Window(60.0, 3), Window(60.0, 3)
    for now in (0.0, 30.0, 61.0, 130.0):
        window.turn(now)
        window.add([("a", 1), ("b", now)])
    again.restore(json.loads(json.dumps(window.record())))
    assert again.totals() == window.totals()
    assert again.started == window.started == 0.0


def test_is_empty_before_the_first_turn_and_after_clearing() -> None:
    window = Window(60.0, 3)
    assert (window.totals(), window.started) == ({}, 0.0)
    window.turn(5.0)
    window.add([("a", 1)])
    window.clear()
    assert window.totals() == {}
