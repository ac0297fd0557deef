"""Roll-ups of any content, for hypothesis."""

import numpy as np
from hypothesis import strategies as st

from driftwatch.monitoring.histogram import BINS, Histogram
from driftwatch.monitoring.rollup import FRAME_COUNTS, FrameCounts, LabelCounts, Totals

whole = st.integers(0, 10**9)
histograms = st.lists(st.tuples(st.integers(0, BINS - 1), st.integers(0, 10**6)), max_size=5).map(
    lambda filled: Histogram(
        np.bincount([b for b, _ in filled], [n for _, n in filled], minlength=BINS).astype(np.int64)
    )
)
frame_counts = st.lists(whole, min_size=len(FRAME_COUNTS), max_size=len(FRAME_COUNTS)).map(
    lambda values: FrameCounts(*values)
)
label_counts = st.builds(LabelCounts, whole, whole, whole, whole, whole, histograms)
totals = st.builds(Totals, frame_counts, st.dictionaries(st.sampled_from(["person", "car", "dog"]), label_counts))
