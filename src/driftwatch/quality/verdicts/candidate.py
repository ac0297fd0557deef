"""Is the candidate better? From reviews of frames on which it and the live model differ; the others cancel out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.distributions import student_t


@dataclass(frozen=True, slots=True)
class Look:
    """A number of reviews at which the candidate is judged, and the chance of each wrong verdict that this may cost."""

    reviews: int
    worse: float
    promote: float


LOOKS: Final = (
    Look(30, 0.001, 0.0005),
    Look(60, 0.04, 0.0022),
    Look(120, 0.004, 0.0068),
    Look(240, 0.0015, 0.0143),
    Look(480, 0.001, 0.022),
    Look(960, 0.0008, 0.014),
    Look(1920, 0.0007, 0.0104),
)
"""Together a chance of 0.05 of calling an equal candidate worse, and one of 0.05 of promoting one that is worse by
just the margin: alpha spending plans (Lan & DeMets 1983), one for each error.

`worse` spends nearly all at 60, since most bad candidates can be told by then; `promote` spends most at 480, where an
equal one can first be told from one that is worse by the margin. Its chances add up to more than 0.05 because looks are
alike: they were set so that a random walk at the margin passes any of them with a chance of 0.05. Verdicts between
looks would cost more, so there are none.
"""
MARGIN: Final = 0.01


class CandidateVerdict(str, Enum):
    PROMOTE = "promote"
    WORSE = "worse"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class CandidateDisagreement:
    """One reviewed frame on which the two differ.

    Boxes that only the candidate has are gained, those that only the live model has are lost. weight: how many frames
    it represents, up to a common factor.
    """

    gained_right: int
    gained_wrong: int
    lost_right: int
    lost_wrong: int
    weight: float = 1.0

    @property
    def better(self) -> int:
        """Errors that the candidate makes less: a wrong box is one, and so is an object that is not found."""
        return self.gained_right + self.lost_wrong - self.gained_wrong - self.lost_right


@dataclass(frozen=True, slots=True)
class Compared:
    """What the counters know. frames: seen by both. differing: of these. live, candidate: boxes of each, served.

    precision: of the live model; None where nobody knows it.
    """

    frames: int
    differing: int
    live: int
    candidate: int
    precision: float | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """A difference, candidate less live, with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """per_thousand: gained right, gained wrong, lost right, lost wrong boxes in 1,000 frames.

    precision: the difference, None where that of the live model is not known. found: objects in 1,000 frames. better:
    errors avoided, as a share of the live model's boxes; the verdict is about it.
    reviews_needed: about how many more until there is a verdict; 0 where there is one. What both miss is not seen.
    """

    verdict: CandidateVerdict
    per_thousand: tuple[float, float, float, float]
    precision: Bounds | None
    found: Bounds
    better: Bounds
    reviews: int
    reviews_needed: int


def judge_candidate(
    reviews: Sequence[CandidateDisagreement], compared: Compared, margin: float = MARGIN
) -> CandidateResult | None:
    """None with fewer than two reviews, or nothing compared. reviews: in their order.

    Where the live model serves nothing at all, shares are of the candidate's boxes.

    worse: it makes more errors than the live model, proven. promote: it is proven not to be worse by `margin` or more.
    """
    boxes = compared.live or compared.candidate
    if len(reviews) < 2 or not (compared.frames and boxes):
        return None
    rows = np.array([(r.gained_right, r.gained_wrong, r.lost_right, r.lost_wrong) for r in reviews], np.float64)
    weights = np.array([review.weight for review in reviews])
    share = compared.differing / compared.frames
    gained, lost = rows[:, 0] + rows[:, 1], rows[:, 2] + rows[:, 3]
    net = rows[:, 0] - rows[:, 2]
    better = np.array([float(review.better) for review in reviews])
    a_box = compared.differing / boxes
    verdict, needed = _verdict(better * a_box, weights, margin)
    means = 1000 * share * (weights @ rows) / weights.sum()
    precision = None
    if compared.precision is not None and compared.candidate:
        more = (net - compared.precision * (gained - lost)) * compared.differing / compared.candidate
        precision = _bounds(more, weights)
    return CandidateResult(
        verdict,
        (float(means[0]), float(means[1]), float(means[2]), float(means[3])),
        precision,
        _bounds(1000 * share * net, weights),
        _bounds(better * a_box, weights),
        len(reviews),
        needed,
    )


def _verdict(values: NDArray[np.float64], weights: NDArray[np.float64], margin: float) -> tuple[CandidateVerdict, int]:
    for look in LOOKS:
        if len(values) < look.reviews:
            break
        verdict = _at(look, _mean(values[: look.reviews], weights[: look.reviews]), margin)
        if verdict is not CandidateVerdict.UNDECIDED:
            return verdict, 0
    return CandidateVerdict.UNDECIDED, _needed(values, weights, margin)


def _needed(values: NDArray[np.float64], weights: NDArray[np.float64], margin: float) -> int:
    """To the first look at which the present mean and scatter would decide; the last one where none would."""
    count = len(values)
    mean, error = _mean(values, weights)
    for look in LOOKS:
        if look.reviews <= count:
            continue
        then = mean, error * math.sqrt(count / look.reviews)
        if _at(look, then, margin) is not CandidateVerdict.UNDECIDED:
            return look.reviews - count
    return max(LOOKS[-1].reviews - count, 0)


def _at(look: Look, found: tuple[float, float], margin: float) -> CandidateVerdict:
    """found: mean and standard error after as many reviews."""
    mean, error = found
    if mean + student_t(look.reviews - 1, 2 * look.worse) * error < 0:
        return CandidateVerdict.WORSE
    if mean - student_t(look.reviews - 1, 2 * look.promote) * error > -margin:
        return CandidateVerdict.PROMOTE
    return CandidateVerdict.UNDECIDED


def _bounds(values: NDArray[np.float64], weights: NDArray[np.float64]) -> Bounds:
    mean, error = _mean(values, weights)
    reach = student_t(len(values) - 1, 0.05) * error
    return Bounds(mean, mean - reach, mean + reach)


def _mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Weighted, and its standard error; as if one more review had differed by 1, so that equal ones are not certain."""
    total, count = float(weights.sum()), len(values)
    mean = float(weights @ values) / total
    largest = float(np.abs(values).max())
    squares = float((weights * (values - mean)) @ (weights * (values - mean))) + (largest * total / count) ** 2
    return mean, math.sqrt(count / (count - 1) * squares) / total
