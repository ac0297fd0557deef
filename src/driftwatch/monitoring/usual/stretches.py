"""The lowest stretches of the days learned, for each kind of day: what lies clearly below them is a loss."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.scatter import rolling

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ANY_DAY: Final = -1
"""The place of all days together among the kinds."""
BUSY: Final = 0.5
"""Of what is expected of the busiest stretch of a length, from which on a stretch is a busy one."""
_DAYS_OF_LOWEST = 5
"""With a busy stretch, from which on their lowest is known."""
_FEW_DAYS_OF_LOWEST = 3
"""From which on it is known together with that of all days: Saturdays differ from each other about as others do."""


@dataclass(frozen=True, slots=True)
class Stretches:
    """Of W lengths, K kinds of day, all days together as one more, and S series of counts.

    A stretch is of the kind that most of it is due on.
    """

    lowest: Floats
    """(W, K + 1, S) smallest ratio of seen to expected of busy stretches; 0 where it is not known."""
    busiest: Floats
    """(W, K + 1, S) the most counts that were expected of one."""

    def part(self, series: slice) -> "Stretches":
        """Some series alone."""
        return Stretches(self.lowest[:, :, series], self.busiest[:, :, series])

    def known_lowest(self, length: int, kinds: Ints) -> Floats:
        """(S,) of stretches of length number `length` and of (S,) kinds."""
        return self.lowest[length, kinds, np.arange(len(kinds))]

    def busy(self, length: int, kinds: Ints, expected: Floats) -> NDArray[np.bool_]:
        """(S,) whether stretches in which (S,) counts are expected say what the lowest of a busy one may be."""
        return expected >= BUSY * self.busiest[length, kinds, np.arange(len(kinds))]


def kinds_of(expected: Floats, kinds: Ints, count: int) -> Ints:
    """(S,) the kind of day that most of (N, S) expected counts are due on. kinds: (N,) below `count`."""
    return np.stack([expected[kinds == kind].sum(axis=0) for kind in range(count)]).argmax(axis=0)


def lowest_stretches(
    counts: Floats, expected: Floats, enough: NDArray[np.bool_], kinds: Ints, hours: int, count: int
) -> tuple[Floats, Floats]:
    """(K + 1, S) lowest ratios and most expected counts of stretches of `hours`, out of (T, S) hours.

    enough: (T, S) whether the stretch up to each hour says anything. kinds: (T,) below `count`, the number of kinds.
    """
    wanted, seen = rolling(expected, hours), rolling(counts, hours)
    of = np.stack([rolling(expected * (kinds == kind)[:, None], hours) for kind in range(count)]).argmax(axis=0)
    ratio = np.divide(seen, wanted, out=np.full_like(wanted, np.inf), where=wanted > 0)
    lowest, busiest = (np.zeros((count + 1, expected.shape[1])) for _ in range(2))
    for kind in (ANY_DAY, *range(count)):
        own = (of == kind) | (kind == ANY_DAY)
        busiest[kind] = np.where(own, wanted, 0.0).max(axis=0, initial=0.0)
        busy = enough & own & (wanted >= BUSY * busiest[kind])
        days = busy.reshape(len(busy) // HOURS_A_DAY, HOURS_A_DAY, busy.shape[1]).any(axis=1).sum(axis=0)
        low = np.where(busy, ratio, np.inf).min(axis=0, initial=np.inf)
        few = np.where(days >= _FEW_DAYS_OF_LOWEST, np.minimum(low, lowest[ANY_DAY]), 0.0)
        lowest[kind] = np.where(days >= _DAYS_OF_LOWEST, np.minimum(low, 1.0), few)
    return lowest, busiest
