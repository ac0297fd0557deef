"""How often the model is right: estimated without labels where that is honest, and from a few reviews."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calibration import LEAST_REVIEWS, Calibration, TooFewReviewsError, fit

Floats = NDArray[np.float64]

NORMAL_95 = 1.959964
_REFITS = 60
_CONFIDENCE_KS = 0.1
_LABEL_JS = 0.02
_IMAGE_KS = 0.12
_TOGETHER = 1.1
"""Limit of the root of the summed squares of all distances, each as a multiple of its own limit: damage that costs
precision shows a little in every respect before it shows enough in one."""
_IMAGE_FIGURES = ("brightness", "contrast", "sharpness")
_DOUBT = 0.15
"""Error of precision for a distance of 1: small damage below the limits costs precision before it shows."""


@dataclass(frozen=True, slots=True)
class Review:
    """A person's verdict on one detection. inclusion: the chance with which its frame was picked, in (0, 1]."""

    confidence: float
    right: bool
    inclusion: float = 1.0


@dataclass(frozen=True, slots=True)
class ReviewEvidence:
    """What a stretch of time looked like, from a sample of it.

    confidences: (N,) of counted detections. labels: detections by label. images: (K, 3) brightness, contrast and
    sharpness of frames.
    """

    confidences: Floats
    labels: Mapping[str, int]
    images: Floats


@dataclass(frozen=True, slots=True)
class Unlikeness:
    """One respect in which two stretches differ. distance, limit: Kolmogorov-Smirnov, or Jensen-Shannon for labels."""

    respect: str
    distance: float
    limit: float

    def __str__(self) -> str:
        return f"{self.respect} differ by {self.distance:.3f}, the limit is {self.limit}"


@dataclass(frozen=True, slots=True)
class PrecisionEstimate:
    """precision: share of right detections, in [0, 1]. margin: half of the 95% interval."""

    precision: float
    margin: float

    @property
    def interval(self) -> tuple[float, float]:
        return max(self.precision - self.margin, 0.0), min(self.precision + self.margin, 1.0)

    def __str__(self) -> str:
        return f"{self.precision:.2f} ± {self.margin:.2f}"


@dataclass(frozen=True, slots=True)
class Withheld:
    """No estimate, because the stretch is not like the reviewed one. reasons: in words. reviews: how many to make."""

    reasons: tuple[str, ...]
    reviews: int = LEAST_REVIEWS

    def __str__(self) -> str:
        return f"estimate withheld: review {self.reviews} frames ({'; '.join(self.reasons)})"


def estimate_precision(
    reviews: Sequence[Review], reviewed: ReviewEvidence, window: ReviewEvidence, rng: np.random.Generator
) -> PrecisionEstimate | Withheld:
    """Precision of `window` without a label of it, from what was reviewed earlier.

    Calibrated probabilities of the window's detections, averaged. The 95% interval takes in the calibration's own
    uncertainty (60 bootstrap refits), that of the window's detections, and how unlike the two stretches are.
    Withheld where the window differs too much from the `reviewed` stretch: on images that the model cannot cope
    with the estimate is wrong and sure. Raises TooFewReviewsError.
    """
    if len(reviews) < LEAST_REVIEWS:
        raise TooFewReviewsError(f"{LEAST_REVIEWS - len(reviews)} more reviews are needed, of {LEAST_REVIEWS}")
    if not all(len(part) for part in (reviewed.confidences, window.confidences, reviewed.images, window.images)):
        return Withheld(("no detections or no images to compare",))
    found = compare_evidence(reviewed, window)
    reasons = _too_unlike(found)
    if reasons:
        return Withheld(reasons)
    chances = calibrate(reviews).probabilities(window.confidences)
    redrawn = [
        calibrate([reviews[i] for i in rng.integers(0, len(reviews), len(reviews))]).probabilities(window.confidences)
        for _ in range(_REFITS)
    ]
    variance = float(np.var([again.mean() for again in redrawn]))
    variance += float((chances * (1 - chances)).mean()) / len(chances)
    variance += max(_DOUBT * respect.distance for respect in found) ** 2
    return PrecisionEstimate(float(chances.mean()), NORMAL_95 * math.sqrt(variance))


