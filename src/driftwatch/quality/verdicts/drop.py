"""Has it dropped? A verdict that may be asked for after every review, with a known rate of false ones.

An e-detector: Shin, Ramdas & Rinaldo, "E-detectors: a nonparametric framework for sequential change detection" (2023),
in the manner of Shiryaev and Roberts: M = (M + 1) L, where L is a fair bet against "precision is at least `before`".
While that holds, M exceeds a number A after A reviews on average or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

WEEKS_A_YEAR: Final = 52.18
_DROPS: Final = (0.025, 0.05, 0.1, 0.2)
"""Losses of precision that the bets are sized for."""
_MOST: Final = 1e250  # proof beyond which nothing is asked
_STAKE: Final = 0.9
"""Part of what can be lost by one review that no bet exceeds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reviewed frame, in the order of review.

    at: when the frame was captured. weight: how much less often its like is shown than the average frame.
    right: how many of its `boxes` are. expected: what the confidences say of `right` less what they say of all boxes.
    """

    at: float
    weight: float
    right: float
    boxes: float
    expected: float = 0.0


@dataclass(frozen=True, slots=True)
class ProvenDrop:
    """A drop that is proven."""

    first: int
    reviews: int


def least_proof(reviews_per_week: float, watched: int) -> float:
    """The A that gives one false verdict a year, all `watched` labels together."""
    return reviews_per_week * WEEKS_A_YEAR * max(watched, 1)


def find_drop(evidence: Sequence[Evidence], before: float, proof: float) -> ProvenDrop | None:
    """The first drop below `before` in evidence that comes after `before` was learned; None while nothing is proven."""
    if not evidence or not 0.0 < before <= 1.0:
        return None
    unit = sum(one.weight * one.boxes for one in evidence) / len(evidence)
    if unit <= 0:
        return None
    losses = [one.weight * (before * one.boxes - one.right + one.expected) / unit for one in evidence]
    bets = _bets(evidence, before, unit)
    odds = np.mean([_odds(losses, bet) for bet in bets], axis=0)
    proven = np.flatnonzero(odds >= proof)
    if not len(proven):
        return None
    last = int(proven[0]) + 1
    first = max(_best(losses[:last], bet) for bet in bets)[1]
    return ProvenDrop(first, last - first)


def _odds(losses: Sequence[float], bet: float) -> list[float]:
    """M after each review."""
    odds, after = 0.0, list[float]()
    for gain in np.maximum(1.0 + bet * np.asarray(losses), 0.0).tolist():
        odds = (odds + 1.0) * gain
        if odds > _MOST:
            odds = _MOST
        after.append(odds)
    return after


def _best(losses: Sequence[float], bet: float) -> tuple[float, int]:
    """The stretch up to the last review that speaks most for a drop: its product, and where it begins."""
    product, first = 1.0, 0
    for number, loss in enumerate(losses):
        if product <= 1.0:
            product, first = 1.0, number
        product = min(product * max(1.0 + bet * loss, 0.0), _MOST)
    return product, first


def _bets(evidence: Sequence[Evidence], before: float, unit: float) -> list[float]:
    """Each as large as suits its drop, and such that a frame that is all right does not lose all.

    The worst frame is taken over all evidence: its boxes and chances are no verdicts.
    """
    room = max(before * (1.0 - before), 0.01)
    worst = max(one.weight * ((1.0 - before) * one.boxes + max(-one.expected, 0.0)) for one in evidence) / unit
    most = _STAKE / worst if worst > 0 else float("inf")
    return [min(drop / room, most) for drop in _DROPS]
