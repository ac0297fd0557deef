"""A week of a stream as the product sees it: a pool, an order of review, and rows with weights."""

from dataclasses import dataclass

import numpy as np

from benchmarks.reviews.world import Floats, World
from driftwatch.quality.estimates.calibration import Calibration, fit
from driftwatch.quality.estimates.share import Frames
from driftwatch.quality.sampling.draw import Draw
from driftwatch.quality.sampling.shares import emphases
from driftwatch.quality.sampling.strata import CERTAIN, EXPECTED_WRONG
from driftwatch.quality.totals import BINS

POOL, FRAMES = 2000, 20_000
"""Frames of a week that come into the pool, and that there are."""


@dataclass(frozen=True)
class Taught:
    """What earlier reviews taught: a curve, and how much sooner each stratum is reviewed."""

    calibration: Calibration
    emphasis: dict[str, float]


def strata(chances: Floats) -> list[str]:
    """Of frames with their boxes' chances, a row each; the confidences alone speak."""
    limits, names = zip(*reversed(EXPECTED_WRONG), strict=True)
    named = (CERTAIN, *names)
    return [named[place] for place in np.searchsorted(limits, (1.0 - chances).sum(axis=1), side="right")]


def teach(world: World, reviews: int, rng: np.random.Generator) -> Taught:
    """From `reviews` frames of earlier weeks, drawn evenly, and the strata of 2,000 frames."""
    right, confidences = world.frames(reviews, rng)
    calibration = fit(confidences.ravel(), right.ravel(), np.ones(right.size))
    seen = strata(calibration.chances(world.frames(POOL, rng)[1]))
    names, counts = np.unique(seen, return_counts=True)
    frames = {str(name): float(count) for name, count in zip(names, counts, strict=True)}
    return Taught(calibration, emphases(frames, {}, reviews))


def plain(world: World, reviews: int, rng: np.random.Generator) -> Frames:
    """Frames drawn evenly, of which no confidence is known."""
    right, _ = world.frames(reviews, rng)
    ones = np.ones(reviews)
    return Frames(ones, right.sum(1).astype(float), world.boxes * ones, 0.0 * ones)


def designed(world: World, taught: Taught, reviews: int, rng: np.random.Generator) -> Frames:
    """Frames drawn by stratum out of a pool, with the confidences of all the week counted in 64 bins."""
    right, confidences = world.frames(POOL, rng)
    names = strata(taught.calibration.chances(confidences))
    chances = taught.calibration.of_bins()
    places = np.minimum((confidences * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(places.ravel(), minlength=BINS)
    counts += rng.multinomial((FRAMES - POOL) * world.boxes, world.bins())
    mean = float(counts @ chances) / int(counts.sum())
    emphasis = np.array([taught.emphasis.get(name, 1.0) for name in names])
    share = POOL / FRAMES
    priorities = rng.exponential(share / emphasis)
    order = np.argpartition(priorities, reviews - 1)[:reviews]
    reach = float(priorities[order].max())
    weights = [Draw(share, names[i], float(emphasis[i]), float(priorities[i])).weight(reach) for i in order]
    expected = (chances[places[order]] - mean).sum(1)
    return Frames(np.array(weights), right[order].sum(1).astype(float), np.full(reviews, float(world.boxes)), expected)


def turns(
    world: World, taught: Taught | None, reviews: int, rng: np.random.Generator
) -> list[tuple[float, float, float]]:
    """(weight, right, expected) of frames with one box, in the order of review out of a pool that never runs dry."""
    if taught is None:
        return [(1.0, float(right), 0.0) for right in world.frames(reviews, rng)[0][:, 0]]
    right, confidences = world.frames(5 * reviews, rng)
    chances = taught.calibration.chances(confidences)
    emphasis = np.array([taught.emphasis.get(name, 1.0) for name in strata(chances)])
    picked = np.flatnonzero(rng.random(len(emphasis)) < emphasis / emphasis.max())[:reviews]
    mean = chances.mean()
    return [(float(1 / emphasis[i]), float(right[i, 0]), float(chances[i, 0] - mean)) for i in picked]
