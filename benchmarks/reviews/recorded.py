"""A stream whose frames were really seen by a model, and of whose boxes somebody knows which are right."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.reviews.week import POOL, Taught
from benchmarks.reviews.world import Floats
from driftwatch.quality.estimates.calibration import Calibration, fit
from driftwatch.quality.estimates.frames import expected_found
from driftwatch.quality.estimates.share import Frames
from driftwatch.quality.sampling.shares import emphases
from driftwatch.quality.sampling.strata import FrameFacts, stratum_of
from driftwatch.quality.totals import BINS


@dataclass(frozen=True, slots=True)
class Judged:
    """One frame. boxes: confidence, and whether it is right, of each that was served.

    below: how far below the threshold the nearest box lies that was not served, None without one. missed: objects.
    """

    boxes: tuple[tuple[float, bool], ...]
    below: float | None
    missed: int


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """N frames with B boxes, and `below` and `missed` as Judged has them.

    owners: (B,) number of the frame of each box, not falling. confidences, right: (B,). missed: (N,).
    """

    below: tuple[float | None, ...]
    owners: NDArray[np.int64]
    confidences: Floats
    right: NDArray[np.bool_]
    missed: NDArray[np.int64]

    @classmethod
    def of(cls, frames: Iterable[Judged]) -> "Recorded":
        every = list(frames)
        rows = [(number, *box) for number, one in enumerate(every) for box in one.boxes]
        owners, confidences, right = np.array(rows, np.float64).reshape(-1, 3).T
        missed = np.array([one.missed for one in every])
        return cls(tuple(one.below for one in every), owners.astype(np.int64), confidences, right > 0, missed)

    @property
    def size(self) -> int:
        return len(self.below)

    @property
    def precision(self) -> float:
        return float(self.right.mean())

    @property
    def recall(self) -> float:
        found = int(self.right.sum())
        return found / (found + int(self.missed.sum()))

    @property
    def auc(self) -> float:
        """With which confidence separates right from wrong boxes; ties count half (Mann & Whitney 1947)."""
        right, wrong = np.sort(self.confidences[self.right]), self.confidences[~self.right]
        less = np.searchsorted(right, wrong, side="left") + np.searchsorted(right, wrong, side="right")
        return 1.0 - float(less.mean()) / (2 * len(right)) if len(right) and len(wrong) else float("nan")

    def per_frame(self, values: Floats) -> Floats:
        """(B,) of boxes to (N,), added up."""
        return np.bincount(self.owners, weights=values, minlength=self.size).astype(np.float64)

    def strata(self, calibration: Calibration) -> list[str]:
        """As admission to the pool has them, without what other frames say."""
        chances = np.split(calibration.chances(self.confidences), np.searchsorted(self.owners, np.arange(1, self.size)))
        return [stratum_of(FrameFacts(one.tolist(), below)) for one, below in zip(chances, self.below, strict=True)]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A stream with what is known of each frame before a person looks; (N,) each.

    right, boxes: how many. expected: of right boxes, found: of found objects; less than the mean over the stream.
    """

    stream: Recorded
    emphasis: Floats
    right: Floats
    boxes: Floats
    expected: Floats
    found: Floats


def teach(earlier: Recorded, reviews: int, rng: np.random.Generator) -> tuple[Taught, dict[str, float]]:
    """From `reviews` frames of an earlier stream, drawn evenly: curve, emphases, and misses by stratum."""
    picked = np.isin(earlier.owners, rng.permutation(earlier.size)[:reviews])
    if picked.any():
        calibration = fit(earlier.confidences[picked], earlier.right[picked], np.ones(int(picked.sum())))
    else:
        calibration = Calibration()
    names = np.array(earlier.strata(calibration))
    frames = {str(name): float((names == name).sum()) for name in np.unique(names)}
    looked = rng.permutation(earlier.size)[:reviews]
    usual = float(earlier.missed[looked].mean())
    misses: dict[str, float] = {}
    for name in np.unique(names[looked]):
        those = earlier.missed[looked][names[looked] == name]
        misses[str(name)] = (float(those.sum()) + 10 * usual) / (len(those) + 10)
    return Taught(calibration, emphases(frames, {}, reviews)), misses


def know(stream: Recorded, taught: Taught, misses: dict[str, float]) -> Known:
    names = stream.strata(taught.calibration)
    chances = taught.calibration.of_bins()[np.minimum((stream.confidences * BINS).astype(np.int64), BINS - 1)]
    counts = {name: float(names.count(name)) for name in set(names)}
    found = expected_found(misses, counts)
    return Known(
        stream,
        np.array([taught.emphasis.get(name, 1.0) for name in names]),
        stream.per_frame(stream.right.astype(np.float64)),
        stream.per_frame(np.ones(len(stream.owners))),
        stream.per_frame(chances - chances.mean()),
        np.array([found.get(name, 0.0) for name in names]),
    )


def evenly(known: Known, reviews: int, rng: np.random.Generator) -> Frames:
    """Frames drawn evenly, of which no confidence is known."""
    rows = rng.permutation(known.stream.size)[:reviews]
    return Frames(np.ones(reviews), known.right[rows], known.boxes[rows], np.zeros(reviews))


def by_design(known: Known, reviews: int, rng: np.random.Generator) -> tuple[Frames, Frames]:
    """Of precision and of recall: drawn by stratum out of a pool, with the confidences of all the stream known."""
    share = min(1.0, POOL / known.stream.size)
    pool = np.flatnonzero(rng.random(known.stream.size) < share)
    priorities = rng.exponential(share / known.emphasis[pool])
    order = np.argpartition(priorities, reviews - 1)[:reviews]
    rates = known.emphasis[pool[order]] / share
    weights = 1 / (share * -np.expm1(-rates * priorities[order].max()))
    rows = pool[order]
    objects = known.right[rows] + known.stream.missed[rows]
    precision = Frames(weights, known.right[rows], known.boxes[rows], known.expected[rows])
    return precision, Frames(weights, known.right[rows], objects, known.found[rows])


def turns(known: Known, reviews: int, rng: np.random.Generator) -> Frames:
    """In the order of review, out of a stream without end that looks like this one; weighed as the order is."""
    chances = known.emphasis / known.emphasis.sum()
    rows = rng.choice(known.stream.size, reviews, p=chances)
    return Frames(1 / known.emphasis[rows], known.right[rows], known.boxes[rows], known.expected[rows])
