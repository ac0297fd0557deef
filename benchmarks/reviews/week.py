"""A week of a stream as the product sees it: a pool, an order of review, and rows with weights."""

from dataclasses import dataclass

import numpy as np

from benchmarks.reviews.world import Floats, World
from driftwatch.quality.estimates.calibration import Calibration, fit
from driftwatch.quality.estimates.share import Frames
from driftwatch.quality.sampling.draw import Draw
from driftwatch.quality.sampling.shares import emphases
from driftwatch.quality.sampling.strata import by_expected_wrong

POOL, FRAMES = 2000, 20_000
"""Frames of a week that come into the pool, and that there are."""


@dataclass(frozen=True)
class Taught:
    """What earlier reviews taught: a curve, and how much sooner each stratum is reviewed."""

    calibration: Calibration
    emphasis: dict[str, float]


def strata(chances: Floats) -> list[str]:
    """Of frames with their boxes' chances, a row each; the confidences alone speak."""
    return [by_expected_wrong(wrong) for wrong in (1.0 - chances).sum(axis=1).tolist()]


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
    """Frames drawn by stratum out of a pool, with the confidences of all the week known."""
    right, confidences = world.frames(POOL, rng)
    chances = taught.calibration.chances(confidences)
    rest = taught.calibration.chances(world.frames(FRAMES - POOL, rng)[1])
    mean = (chances.sum() + rest.sum()) / (chances.size + rest.size)
    names = strata(chances)
    emphasis = np.array([taught.emphasis.get(name, 1.0) for name in names])
    share = POOL / FRAMES
    priorities = rng.exponential(share / emphasis)
    order = np.argsort(priorities)[:reviews]
    reach = float(priorities[order[-1]])
    weights = [Draw(share, names[i], float(emphasis[i]), float(priorities[i])).weight(reach) for i in order]
    expected = (chances[order] - mean).sum(1)
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
