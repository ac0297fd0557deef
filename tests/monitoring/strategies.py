"""Observations and roll-ups of any content, for hypothesis."""

import numpy as np
from hypothesis import strategies as st

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from driftwatch.monitoring.agreement import Agreement, ModelCounts
from driftwatch.monitoring.histogram import BINS, Histogram
from driftwatch.monitoring.rollup import FRAME_COUNTS, FrameCounts, LabelCounts, Totals
from driftwatch.observation import ImageStatistics, ModelIdentity, Moment, Observation

START = Moment(0.0, 0.0)

whole = st.integers(0, 10**9)
histograms = st.lists(st.tuples(st.integers(0, BINS - 1), st.integers(0, 10**6)), max_size=5).map(
    lambda filled: Histogram(
        np.bincount([b for b, _ in filled], [n for _, n in filled], minlength=BINS).astype(np.int64)
    )
)
frame_counts = st.lists(whole, min_size=len(FRAME_COUNTS), max_size=len(FRAME_COUNTS)).map(
    lambda values: FrameCounts(*values)
)
label_counts = st.builds(LabelCounts, whole, whole, whole, whole, whole, histograms, whole, whole)
labels = st.sampled_from(["person", "car", "dog"])
model_counts = st.builds(ModelCounts, whole, whole, whole, st.dictionaries(labels, whole))
agreements = st.builds(Agreement, *[whole] * 7, model_counts, model_counts)
candidates = st.sampled_from([ModelIdentity("a", "1", "aa"), ModelIdentity("a", "2", "bb")])
totals = st.builds(Totals, frame_counts, st.dictionaries(labels, label_counts), st.dictionaries(candidates, agreements))


def seen(
    confidences: list[tuple[str, float]], at: Moment = START, *, image: ImageStatistics | None = None
) -> Observation:
    """A detector's observation with these labels and confidences."""
    box = Box(0.0, 0.0, 0.5, 0.5)
    found = tuple(Detection(box, label, confidence) for label, confidence in confidences)
    return Observation("yard", at, ModelIdentity("m", "1", "ab"), Answer(Size(64, 48), detections=found), "00", image)


def classified(scores: list[float], at: Moment = START) -> Observation:
    """A classifier's observation: class names are c0, c1, ..."""
    classes = tuple(Classification(f"c{i}", score) for i, score in enumerate(scores))
    return Observation("yard", at, ModelIdentity("m", "1", "ab"), Answer(Size(64, 48), classifications=classes), "00")
