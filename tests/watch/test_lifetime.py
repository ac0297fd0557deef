from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.monitoring.rollup import Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import MinuteTally
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.watch.lifetime import LABEL_LENGTH, NAMED_LABELS, OTHERS, Lifetime

BOX = Box(0.1, 0.1, 0.4, 0.4)


def totals(confidences: list[float], floor: float = 0.3, label: str = "face") -> Totals:
    tally = MinuteTally(StatisticsSettings(floor=floor))
    answer = Answer(Size(640, 480), tuple(Detection(BOX, label, one) for one in confidences))
    tally.add([Observation("cam", Moment(0.0, 0.0), ModelIdentity("m"), answer, "0")])
    return tally.totals()


@given(st.lists(st.tuples(st.floats(0.05, 0.6), st.lists(st.floats(0, 1), max_size=8)), max_size=5))
def test_nothing_gets_smaller_and_the_bins_are_of_what_was_counted(minutes: list[tuple[float, list[float]]]) -> None:
    counted, kept = Lifetime(), np.zeros(64, np.int64)
    for floor, confidences in minutes:
        before, counted = counted, counted + totals(confidences, floor)
        kept += np.bincount([min(int(c * 64), 63) for c in confidences if c >= floor], minlength=64)
        assert (np.cumsum(counted.bins) >= np.cumsum(before.bins)).all()
        assert counted.bins.tolist() == kept.tolist()
        assert counted.bins.sum() == counted.detections == sum(counted.labels.values())


def test_labels_without_end_are_counted_together_and_long_ones_cut() -> None:
    counted = Lifetime()
    names = [f"label {index}" for index in range(NAMED_LABELS + 30)]
    Random(1).shuffle(names)
    for name in [*names, *names]:
        counted += totals([0.9], label=name)
    assert len(counted.labels) == NAMED_LABELS + 1
    assert counted.labels[names[0]] == 2
    assert counted.labels[OTHERS] == 60
    assert list((Lifetime() + totals([0.9], label="x" * 1000)).labels) == ["x" * LABEL_LENGTH]
