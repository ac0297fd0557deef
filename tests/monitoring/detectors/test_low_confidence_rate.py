import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.detectors.low_confidence_rate import DEFAULT_LIMIT, LowConfidenceRate
from driftwatch.monitoring.settings import AlertSettings
from tests.monitoring.detectors.by_hand import Walk
from tests.monitoring.made import MONDAY, SITE, Minutes, learned, minutes
from tests.monitoring.streams import FIRST_MINUTE, NOON, minute, steady

SETTINGS = AlertSettings(low_confidence_rate=0.3, window_minutes=10, minimum_detections=50)


def score(detections: int, low: int, minutes: int = 10, begun: int | None = None) -> float:
    detector = LowConfidenceRate(SETTINGS)
    return Walk().scores(detector, steady(minutes, {"car": (detections, low, 0.7)}, begun=begun))[-1]


def test_the_score_is_the_rate_over_the_limit() -> None:
    assert score(10, 3) == pytest.approx(1.0)
    assert score(10, 4) == pytest.approx(4 / 3)
    assert score(10, 0) == 0


def test_too_few_detections_objects_or_minutes_say_nothing() -> None:
    assert score(4, 4) == 0
    assert score(5, 5) > 1
    assert score(60, 60, begun=0) == 0
    assert score(60, 60, begun=1) > 1
    assert score(1000, 1000, minutes=4) == 0
    assert score(1000, 1000, minutes=5) > 1


def test_one_object_for_a_minute_is_no_alert() -> None:
    assert score(60, 60, minutes=1, begun=1) == 0


def test_the_default_limit_makes_a_warning_and_an_owners_limit_an_alarm() -> None:
    assert LowConfidenceRate(AlertSettings()).level == "warning"
    assert LowConfidenceRate(AlertSettings(low_confidence_rate=DEFAULT_LIMIT)).level == "drift"


def test_the_score_ends_with_its_window() -> None:
    walk, detector = Walk(), LowConfidenceRate(SETTINGS)
    assert walk.scores(detector, steady(10, {"car": (10, 9, 0.5)}))[-1] == pytest.approx(3.0)
    assert walk.scores(detector, steady(11, {}, start=NOON + 600))[-1] == 0


def test_old_minutes_leave_the_window() -> None:
    walk, detector = Walk(), LowConfidenceRate(SETTINGS)
    walk.scores(detector, steady(30, {"car": (10, 10, 0.5)}))
    assert walk.scores(detector, steady(10, {"car": (10, 0, 0.9)}, start=NOON + 1800))[-1] == 0


def test_a_limit_of_zero_allows_none() -> None:
    walk, detector = Walk(), LowConfidenceRate(AlertSettings(low_confidence_rate=0.0, minimum_detections=1))
    assert walk.scores(detector, steady(5, {"car": (10, 0, 0.9)}))[-1] == 0
    assert walk.scores(detector, steady(1, {"car": (10, 1, 0.9)}, start=NOON + 300))[-1] > 1


def test_the_default_limit_lies_above_what_is_usual_at_this_hour() -> None:
    unsure = SITE.with_all(mean=0.6)
    today = minutes(unsure, MONDAY + 14)
    assert max(Walk().scores(LowConfidenceRate(AlertSettings()), today.closed())) > 1
    assert max(Walk(learned(unsure)).scores(LowConfidenceRate(AlertSettings()), today.closed())) <= 1


def unsure_for(length: int, number: int, slot: int) -> Minutes:
    """A day that is as usual but for `length` minutes from `slot` on."""
    usual, unsure = minutes(SITE, number), minutes(SITE.with_all(mean=0.55), number)
    return usual.then(unsure, slot).then(usual, slot + length)


def test_ten_minutes_that_a_site_goes_through_every_day_are_no_warning() -> None:
    """Each day learned had such a stretch at another hour; the rates of whole hours hardly show it."""
    walks = [
        Walk([unsure_for(length, MONDAY + day, 8 * 60 + 45 * day).day() for day in range(7)]) for length in (0, 10)
    ]
    today = unsure_for(10, MONDAY + 7, 16 * 60)
    assert max(walks[0].scores(LowConfidenceRate(AlertSettings()), today.closed())) > 1
    assert max(walks[1].scores(LowConfidenceRate(AlertSettings()), today.closed())) <= 1
    worse = minutes(SITE, MONDAY + 7).then(minutes(SITE.with_all(mean=0.45), MONDAY + 7), 16 * 60)
    assert max(walks[1].scores(LowConfidenceRate(AlertSettings()), worse.closed())) > 1


def test_before_anything_is_learned_a_warning_that_ended_is_the_measure_of_the_next() -> None:
    walk, detector = Walk(), LowConfidenceRate(AlertSettings())
    shown = [(10, 5), (10, 0), (10, 6), (10, 0), (10, 8)]
    highest = []
    for index, counts in enumerate(shown):
        start = NOON + 900 * index
        highest.append(max(walk.scores(detector, steady(15, {"car": (*counts, 0.7)}, start=start))))
    assert highest[0] > 1
    assert highest[2] <= 1
    assert highest[4] > 1


def test_what_a_warning_taught_is_known_after_a_restart() -> None:
    walk, detector = Walk(), LowConfidenceRate(AlertSettings())
    walk.scores(detector, steady(15, {"car": (10, 6, 0.7)}))
    walk.scores(detector, steady(15, {"car": (10, 0, 0.7)}, start=NOON + 900))
    again = LowConfidenceRate(AlertSettings())
    again.restore(detector.record())
    assert max(walk.scores(again, steady(15, {"car": (10, 6, 0.7)}, start=NOON + 1800))) <= 1


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1)), min_size=1, max_size=40))
def test_equals_the_rate_of_the_last_minutes(shown: list[tuple[int, float]]) -> None:
    counts = [(n, round(n * share)) for n, share in shown]
    made = [minute(FIRST_MINUTE + 60 * i, 60.0 * i, {"car": (*pair, 0.7)}) for i, pair in enumerate(counts)]
    found = Walk().scores(LowConfidenceRate(SETTINGS), made)
    last = counts[-10:]
    enough = sum(n for n, _ in last) >= 50 and sum(n > 0 for n, _ in last) >= 5
    rate = sum(low for _, low in last) / sum(n for n, _ in last) / 0.3 if enough else 0.0
    assert found[-1] == pytest.approx(rate)


def test_says_what_is_wrong() -> None:
    detector = LowConfidenceRate(SETTINGS)
    Walk().scores(detector, steady(10, {"car": (10, 5, 0.5)}))
    assert (
        detector.explain().cause == "50% of the detections of the last 10 minutes had low confidence; the limit is 30%"
    )
    assert detector.explain().distance == pytest.approx(0.2)


def test_one_minute_is_not_minutes() -> None:
    detector = LowConfidenceRate(AlertSettings(window_minutes=1, minimum_detections=10))
    Walk().scores(detector, steady(1, {"car": (10, 5, 0.5)}))
    assert "detections of the last minute had low confidence" in detector.explain().cause
