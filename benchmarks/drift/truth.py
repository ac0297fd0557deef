"""Acceptance point 6: the estimate of precision against a truth that only the simulation knows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.quality.estimates.estimate import Estimate
from driftwatch.quality.estimates.label_free import Taught, Withheld, estimate_without_labels
from driftwatch.quality.estimates.unlikeness import Stretch

REVIEWS = 500
DETECTIONS = 2000
_FRAMES = 600
_FLOOR = 0.3


@dataclass(frozen=True, slots=True)
class Chunk:
    """A window of detections: what can be seen of it, and which detections are right."""

    evidence: Stretch
    right: NDArray[np.bool_]

    @property
    def precision(self) -> float:
        return float(self.right.mean())


@dataclass(frozen=True, slots=True)
class Judged:
    """One chunk. truth, usual: precision of the chunk and of the reviewed one."""

    truth: float
    usual: float
    answer: Estimate | Withheld

    @property
    def harmful(self) -> bool:
        """A true drop of at least five points."""
        return self.usual - self.truth >= 0.05

    @property
    def caught(self) -> bool:
        """Withheld, or an estimate that says that precision fell."""
        return isinstance(self.answer, Withheld) or self.answer.high < self.usual


def chunk(rng: np.random.Generator, damage: float) -> Chunk:
    """`damage` from 0 to 1: blur and darkness; confidences fall with it, and the truth falls faster."""
    logits = 1.5 - 0.6 * damage + rng.normal(0, 0.9, 2 * DETECTIONS)
    logits = logits[logits > np.log(_FLOOR / (1 - _FLOOR))][:DETECTIONS]
    right = rng.random(len(logits)) < 1 / (1 + np.exp(-(0.4 + 1.2 * logits - 2.5 * damage)))
    names = ("person", "car", "dog")
    labels: dict[str, int] = dict(zip(names, rng.multinomial(len(logits), (0.5, 0.35, 0.15)).tolist(), strict=True))
    brightness = rng.normal(120 - 30 * damage, 20, _FRAMES)
    contrast = rng.normal(50 - 10 * damage, 8, _FRAMES)
    sharpness = rng.lognormal(6 - damage, 0.4, _FRAMES)
    images = np.stack([brightness, contrast, sharpness], axis=1)
    return Chunk(Stretch(1 / (1 + np.exp(-logits)), labels, images), right)


def run_truth(seed: int) -> list[Judged]:
    """Twelve chunks of one site, half of them damaged more and more, judged after 500 reviews."""
    rng = np.random.default_rng(seed)
    usual = chunk(rng, 0.0)
    reviews = _reviews(rng, usual, REVIEWS)
    judged: list[Judged] = []
    for damage in (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0):
        seen = chunk(rng, damage)
        answer = estimate_without_labels(reviews, usual.evidence, seen.evidence, rng)
        judged.append(Judged(seen.precision, usual.precision, answer))
    return judged


def _reviews(rng: np.random.Generator, seen: Chunk, count: int) -> Taught:
    picked = rng.choice(len(seen.right), count, replace=False)
    return Taught(seen.evidence.confidences[picked], seen.right[picked], np.ones(count), np.arange(count))
