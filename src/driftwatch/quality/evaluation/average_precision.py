"""AP50 and AP50-95 as COCO defines them: the mean precision over 101 levels of recall, and over ten overlaps.

Definition: https://cocodataset.org/#detection-eval, all areas, at most 100 boxes of a label in an image.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.evaluation.labelled import Judged
from driftwatch.quality.evaluation.matching import CROWD, Pairing

OVERLAPS: Final = tuple(float(value) for value in np.linspace(0.5, 0.95, 10))
_RECALLS: Final = np.linspace(0.0, 1.0, 101)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """at_50: with an overlap of 0.5 or more. mean: over overlaps of 0.5 to 0.95. In [0, 1]."""

    at_50: float
    mean: float


def average_precision(judged: Sequence[Judged], label: str) -> AveragePrecision | None:
    """None for a label without an object in the data set: then there is nothing that could be found."""
    pairings = [one for one in (Pairing(image, label) for image in judged) if not one.is_empty]
    values = [_at(pairings, threshold) for threshold in OVERLAPS]
    if not values or values[0] is None:
        return None
    known = [value for value in values if value is not None]
    return AveragePrecision(known[0], float(np.mean(known)))


def mean_of(each: Sequence[AveragePrecision | None]) -> AveragePrecision | None:
    """Over the labels that have objects; None where none has."""
    known = [one for one in each if one is not None]
    if not known:
        return None
    return AveragePrecision(float(np.mean([one.at_50 for one in known])), float(np.mean([one.mean for one in known])))


def _at(pairings: Sequence[Pairing], threshold: float) -> float | None:
    matches = [pairing.at(threshold) for pairing in pairings]
    objects = sum(len(one.truths) for one in matches)
    if not objects:
        return None
    rows = [
        (found.confidence, partner is not None)
        for one in matches
        for found, partner in zip(one.found, one.of_found, strict=True)
        if partner != CROWD
    ]
    columns = np.array(rows, np.float64).reshape(-1, 2)
    right = columns[np.argsort(-columns[:, 0], kind="mergesort"), 1]
    return _area(right, objects)


def _area(right: Floats, objects: int) -> float:
    """Mean over the levels of recall of the best precision at that recall or a higher one."""
    hits = np.cumsum(right)
    precision = hits / (np.arange(len(right)) + 1 + np.spacing(1))
    best = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(hits / objects, _RECALLS, side="left")
    return float(np.where(places < len(best), np.append(best, 0.0)[np.minimum(places, len(best))], 0.0).mean())
