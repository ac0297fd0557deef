import pytest

from benchmarks.drift.scenario import Change
from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from tests.monitoring.detectors.by_hand import run
from tests.monitoring.detectors.test_contract import figures as simulated
from tests.monitoring.streams import DAY, reference


def test_a_day_that_lies_too_low_is_found_after_a_day() -> None:
    detector = SlowDrift()
    scores = run(detector, simulated(14 * DAY, 16 * DAY, Change(14 * DAY, drop=0.045)), reference(14))
    assert max(scores[: 22 * 60]) == 0
    assert max(scores) == pytest.approx(0.045 / reference(14).confidence.slow_threshold, rel=0.1)
    finding = detector.explain()
    assert finding.cause.startswith("mean confidence of the last 24 hours is 0.04")
    assert finding.distance == pytest.approx(-0.045, abs=0.005)


def test_half_a_day_says_nothing() -> None:
    assert max(run(SlowDrift(), simulated(14 * DAY, 14 * DAY + 720, Change(14 * DAY, drop=0.2)), reference(14))) == 0
