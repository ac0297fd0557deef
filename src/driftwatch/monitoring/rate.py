"""How many detections a frame usually has through the day, and how long there may be none at all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.cusum import largest_excursion, long_run_deviation, siegmund_threshold
from driftwatch.monitoring.figures import trust
from driftwatch.monitoring.profile import SLOTS, DayProfile

STEP = 15
"""Minutes over which detections are added up before they are compared."""
CHANGE = 0.5
"""The relative change that the sum is tuned to find: twice or half as many."""
_CAUTION = 3.0
_LEAST_THRESHOLD = 1.0
_GAPS = 3.0
_LEAST_OUTAGE = 30
_STEPS_A_YEAR = 365.25 * SLOTS / STEP


@dataclass(frozen=True, slots=True)
class RateReference:
    """mean: detections a frame. profile: of detections a frame over the day. threshold: of the cumulative sum of
    relative residuals. longest_gap: minutes with frames and without any detection.
    """

    mean: float
    profile: DayProfile
    deviation: float
    excursion: float
    slack: float
    threshold: float
    longest_gap: int

    @property
    def outage_minutes(self) -> float:
        """So many minutes with frames and without a detection are an outage."""
        return max(_LEAST_OUTAGE, _GAPS * self.longest_gap)


def relative_residual(seen: float, low: float, high: float) -> float:
    """How far `seen` lies outside [low, high], as a share of the larger number: twice as many is 0.5, half is -0.5."""
    if seen > high:
        return (seen - high) / seen
    return (seen - low) / low if seen < low else 0.0


def learn_rate(frames: NDArray[np.float64], detections: NDArray[np.float64]) -> RateReference:
    """Learns from (D, 1440) counts of at least two days; some frame must have been seen."""
    rates = np.divide(detections, frames, out=np.zeros_like(detections), where=frames > 0)
    steps: list[tuple[float, float]] = []
    for day in range(len(frames)):
        others = np.arange(len(frames)) != day
        if frames[others].any():
            profile = DayProfile.learn(rates[others], frames[others])
            steps += _steps(profile, frames[day], detections[day])
    residuals = np.array([residual for residual, _ in steps])
    weights = np.array([weight for _, weight in steps])
    weighted, allowance = residuals * weights, CHANGE / 2 * weights
    deviation = long_run_deviation(weighted, (1, 4, 16))
    excursion = max(largest_excursion(weighted - allowance), largest_excursion(-weighted - allowance))
    slack = CHANGE / 2 * float(weights.mean()) if len(weights) else CHANGE / 2
    sure = siegmund_threshold(slack, deviation, _STEPS_A_YEAR)
    return RateReference(
        mean=float(detections.sum() / frames.sum()),
        profile=DayProfile.learn(rates, frames),
        deviation=deviation,
        excursion=excursion,
        slack=CHANGE / 2,
        threshold=max(sure, _CAUTION * excursion, _LEAST_THRESHOLD),
        longest_gap=_longest_gap(frames.ravel(), detections.ravel()),
    )


def _steps(
    profile: DayProfile, frames: NDArray[np.float64], detections: NDArray[np.float64]
) -> list[tuple[float, float]]:
    """Relative residual and weight of each 15 minutes of a day that have frames."""
    seen = detections.reshape(-1, STEP).sum(axis=1)
    expected = [(frames * line).reshape(-1, STEP).sum(axis=1) for line in profile.lines()]
    active = frames.reshape(-1, STEP).sum(axis=1) > 0
    low, high, centre = (part[active].tolist() for part in expected)
    values = zip(seen[active].tolist(), low, high, centre, strict=True)
    return [(relative_residual(s, a, b), trust(max(c, s))) for s, a, b, c in values]


def _longest_gap(frames: NDArray[np.float64], detections: NDArray[np.float64]) -> int:
    empty = detections[frames > 0] == 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], empty, [False])).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0
