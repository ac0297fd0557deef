"""What reviews teach for later ones, as columns: what was known at any time is learned without reading them again."""

from collections.abc import Iterator, Sequence

import numpy as np

from driftwatch.quality.estimates.calibration import Calibration, fit
from driftwatch.quality.estimates.frames import served
from driftwatch.quality.review import Review, Verdict

_USUAL_FRAMES = 10.0
"""Frames as which the mean of all strata counts in the mean of each."""


class Lessons:
    """Of the reviews that count. `until` is when a frame was captured, in seconds since 1970; earlier ones teach."""

    def __init__(self, reviews: Sequence[Review]) -> None:
        counting = sorted((one for one in reviews if one.counts), key=lambda one: one.frame.captured)
        boxes = [
            (one.frame.captured, box.detection.confidence, box.verdict is Verdict.RIGHT, one.frame.draw.turn_weight)
            for one in counting
            if one.frame.draw is not None
            for box in served(one, "")
        ]
        columns = np.array(boxes, np.float64).reshape(-1, 4)
        self._captured, self._confidences, right, self._weights = columns.T
        self._right = right > 0
        self._labels = np.array([box.detection.label for one in counting for box in served(one, "")], np.str_)
        looked = [one for one in counting if one.looked_for_misses]
        self._looked = np.array([one.frame.captured for one in looked], np.float64)
        self._strata = np.array([one.frame.draw.stratum if one.frame.draw else "" for one in looked], np.str_)
        missed = [(row, label) for row, one in enumerate(looked) for label in _missed(one)]
        self._missed_rows = np.array([row for row, _ in missed], np.int64)
        self._missed_labels = np.array([label for _, label in missed], np.str_)

    def calibration(self, label: str, until: float) -> Calibration:
        """From the judged, served boxes of `label` ("": of all), each weighed by its turn."""
        end = int(np.searchsorted(self._captured, until))
        ours = slice(0, end) if not label else np.flatnonzero(self._labels[:end] == label)
        confidences = self._confidences[ours]
        if not len(confidences):
            return Calibration()
        return fit(confidences, self._right[ours], self._weights[ours])

    def misses(self, label: str, until: float) -> dict[str, float]:
        """Objects of `label` missed in a frame of each stratum; drawn towards the mean of all as by ten frames."""
        end = int(np.searchsorted(self._looked, until))
        ours = self._missed_rows < end
        if label:
            ours &= self._missed_labels == label
        missed = np.bincount(self._missed_rows[ours], minlength=end)
        mean = float(missed.mean()) if end else 0.0
        names, places, counts = np.unique(self._strata[:end], return_inverse=True, return_counts=True)
        sums = np.bincount(places, weights=missed, minlength=len(names))
        means = (sums + _USUAL_FRAMES * mean) / (counts + _USUAL_FRAMES)
        return {str(name): float(one) for name, one in zip(names, means, strict=True)}


def _missed(review: Review) -> Iterator[str]:
    """Labels of its objects that were not found, "" where nobody said which."""
    for box in review.boxes:
        if box.verdict is Verdict.WRONG_CLASS:
            yield box.true_label
        elif box.verdict is Verdict.RIGHT and not box.is_served:
            yield box.detection.label
    for one in review.missed:
        yield one.label
