from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.usual.day import Day
from driftwatch.monitoring.usual.history import KEPT_DAYS, History
from tests.monitoring.made import MODEL, MONDAY


def day(number: int, model: str = MODEL, minutes: int = 1440, *, alarmed: bool = False) -> Day:
    return Day(number, model, minutes=minutes, alarmed=alarmed)


def numbers(days: list[Day]) -> list[int]:
    return [one.number - MONDAY for one in days]


@given(st.lists(st.integers(0, 200), max_size=100))
def test_holds_the_latest_days_and_no_more(shown: list[int]) -> None:
    history = History([day(MONDAY + number) for number in shown], MODEL)
    kept = numbers(history.days)
    assert len(kept) <= KEPT_DAYS
    assert kept == sorted(kept)
    if shown:
        assert kept[-1] == max(shown)


def test_a_day_that_ends_is_kept_and_the_next_one_is_today() -> None:
    history = History((), MODEL)
    assert history.turn(day(MONDAY)) is None
    assert history.days == []
    ended = history.turn(day(MONDAY + 1))
    assert ended is not None
    assert ended.number == MONDAY
    assert numbers(history.days) == [0]
    assert history.day(MONDAY + 1) is history.today
    assert history.day(MONDAY) is ended
    assert history.day(MONDAY - 1) is None


def test_a_day_without_a_frame_is_not_kept() -> None:
    history = History((), MODEL)
    history.turn(day(MONDAY, minutes=0))
    assert history.turn(day(MONDAY + 1)) is None
    assert history.days == []


def test_days_with_an_alarm_and_days_with_hardly_a_frame_do_not_teach() -> None:
    history = History([day(MONDAY), day(MONDAY + 1, alarmed=True), day(MONDAY + 2, minutes=5), day(MONDAY + 3)], MODEL)
    assert numbers(history.good) == [0, 3]
    assert numbers(history.days) == [0, 1, 2, 3]


def test_days_of_an_earlier_model_stand_in_until_there_are_enough_of_its_own() -> None:
    history = History([day(MONDAY + n, "old") for n in range(7)], MODEL, needed=3)
    history.turn(day(MONDAY + 7))
    for number in (8, 9):
        history.turn(day(MONDAY + number))
        assert numbers(history.good) == list(range(number))
    history.turn(day(MONDAY + 10))
    assert numbers(history.good) == [7, 8, 9]


def test_days_named_by_a_wrong_clock_are_left_out() -> None:
    history = History([day(MONDAY), day(3), day(MONDAY + 4000)], MODEL)
    history.turn(day(MONDAY + 1))
    assert numbers(history.days) == [0]
