"""What reviews teach of drawing frames: which come into the pool, and which of them a person sees sooner."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from driftwatch.quality.estimates.calibration import Calibration
from driftwatch.quality.lessons import Lessons
from driftwatch.quality.review import Review
from driftwatch.quality.sampling.shares import Spread, emphases
from driftwatch.quality.sampling.spreads import spreads
from driftwatch.watch.reviews.admission import Terms

_MORE: Final = 1.05  # times the reviews, when what they teach is learned again


@dataclass(frozen=True, slots=True)
class Emphasised:
    """strata: frames of the stream by stratum. is_undecided: see `emphases`."""

    strata: Mapping[str, float]
    reviews_per_week: int
    is_undecided: bool


class Teaching:
    """For one thread."""

    def __init__(self) -> None:
        self._taught: tuple[int, Calibration, Mapping[str, Spread]] = (0, Calibration(), {})

    def terms(self, before: Terms, reviews: Sequence[Review], wanted: Emphasised) -> Terms:
        """reviews: all that stand, of any camera and model."""
        calibration, scatter = self._learned(reviews)
        emphasis = emphases(wanted.strata, scatter, wanted.reviews_per_week, wanted.is_undecided)

        def chance_of(confidence: float) -> float:
            return float(calibration.chances(np.array([confidence]))[0])

        def emphasis_of(stratum: str) -> float:
            return emphasis.get(stratum, 1.0)

        return replace(before, chance_of=chance_of, emphasis_of=emphasis_of)

    def _learned(self, reviews: Sequence[Review]) -> tuple[Calibration, Mapping[str, Spread]]:
        """Again where there are a twentieth more than the last time, or fewer."""
        count, calibration, scatter = self._taught
        if not count <= len(reviews) < count * _MORE:
            calibration = Lessons(reviews).calibration("", math.inf)
            scatter = spreads(reviews, calibration)
            self._taught = len(reviews), calibration, scatter
        return calibration, scatter
