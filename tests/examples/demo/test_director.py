from collections.abc import Iterator

import pytest

from examples.demo.director import ALARM_SECONDS, GOOD_SECONDS, Director


def seconds(start: float, end: float) -> Iterator[float]:
    return (float(now) for now in range(int(start), int(end)))


def shown(director: Director, start: float, end: float, alarm: bool) -> set[bool]:
    return {director.wants_bad(now, alarm) for now in seconds(start, end)}


def test_the_footage_turns_bad_after_a_while_without_an_alarm() -> None:
    director = Director()
    assert shown(director, 0, GOOD_SECONDS, False) == {False}
    assert director.wants_bad(GOOD_SECONDS, False)


def test_it_stays_bad_until_the_alarm_was_shown_for_a_while() -> None:
    director = Director()
    shown(director, 0, GOOD_SECONDS + 1, False)
    assert shown(director, 50, 500, False) == {True}
    assert shown(director, 500, 500 + ALARM_SECONDS, True) == {True}
    assert not director.wants_bad(500 + ALARM_SECONDS, True)


@pytest.mark.parametrize("ends", [200.0, 260.0])
def test_it_turns_bad_again_only_when_the_alarm_has_ended(ends: float) -> None:
    director = Director()
    shown(director, 0, GOOD_SECONDS + 1, False)
    shown(director, 100, 101 + ALARM_SECONDS, True)
    assert shown(director, 130, ends, True) == {False}
    assert shown(director, ends, ends + GOOD_SECONDS, False) == {False}
    assert director.wants_bad(ends + GOOD_SECONDS, False)
