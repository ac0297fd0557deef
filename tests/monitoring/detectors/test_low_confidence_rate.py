import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.detectors.low_confidence_rate import LowConfidenceRate
from driftwatch.monitoring.settings import AlertSettings
from tests.monitoring.detectors.by_hand import figures, run

SETTINGS = AlertSettings(low_confidence_rate=0.3, window_minutes=10, minimum_detections=50)


def score(detections: int, low: int, minutes: int = 10) -> float:
    return run(LowConfidenceRate(SETTINGS), figures(minutes, {"car": (detections, low, 0.7)}))[-1]


def test_the_score_is_the_rate_over_the_limit() -> None:
    assert score(10, 3) == pytest.approx(1.0)
    assert score(10, 4) == pytest.approx(4 / 3)
    assert score(10, 0) == 0


def test_too_few_detections_say_nothing() -> None:
    assert score(4, 4) == 0
    assert score(5, 5) > 1


def test_an_alarm_does_not_flap_when_detections_become_few_and_ends_when_there_are_none() -> None:
    detector = LowConfidenceRate(SETTINGS)
    assert run(detector, figures(10, {"car": (10, 9, 0.5)}))[-1] == pytest.approx(3.0)
    assert min(run(detector, figures(20, {"car": (2, 2, 0.5)}, after=10))) > 1
    assert run(detector, figures(11, {}, after=30))[-1] == 0


def test_old_minutes_leave_the_window() -> None:
    detector = LowConfidenceRate(SETTINGS)
    run(detector, figures(30, {"car": (10, 10, 0.5)}))
    assert run(detector, figures(10, {"car": (10, 0, 0.9)}, after=30))[-1] == 0


def test_a_limit_of_zero_allows_none() -> None:
    detector = LowConfidenceRate(AlertSettings(low_confidence_rate=0.0, minimum_detections=1))
    assert run(detector, figures(5, {"car": (10, 0, 0.9)}))[-1] == 0
    assert run(detector, figures(1, {"car": (10, 1, 0.9)}, after=5))[-1] > 1


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1)), min_size=1, max_size=40))
def test_equals_the_rate_of_the_last_minutes(minutes: list[tuple[int, float]]) -> None:
    detector = LowConfidenceRate(SETTINGS)
    shown = [(n, round(n * share)) for n, share in minutes]
    found = [run(detector, figures(1, {"car": (*pair, 0.7)}, after=i))[0] for i, pair in enumerate(shown)]
    last = shown[-10:]
    if sum(n for n, _ in last) >= 50:
        assert found[-1] == pytest.approx(sum(low for _, low in last) / sum(n for n, _ in last) / 0.3)


def test_says_what_is_wrong() -> None:
    detector = LowConfidenceRate(SETTINGS)
    run(detector, figures(10, {"car": (10, 5, 0.5)}))
    assert (
        detector.explain().cause == "50% of the detections of the last 10 minutes had low confidence; the limit is 30%"
    )
    assert detector.explain().distance == pytest.approx(0.2)


def test_one_minute_is_not_minutes() -> None:
    detector = LowConfidenceRate(AlertSettings(window_minutes=1, minimum_detections=10))
    run(detector, figures(1, {"car": (10, 5, 0.5)}))
    assert "detections of the last minute had low confidence" in detector.explain().cause