def calibrate(reviews: Sequence[Review]) -> Calibration:
    """The calibration that `reviews` teach, each weighted by how rarely its like was picked."""
    columns = np.array([(r.confidence, r.right, 1 / r.inclusion) for r in reviews], np.float64)
    return fit(columns[:, 0], columns[:, 1] > 0, columns[:, 2])


def precision_of_sample(
    reviews: Sequence[Review], window: ReviewEvidence, calibration: Calibration | None = None
) -> PrecisionEstimate:
    """Precision of `window` from reviews drawn out of it: mean p + mean(y - p), the difference estimator.

    p: calibrated probability, 0 without a calibration. A review that was likely to be picked weighs less than one
    picked by a small chance (Hájek 1971). Raises TooFewReviewsError below two reviews.
    """
    if len(reviews) < 2:
        raise TooFewReviewsError(f"{2 - len(reviews)} more reviews are needed, of 2")
    columns = np.array([(r.confidence, r.right, 1 / r.inclusion) for r in reviews], np.float64)
    weights = columns[:, 2] / columns[:, 2].sum()
    expected = np.zeros(len(reviews)) if calibration is None else calibration.probabilities(columns[:, 0])
    surprise = columns[:, 1] - expected
    correction = float((weights * surprise).sum())
    spread = float((weights**2 * (surprise - correction) ** 2).sum()) * len(reviews) / (len(reviews) - 1)
    if calibration is None:
        return PrecisionEstimate(correction, NORMAL_95 * math.sqrt(spread))
    chances = calibration.probabilities(window.confidences)
    variance = spread + float(chances.var()) / len(chances)
    return PrecisionEstimate(float(chances.mean()) + correction, NORMAL_95 * math.sqrt(variance))


def compare_evidence(reviewed: ReviewEvidence, window: ReviewEvidence) -> tuple[Unlikeness, ...]:
    """How far the two stretches are from each other in each respect; both must hold detections and images."""
    images = [
        Unlikeness(f"{name} of the images", kolmogorov_smirnov(before, after), _IMAGE_KS)
        for name, before, after in zip(_IMAGE_FIGURES, reviewed.images.T, window.images.T, strict=True)
    ]
    confidences = kolmogorov_smirnov(reviewed.confidences, window.confidences)
    labels = jensen_shannon(reviewed.labels, window.labels)
    return (
        Unlikeness("confidences", confidences, _CONFIDENCE_KS),
        Unlikeness("labels", labels, _LABEL_JS),
        *images,
    )


def _too_unlike(found: Sequence[Unlikeness]) -> tuple[str, ...]:
    reasons = tuple(str(respect) for respect in found if respect.distance >= respect.limit)
    together = math.hypot(*(respect.distance / respect.limit for respect in found))
    if not reasons and together >= _TOGETHER:
        return (f"confidences, labels and images each differ a little, together {together:.2f} of {_TOGETHER}",)
    return reasons


def kolmogorov_smirnov(a: Floats, b: Floats) -> float:
    """Largest distance between the distribution functions of two non-empty samples, in [0, 1]."""
    points = np.concatenate([a, b])
    below_a = np.searchsorted(np.sort(a), points, side="right") / len(a)
    below_b = np.searchsorted(np.sort(b), points, side="right") / len(b)
    return float(np.abs(below_a - below_b).max())


def jensen_shannon(a: Mapping[str, int], b: Mapping[str, int]) -> float:
    """Jensen-Shannon divergence of two counts, in nats, from 0 to log 2; log 2 where only one is empty."""
    labels = sorted({*a, *b})
    counts = np.array([[a.get(label, 0) for label in labels], [b.get(label, 0) for label in labels]], np.float64)
    totals = counts.sum(axis=1)
    if not totals.any():
        return 0.0
    if not totals.all():
        return math.log(2)
    shares = counts / totals[:, None]
    middle = shares.mean(axis=0)
    ratios = np.divide(shares, middle, out=np.ones_like(shares), where=shares > 0)
    return float((shares * np.log(ratios)).sum() / 2)
