"""An estimate of the last day's precision without a review of it, or why there is none."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np

from driftwatch.observation import Moment
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.frames import served
from driftwatch.quality.estimates.label_free import Taught, Withheld, estimate_without_labels
from driftwatch.quality.review import Review, Verdict
from driftwatch.storage.rollups import Span
from driftwatch.watch.reviews.counted import Counted

Unlabelled: TypeAlias = Estimate | Withheld

DAY: Final = 86_400
_LONGEST: Final = 14 * DAY  # of the reviewed stretch, before its last review
_EVERY: Final = 20  # reviews, after which what they teach is learned again
_HOUR: Final = 3600
_SEED: Final = 16  # of the redrawn frames: the same reviews give the same interval


class UnlabelledEstimates:
    """For one thread. An estimate takes a tenth of a second, and is kept for an hour, or for 20 reviews."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._known: dict[str, tuple[tuple[str, int, int], Unlabelled]] = {}

    def of(self, camera: str, model: str, reviews: Sequence[Review], now: Moment) -> Unlabelled | None:
        """Of the last 24 hours. None without a review. reviews: of this camera and model (ModelIdentity.key)."""
        taught = [one for one in reviews if one.counts]
        if not taught:
            return None
        at = (model, int(now.wall) // _HOUR, len(taught) // _EVERY)
        known = self._known.get(camera)
        if known is None or known[0] != at:
            known = self._known[camera] = (at, self._estimated(camera, model, taught, now))
        return known[1]

    def _estimated(self, camera: str, model: str, reviews: Sequence[Review], now: Moment) -> Unlabelled:
        captured = [one.frame.captured for one in reviews]
        last = max(captured)
        before = Span(int(max(min(captured), last - _LONGEST)), int(last) + 1)
        window = Span(int(now.wall) - DAY, int(now.wall))
        reviewed, day = (self._counted.stretch(camera, model, span) for span in (before, window))
        return estimate_without_labels(_taught(reviews), reviewed, day, np.random.default_rng(_SEED))


def _taught(reviews: Sequence[Review]) -> Taught:
    rows = [
        (box.detection.confidence, box.verdict is Verdict.RIGHT, one.frame.draw.turn_weight, number)
        for number, one in enumerate(reviews)
        if one.frame.draw is not None
        for box in served(one, "")
    ]
    columns = np.array(rows, np.float64).reshape(-1, 4)
    return Taught(columns[:, 0], columns[:, 1] > 0, columns[:, 2], columns[:, 3].astype(np.int64))
