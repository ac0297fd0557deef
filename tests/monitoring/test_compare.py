import numpy as np
import pytest

from driftwatch.monitoring.compare import compare, standard_error
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, Totals


def footage(
    seed: int, *, mean: float = 0.85, seen: float = 0.95, seconds: int = 16, label: str = "face", wave: float = 0.05
) -> list[Totals]:
    """One face at 25 frames a second whose confidence wanders, in parts of one second."""
    rng = np.random.default_rng(seed)
    mood, result = 0.0, list[Totals]()
    for _ in range(seconds):
        confidences: list[float] = []
        for _ in range(25):
            mood = 0.95 * mood + wave * np.sqrt(1 - 0.95**2) * rng.standard_normal()
            if rng.random() < seen:
                confidences.append(float(np.clip(mean + mood, 0.3, 1)))
        units = sum(round(c * CONFIDENCE_UNITS) for c in confidences)
        low = sum(c < 0.6 for c in confidences)
        counts = LabelCounts(len(confidences), len(confidences), low, units, 0, Histogram())
        result.append(Totals(FrameCounts(frames=25, empty_frames=25 - len(confidences)), {label: counts}))
    return result


def test_footage_against_itself_is_no_alarm() -> None:
    compared = compare(footage(0), footage(0))
    assert (compared.alarm, compared.cause, compared.score) == (False, "", 0)


def test_other_footage_of_the_same_kind_is_hardly_ever_an_alarm() -> None:
    alarms = sum(compare(footage(seed), footage(1000 + seed)).alarm for seed in range(60))
    assert alarms <= 1


def test_a_worse_camera_is_an_alarm_with_its_cause() -> None:
    compared = compare(footage(0), footage(1, mean=0.6, seen=0.5))
    assert compared.alarm
    assert "mean confidence fell from 0.8" in compared.cause
    assert "detections per frame fell" in compared.cause
    assert "share of frames without a detection rose" in compared.cause


def test_detections_that_vanish_altogether_are_an_alarm() -> None:
    compared = compare(footage(0), footage(1, seen=0.0))
    assert compared.alarm
    assert compared.differences[0].name in {"detection_rate", "empty_frames"}


def test_other_labels_are_an_alarm() -> None:
    compared = compare(footage(0), footage(0, label="mask"))
    assert compared.cause == "labels differ: face 0% instead of 100%"


def test_too_little_footage_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 8 stretches with frames, got 7 and 16"):
        compare(footage(0, seconds=7), footage(0))


def test_the_standard_error_of_dependent_values_covers_their_mean() -> None:
    misses = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        values = np.empty(200)
        values[0] = rng.standard_normal()
        for index in range(1, 200):
            values[index] = 0.8 * values[index - 1] + 0.6 * rng.standard_normal()
        misses += abs(values.mean()) > 4 * standard_error(values)
    assert misses <= 3
