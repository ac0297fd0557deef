"""A share over frames that were drawn with known chances: precision, recall, the rate of slips."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.interval import interval

Floats = NDArray[np.float64]

_PRIOR_FRAMES: Final = 3.0
"""Frames that the assumption weighs that boxes of a frame share their luck, against frames of the rarer kind."""

_SMOOTH: Final = 0.1  # part of the variance taken off from which on an estimate does not jump by whole boxes


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """(N,) each, a row a frame. weights: how many frames of the stream it represents. right: how many of its `boxes`.

    expected: what the model's confidences say of `right`, less what they say of the whole stream's boxes; its weighted
    sum over the stream is 0. 0 where nothing is known.
    """

    weights: Floats
    right: Floats
    boxes: Floats
    expected: Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """value: not clipped. trust: lambda, the part of the expected that is taken off. variance: of the value.

    effective: as many independent draws would know as much. gain: variance with the expected over that without.
    """

    value: float
    trust: float
    variance: float
    effective: float
    gain: float = 1.0


def estimate_share(frames: Frames) -> Estimate | None:
    """Sum w (right - trust * expected) / sum w boxes, and its interval; None without a box.

    Prediction-powered inference with a tuned trust (PPI++): Angelopoulos, Duchi & Zrnic (2023), by frame.
    """
    solved = solve(frames)
    if solved is None:
        return None
    return interval(min(max(solved.value, 0.0), 1.0), solved.effective, min(1.0, (1.0 - solved.gain) / _SMOOTH))


def solve(frames: Frames) -> Solved | None:
    has = (frames.boxes > 0) | (frames.expected != 0)
    weights, right, boxes, expected = (
        column[has] for column in (frames.weights, frames.right, frames.boxes, frames.expected)
    )
    known = float(weights @ boxes)
    if known <= 0:
        return None
    plain = float(weights @ right) / known
    trust = _trust(weights, right - plain * boxes, expected)
    value = plain - trust * float(weights @ expected) / known
    independent = known**2 / float(((weights * boxes) ** 2).sum())
    if plain in (0.0, 1.0):
        return Solved(plain, 0.0, 0.0, independent)
    return _with_variance(Frames(weights, right, boxes, expected), plain, value, trust)


def _trust(weights: Floats, errors: Floats, expected: Floats) -> float:
    """Cov / var over frames, weighted; in [0, 1]."""
    squares = weights * weights
    spread = float(squares @ (expected * expected))
    return min(max(float(squares @ (errors * expected)) / spread, 0.0), 1.0) if spread > 0 else 0.0


def _with_variance(frames: Frames, plain: float, value: float, trust: float) -> Solved:
    """Adds the variance, drawn towards the worst where few frames are of the rarer kind.

    They say little of how boxes share their luck; the worst is that all boxes of a frame are right or wrong together.
    """
    weights, right, boxes, expected = frames.weights, frames.right, frames.boxes, frames.expected
    known, count = float(weights @ boxes), len(weights)
    scale = count / max(count - 1, 1) / known**2
    errors = weights * (right - plain * boxes)
    alone = scale * float(errors @ errors)
    left = weights * (right - value * boxes - trust * expected)
    helped = scale * float(left @ left)
    worst = plain * (1 - plain) * float(((weights * boxes) ** 2).sum()) / known**2
    rarer = float(min((right < boxes).sum(), (right > 0).sum()))
    part = rarer / (rarer + _PRIOR_FRAMES)
    drawn = part * alone + (1 - part) * max(worst, alone)
    sure = rarer / (rarer + 1.0)
    gain = sure * min(helped / alone, 1.0) + (1 - sure) if alone > 0 else 1.0
    variance = drawn * gain
    inside = min(max(value, 0.5 / count), 1 - 0.5 / count)
    return Solved(value, trust, variance, inside * (1 - inside) / variance if variance > 0 else math.inf, gain)
