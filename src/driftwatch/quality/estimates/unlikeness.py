"""How unlike two stretches of a stream are: whether what was learned in one holds in the other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CONFIDENCE_KS: Final = 0.1
_LABEL_JS: Final = 0.02
_IMAGE_KS: Final = 0.12
_TOGETHER: Final = 1.1
"""Limit of the root of the summed squares of all distances, each as a multiple of its own limit: damage that costs
precision shows a little in every respect before it shows enough in one."""
_IMAGE_FIGURES: Final = ("brightness", "contrast", "sharpness")


@dataclass(frozen=True, slots=True)
class Stretch:
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


def compare(reviewed: Stretch, window: Stretch) -> tuple[Unlikeness, ...]:
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


def too_unlike(found: Sequence[Unlikeness]) -> tuple[str, ...]:
    """In words, why what was learned in one does not hold in the other; empty where it does."""
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
