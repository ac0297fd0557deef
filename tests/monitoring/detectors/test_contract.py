"""What holds for every detector."""

import json
import math
from collections.abc import Callable

import pytest

from benchmarks.drift.scenario import Change
from driftwatch.monitoring.clocks import RunningClock
from driftwatch.monitoring.detectors.detector import HIGHEST_SCORE, Detector
from driftwatch.monitoring.detectors.registry import DETECTORS
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.reference import Reference
from driftwatch.monitoring.settings import AlertSettings
from tests.monitoring.streams import DAY, reference, stream

Maker = Callable[[AlertSettings], Detector]
every_detector = pytest.mark.parametrize("make", DETECTORS, ids=[make(AlertSettings()).name for make in DETECTORS])
BAD = Change(14 * DAY, drop=0.2, label_shift=0.4)


def figures(first: int, end: int, change: Change | None = None) -> list[MinuteFigures]:
    clock, result = RunningClock(), list[MinuteFigures]()
    for minute in stream(16, 0, change).minutes(first, end):
        clock.advance(minute)
        result.append(MinuteFigures.of(minute.rollup, clock.now))
    return result


def scores(detector: Detector, minutes: list[MinuteFigures], known: Reference | None) -> list[float]:
    return [detector.update(minute, known) for minute in minutes]


def test_names_are_unique() -> None:
    names = [make(AlertSettings()).name for make in DETECTORS]
    assert len(set(names)) == len(names)


@every_detector
def test_scores_are_numbers_from_0_to_10(make: Maker) -> None:
    found = scores(make(AlertSettings()), figures(14 * DAY, 15 * DAY, BAD), reference(14))
    assert all(math.isfinite(score) and 0 <= score <= HIGHEST_SCORE for score in found)


@every_detector
def test_a_usual_day_is_no_alarm(make: Maker) -> None:
    assert max(scores(make(AlertSettings(low_confidence_rate=0.5)), figures(14 * DAY, 15 * DAY), reference(14))) <= 1


@every_detector
def test_a_restart_in_the_middle_changes_nothing(make: Maker) -> None:
    minutes, known = figures(14 * DAY, 14 * DAY + 900, BAD), reference(14)
    whole = scores(make(AlertSettings()), minutes, known)
    first, second = make(AlertSettings()), make(AlertSettings())
    # 465: at the end of a quarter of an hour, the part of a step that a restart may lose.
    before = scores(first, minutes[:465], known)
    second.restore(json.loads(json.dumps(first.record(), allow_nan=False)))
    assert second.record() == first.record()
    assert before + scores(second, minutes[465:], known) == pytest.approx(whole, abs=0.05)


@every_detector
def test_minutes_without_frames_do_no_harm(make: Maker) -> None:
    detector, known = make(AlertSettings()), reference(14)
    for index in range(300):
        nothing = MinuteFigures(60 * index, 60.0 * index, True, 0, 0, 0, 0.0, {})
        assert detector.update(nothing, known) == 0


@every_detector
def test_a_damaged_record_is_refused(make: Maker) -> None:
    for record in ({}, {"window": 3}, {"mean": {"x": 1}}, {"sums": None}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            make(AlertSettings()).restore(record)


@every_detector
def test_explains_itself_in_words(make: Maker) -> None:
    detector = make(AlertSettings())
    scores(detector, figures(14 * DAY, 15 * DAY, BAD), reference(14))
    finding = detector.explain()
    assert finding.cause
    assert 0 <= finding.since <= DAY * 60
    assert math.isfinite(finding.distance)


@every_detector
def test_setting_the_clock_makes_no_alarm(make: Maker) -> None:
    detector, known = make(AlertSettings(low_confidence_rate=0.5)), reference(14)
    for minute in figures(14 * DAY, 14 * DAY + 600):
        assert detector.update(minute, known) <= 1
        detector.clock_was_set()
