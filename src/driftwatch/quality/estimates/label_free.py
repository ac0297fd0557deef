"""Precision of a stretch that nobody reviewed, from what earlier reviews taught; withheld where that does not hold."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.estimates.calibration import Calibration, fit
from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.unlikeness import Stretch, compare, too_unlike

Floats = NDArray[np.float64]

LEAST_BOXES: Final = 200
_NORMAL_95: Final = 1.959964
_REFITS: Final = 60
_DOUBT: Final = 0.15
"""Error of precision for a distance of 1: small damage below the limits costs precision before it shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Taught:
    """(N,) each, a judged box. frames: the number of the frame it is of, from 0; boxes of a frame stand together."""

    confidences: Floats
    right: NDArray[np.bool_]
    weights: Floats
    frames: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Withheld:
    """No estimate. reasons: in words. reviews: how many to make."""

    reasons: tuple[str, ...]
    reviews: int

    def __str__(self) -> str:
        return f"estimate withheld: review {self.reviews} frames ({'; '.join(self.reasons)})"


def estimate_without_labels(
    taught: Taught, reviewed: Stretch, window: Stretch, rng: np.random.Generator
) -> Estimate | Withheld:
    """Precision of `window` without a label of it: the mean chance of its boxes.

    The 95% interval takes in the calibration's own uncertainty (60 refits with redrawn frames), that of the window's
    detections, and how unlike the two stretches are or, where they are short, may be. Withheld below 200 judged boxes,
    and where the window differs too much from the `reviewed` stretch, more than luck explains in stretches of their
    size: on images that the model cannot cope with the estimate is wrong and sure.
    """
    missing = LEAST_BOXES - len(taught.confidences)
    if missing > 0:
        return Withheld((f"{missing} more judged boxes are needed, of {LEAST_BOXES}",), missing)
    if not all(len(part) for part in (reviewed.confidences, window.confidences, reviewed.images, window.images)):
        return Withheld(("no detections or no images to compare",), LEAST_BOXES)
    found = compare(reviewed, window)
    if reasons := too_unlike(found):
        return Withheld(reasons, LEAST_BOXES)
    chances = fit(taught.confidences, taught.right, taught.weights).chances(window.confidences)
    redrawn = [_refit(taught, rng).chances(window.confidences).mean() for _ in range(_REFITS)]
    own = float((chances * (1 - chances)).mean()) / window.independent[0]
    unlike = max(_DOUBT * respect.unseen for respect in found)
    variance = float(np.var(redrawn)) + own + unlike**2
    value, margin = float(chances.mean()), _NORMAL_95 * math.sqrt(variance)
    return Estimate(value, max(value - margin, 0.0), min(value + margin, 1.0), value * (1 - value) / variance)


def _refit(taught: Taught, rng: np.random.Generator) -> Calibration:
    count = int(taught.frames.max()) + 1
    times = np.bincount(rng.integers(0, count, count), minlength=count)[taught.frames]
    return fit(taught.confidences, taught.right, taught.weights * times)
