import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.recount import recounted
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, RollUp, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import MinuteTally
from tests.monitoring.strategies import seen

confidences = st.lists(st.floats(0.05, 1), max_size=40)
sixty_fourths = st.integers(4, 50).map(lambda n: n / 64)


def counted(values: list[float], settings: StatisticsSettings) -> Totals:
    tally = MinuteTally(settings)
    tally.add([seen([("car", value)]) for value in values])
    return tally.totals()


def rollup(values: list[float]) -> RollUp:
    return RollUp(0, "yard", "m", counted(values, StatisticsSettings()))


@given(confidences, sixty_fourths, st.integers(1, 13))
def test_is_exact_at_multiples_of_one_sixty_fourth(values: list[float], floor: float, more: int) -> None:
    settings = StatisticsSettings(floor=floor, low_confidence=floor + more / 64)
    expected, found = counted(values, settings), recounted(rollup(values), settings).totals
    assert set(found.labels) == set(expected.labels)
    for label, counts in expected.labels.items():
        again = found.labels[label]
        assert (again.detections, again.low_confidence) == (counts.detections, counts.low_confidence)
        assert again.histogram == counts.histogram
        # Each confidence is taken for the middle of its bin.
        assert abs(again.confidence_sum - counts.confidence_sum) <= counts.detections * CONFIDENCE_UNITS / 128 + 1


@given(confidences, st.floats(0.05, 0.98), st.floats(0.05, 0.98))
def test_a_higher_floor_counts_no_more(values: list[float], one: float, other: float) -> None:
    lower, higher = (
        recounted(rollup(values), StatisticsSettings(floor=floor, low_confidence=0.99)).totals.overall
        for floor in sorted((one, other))
    )
    assert higher.detections <= lower.detections
    assert higher.confidence_sum <= lower.confidence_sum
    assert higher.histogram == lower.histogram


@given(confidences, st.floats(0.05, 0.6), st.floats(0.61, 0.99))
def test_no_detection_is_made_up(values: list[float], floor: float, low: float) -> None:
    found = recounted(rollup(values), StatisticsSettings(floor=floor, low_confidence=low)).totals.overall
    assert 0 <= found.low_confidence <= found.detections <= len(values)
    assert found.confidence_sum <= found.detections * CONFIDENCE_UNITS + CONFIDENCE_UNITS


@given(confidences)
def test_frames_stay_and_so_does_the_rest_of_the_minute(values: list[float]) -> None:
    before = rollup(values)
    after = recounted(before, StatisticsSettings(floor=0.5, low_confidence=0.7))
    assert (after.start, after.stream, after.model) == (before.start, before.stream, before.model)
    assert after.totals.frames == before.totals.frames


def test_objects_shrink_with_their_detections() -> None:
    before = rollup([0.4] * 10 + [0.9] * 10)
    after = recounted(before, StatisticsSettings(floor=0.5, low_confidence=0.7)).totals.labels["car"]
    assert after.detections == 10
    assert after.begun == pytest.approx(before.totals.labels["car"].begun / 2, abs=0.5)


def test_a_bin_that_the_floor_cuts_gives_its_part() -> None:
    """Bin 32 of 64 begins at 0.5; three quarters of it lie above."""
    totals = Totals(labels={"car": rollup([0.505] * 100).totals.labels["car"]})
    assert totals.labels["car"].histogram == Histogram.of(np.full(100, 0.505))
    found = recounted(RollUp(0, "yard", "m", totals), StatisticsSettings(floor=0.5 + 0.25 / 64, low_confidence=0.7))
    assert found.totals.labels["car"].detections == 75
