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
_SHORT: Final = 2.0
"""A stretch in which luck alone takes a limit to that multiple of the usual one shows nothing."""
_KOLMOGOROV_99: Final = 1.6276
_KOLMOGOROV_SQUARE: Final = math.pi**2 / 12
"""Mean square of Kolmogorov's law."""
_NORMAL_99: Final = 2.3263
_IMAGE_FIGURES: Final = ("brightness", "contrast", "sharpness")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a stretch of time looked like, from a sample of it.

    confidences: (N,) of counted detections. labels: detections by label. images: (K, 3) brightness, contrast and
    sharpness of frames.
    objects, moments: how many of the detections, and of the images, are independent of each other; None: all of them.
    A thing that stays in view for a minute is one object, whatever the frame rate.
    """

    confidences: Floats
    labels: Mapping[str, int]
    images: Floats
    objects: int | None = None
    moments: int | None = None

    @property
    def independent(self) -> tuple[int, int]:
        """Detections and images, at least one each."""
        sizes = (self.objects, len(self.confidences)), (self.moments, len(self.images))
        detections, images = (max(1, most if one is None else min(one, most)) for one, most in sizes)
        return detections, images


@dataclass(frozen=True, slots=True)
class Unlikeness:
    """One respect in which two stretches differ. distance, limit: Kolmogorov-Smirnov, or Jensen-Shannon for labels.

    limit: not below what two like stretches of that many detections or images exceed once in a hundred times.
    usual: the limit of long stretches. luck: the mean square of the distance of two like ones.
    """

    respect: str
    distance: float
    limit: float
    usual: float
    luck: float

    @property
    def unseen(self) -> float:
        """How far they may be from each other: in short stretches as far as the limit, whatever is seen."""
        return self.distance if self.limit <= self.usual else max(self.distance, self.limit)

    @property
    def excess(self) -> float:
        """What luck does not explain, as a part of the limit."""
        return math.sqrt(max(self.distance**2 - self.luck, 0.0)) / self.limit

    def __str__(self) -> str:
        return f"{self.respect} differ by {self.distance:.3f}, the limit is {self.limit:.3g}"


def compare(reviewed: Stretch, window: Stretch) -> tuple[Unlikeness, ...]:
    """How far the two stretches are from each other in each respect; both must hold detections and images."""
    detections, images = (
        1 / before + 1 / after for before, after in zip(reviewed.independent, window.independent, strict=True)
    )
    known = max(len({*reviewed.labels, *window.labels}) - 1, 1)
    return (
        _compared("confidences", reviewed.confidences, window.confidences, _CONFIDENCE_KS, detections),
        _labels(jensen_shannon(reviewed.labels, window.labels), detections / 8, known),
        *(
            _compared(f"{name} of the images", before, after, _IMAGE_KS, images)
            for name, before, after in zip(_IMAGE_FIGURES, reviewed.images.T, window.images.T, strict=True)
        ),
    )


def _compared(respect: str, before: Floats, after: Floats, limit: float, spread: float) -> Unlikeness:
    """spread: 1 / n + 1 / m. The distance of like samples follows Kolmogorov's law times its root (Smirnov 1948)."""
    distance = kolmogorov_smirnov(before, after)
    highest = max(limit, _KOLMOGOROV_99 * math.sqrt(spread))
    return Unlikeness(respect, distance, highest, limit, _KOLMOGOROV_SQUARE * spread)


def _labels(distance: float, scale: float, known: int) -> Unlikeness:
    """Of like samples it is about `scale` times a chi-squared variable of `known` degrees (Lin 1991, Wilks 1938)."""
    part = 2 / (9 * known)
    highest = scale * known * (1 - part + _NORMAL_99 * math.sqrt(part)) ** 3  # Wilson and Hilferty (1931)
    return Unlikeness("labels", distance, max(_LABEL_JS, highest), _LABEL_JS, scale**2 * known * (known + 2))


def too_unlike(found: Sequence[Unlikeness]) -> tuple[str, ...]:
    """In words, why what was learned in one does not hold in the other; empty where it does."""
    short = [one.respect for one in found if one.limit > _SHORT * one.usual]
    if short:
        return (f"the stretch is too short to compare {', '.join(short)}",)
    reasons = tuple(str(respect) for respect in found if respect.distance >= respect.limit)
    together = math.hypot(*(respect.excess for respect in found))
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
