from collections.abc import Callable
from dataclasses import replace

import pytest

from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from tests.monitoring.made import MONDAY
from tests.monitoring.months import ONSET, Nights, changed, days, first_above, ramp

SECONDS_A_DAY = 86_400


def alarmed(count: int = 50) -> Nights:
    """A ramp of 0.003 a day, until the alarm is active."""
    nights = Nights()
    nights.scores(days(count, ramp))
    assert nights.detector.level == "drift"
    return nights


def test_a_ramp_that_learning_absorbs_is_an_alarm() -> None:
    nights = Nights()
    scores = nights.scores(days(60, ramp))
    found = first_above(scores)
    assert found is not None
    assert ONSET + 10 <= found <= ONSET + 20
    assert nights.detector.level == "drift"
    assert all(0.5 <= score <= 1 or number == found for number, score in enumerate(scores) if number >= found)


def test_nothing_is_said_of_days_like_those_of_the_month() -> None:
    assert first_above(Nights().scores(days(80))) is None


@pytest.mark.parametrize(("to", "alert"), [(-0.025, False), (-0.04, True), (0.04, True)])
def test_less_than_three_hundredths_are_never_said(to: float, alert: bool) -> None:
    scores = Nights().scores(days(70, lambda number: to if number >= ONSET else 0.0))
    assert (first_above(scores) is not None) == alert


def test_one_label_has_to_go_further_than_all_together() -> None:
    for to, alert in ((-0.04, False), (-0.06, True)):
        nights = Nights()
        scores = nights.scores(days(50, lambda number, to=to: to if number >= ONSET else 0.0, label="dog"))
        assert (first_above(scores) is not None) == alert
    finding = nights.detector.explain()
    assert finding.labels == ("dog",)
    assert 'mean confidence of "dog" has sunk by 0.06' in finding.cause


def test_says_what_was_then_what_is_now_and_since_when_it_was_compared() -> None:
    detector = alarmed(46).detector
    finding = detector.explain()
    assert "since the first month (5 January to 1 February 2026)" in finding.cause
    assert "0.80 then, 0.7" in finding.cause
    assert finding.cause.endswith("in the last 10 days")
    assert finding.since % SECONDS_A_DAY == 0
    assert MONDAY + ONSET < finding.since / SECONDS_A_DAY < MONDAY + 46
    assert -0.06 < finding.distance <= -0.03
    assert detector.reason.why == "model"
    assert "the picture is as it was then" in detector.reason.words


def test_it_is_at_work_once_eight_days_follow_the_month() -> None:
    scores = Nights().scores(days(50, lambda number: -0.15 if number >= ONSET else 0.0))
    assert first_above(scores) == ONSET + 8


@pytest.mark.parametrize(("look", "why"), [(lambda n: 1 - 0.01 * max(n - ONSET, 0), "scene"), (None, "unknown")])
def test_where_the_picture_changed_or_is_not_known_it_is_a_warning(
    look: Callable[[int], float] | None, why: str
) -> None:
    nights = Nights()
    assert first_above(nights.scores(days(50, ramp, look))) is not None
    assert nights.detector.level == "warning"
    assert nights.detector.reason.why == why


def test_a_restart_each_night_changes_nothing() -> None:
    shown = days(58, lambda number: ramp(number) if number < 52 else 0.0)
    assert Nights(restarts=True).scores(shown) == Nights().scores(shown)


def test_the_rest_of_the_day_adds_nothing() -> None:
    nights = alarmed(46)
    score = nights.detector.update(nights.situation(changed(45, -0.5)))
    assert score == nights.detector.update(nights.situation(changed(45, 0.0)))


def test_a_wrong_time_of_day_is_waited_out_and_a_month_that_lies_ahead_begins_again() -> None:
    nights = alarmed(46)
    score = nights.detector.update(nights.situation(changed(4000, 0.0), known_time=False))
    assert (score, nights.detector.level) == (nights.take(changed(46, ramp(46))), "drift")
    assert nights.take(changed(10, 0.0)) == 0.0
    assert nights.detector.month is None


def test_what_is_near_to_an_alarm_is_no_warning() -> None:
    nights = Nights()
    scores = nights.scores(days(40, lambda number: -0.026 if number >= ONSET else 0.0))
    assert 0.75 < scores[-1] <= 1
    assert nights.detector.level == "warning"


def test_it_ends_when_the_last_days_are_back_and_is_not_raised_again() -> None:
    nights = alarmed()
    scores = nights.scores(changed(number, 0.0) for number in range(50, 80))
    assert max(scores) <= 1
    assert 0.0 in scores[:6]
    assert max(scores[scores.index(0.0) :]) < 0.5


def test_what_was_dismissed_is_not_looked_at_again_but_days_after_it_are() -> None:
    nights = alarmed()
    nights.detector.dismiss((MONDAY + 49) * 1440 + 600)
    scores = nights.scores(days(70, ramp)[50:])
    assert max(scores[:8]) < 0.5
    assert max(scores[8:]) > 1


def test_what_the_owner_accepts_or_another_floor_begins_the_month_again() -> None:
    for change in ({"era": 1}, {"floor": 0.4}):
        nights = alarmed()
        later = [replace(one, **change) for one in days(90, ramp)[50:]]
        assert nights.take(later[0]) == 0.0
        assert nights.detector.month is None
        nights.scores(later[1:29])
        assert nights.detector.month is not None
        assert nights.detector.month.first == MONDAY + 50


def test_a_month_that_was_damaged_is_refused() -> None:
    record = alarmed().detector.record()
    level = record["month"]["levels"][""]
    for wrong in ({**level, "profile": (0.5,)}, {**level, "slopes": ()}, {**level, "lit": 3}):
        month = {**record["month"], "levels": {"": wrong}}
        with pytest.raises((KeyError, TypeError, ValueError)):
            SlowDrift().restore({**record, "month": month})
