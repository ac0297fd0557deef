"""How often frames usually come: more of them show the same objects again, and those are no more evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.day import BLOCKS_AN_HOUR, OF_LABEL, TOTALS, Day, by_hour

Floats = NDArray[np.float64]

UNUSUAL: Final = 1.25
"""Times as often as usual, or as seldom, from which on the pace is an unusual one."""
_QUARTILE = 25.0
"""Of the days learned: after a change for good both the days before and those after it are at that pace, or faster."""
_COME = ("begun", "fleeting")
"""What is counted as it is, however often frames come."""
_THINNED_TOTALS, _THINNED_OF_LABEL = (np.array([name not in _COME for name in names]) for names in (TOTALS, OF_LABEL))


@dataclass(frozen=True, slots=True)
class FramePace:
    """blocks: (24,) frames of five minutes by hour of the day; infinite where that is not known."""

    blocks: Floats

    def blocks_of(self, day: Day) -> Floats:
        """(288, 6) TOTALS, as they would be if frames had not come more often than usual."""
        return _times(day.blocks(), self._kept(day), _THINNED_TOTALS)

    def hours_of(self, day: Day, labels: Sequence[str]) -> Floats:
        """(24, L, 5) OF_LABEL of each hour and label, as they would be then."""
        if not labels:
            return np.zeros((HOURS_A_DAY, 0, len(OF_LABEL)))
        frames, kept = by_hour(day.blocks()[:, 0]), by_hour(day.blocks()[:, 0] * self._kept(day))
        share = np.divide(kept, frames, out=np.ones(HOURS_A_DAY), where=frames > 0)
        return np.stack([_times(day.hours_of(label), share, _THINNED_OF_LABEL) for label in labels], axis=1)

    def times(self, day: Day) -> Floats:
        """(24,) how many times as often as usual frames came in each hour; 1 where either is not known."""
        now = _of_day(day)
        return np.divide(now, self.blocks, out=np.ones(HOURS_A_DAY), where=np.isfinite(self.blocks) & (now > 0))

    def _kept(self, day: Day) -> Floats:
        """(288,) share of the frames of each block that counts."""
        frames, usual = day.blocks()[:, 0], np.repeat(self.blocks, BLOCKS_AN_HOUR)
        return np.divide(usual, frames, out=np.ones(len(frames)), where=frames > UNUSUAL * usual)


def learn_pace(days: Sequence[Day]) -> FramePace:
    """Of at least one day."""
    paces = np.stack([_of_day(day) for day in days])
    known = ~np.isnan(paces).all(axis=0)
    blocks = np.full(HOURS_A_DAY, np.inf)
    blocks[known] = np.nanpercentile(paces[:, known], _QUARTILE, axis=0)
    return FramePace(blocks)


def _of_day(day: Day) -> Floats:
    """(24,) frames of a block of each hour in which there are some; NaN where there are none."""
    frames = day.blocks()[:, 0]
    looked = by_hour((frames > 0).astype(np.float64))
    return np.divide(by_hour(frames), looked, out=np.full(HOURS_A_DAY, np.nan), where=looked > 0)


def _times(rows: Floats, shares: Floats, thinned: NDArray[np.bool_]) -> Floats:
    return rows if bool((shares == 1).all()) else np.where(thinned, rows * shares[:, None], rows)
