"""What the last hours held of each series of counts, next to what they should have held, and windows of them."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.usual.counts import CountUsual, distance
from driftwatch.monitoring.usual.scatter import FILLED

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class When(Protocol):
    """kinds, hours: (N,) kind of day and hour of the day of hours in the order of time.

    pace: (N,) how many times as often as usual frames came.
    """

    @property
    def kinds(self) -> Ints: ...

    @property
    def hours(self) -> Ints: ...

    @property
    def pace(self) -> Floats: ...


@dataclass(frozen=True, slots=True)
class CountRows:
    """What N hours held and should have held of S series."""

    counts: Floats
    """(N, S)."""
    expected: Floats
    """(N, S)."""
    at_pace: Floats
    """(N, S) what would be expected if frames came as often as usual."""
    doubt: Floats
    """(N, S) expected over days."""
    begun: Floats
    """(N, S) objects that should have come."""
    present: Floats
    """(N, S) objects that should be in view at a time."""
    due: Floats
    """(N, S) what usually goes on in such hours, by which they weigh."""
    looked: NDArray[np.bool_]
    """(N,) whether the camera gave frames."""
    kinds: Ints
    """(N,) of day."""
    days: int
    """That the reference was learned from."""
    came: Floats | None = None
    """(N, S) objects that came into view; None where it is not known."""

    def window(self, usual: CountUsual, length: int) -> "CountWindow":
        """The last `length` hours."""
        counts, expected = self.counts[-length:].sum(axis=0), self.expected[-length:].sum(axis=0)
        doubt = np.divide(self.doubt[-length:].sum(axis=0), expected, out=np.ones_like(expected), where=expected > 0)
        begun, present = self.begun[-length:].sum(axis=0), self.present[-length]
        objects = usual.objects(expected, begun, present)
        came = np.full_like(expected, np.inf) if self.came is None else self.came[-length:].sum(axis=0)
        # On a Sunday morning a window is still full of Saturday: it must hold as much as a Saturday asks for.
        a_day = usual.a_day[np.unique(self.kinds[-length:])].max(axis=0)
        due, looked = self.due[-length:], self.looked[-length:]
        filled = due[looked].sum(axis=0) >= FILLED * due.sum(axis=0)
        times = np.divide(present + came, present + begun, out=np.full_like(expected, np.inf), where=begun > 0)
        # The scatter was learned from days judged by one day less than all.
        spread = np.maximum((1 + doubt) / (1 + 1 / max(self.days - 1, 1)), 1.0)
        at_pace = self.at_pace[-length:].sum(axis=0)
        return CountWindow(counts, expected, at_pace, a_day, objects, np.sqrt(spread), times, filled)


@dataclass(frozen=True, slots=True)
class CountWindow:
    """(S,) each."""

    counts: Floats
    """As in CountRows."""
    expected: Floats
    """As in CountRows."""
    at_pace: Floats
    """As in CountRows: by it a stretch is a busy one, or half of a day."""
    a_day: Floats
    """Counts that the busiest kind of day in it usually has."""
    objects: Floats
    """Independent ones that were expected."""
    caution: Floats
    """1 and more, for what few days leave uncertain."""
    times: Floats
    """Objects that came over those that should have come, with those that should be there; infinite where unknown."""
    filled: NDArray[np.bool_]
    """Whether the camera looked for most of it."""

    @property
    def ratio(self) -> Floats:
        return np.divide(self.counts, self.expected, out=np.ones_like(self.expected), where=self.expected > 0)

    def distance(self, scatter: Floats) -> Floats:
        """How far the counts are from what is expected, in deviations; negative where fewer."""
        return self._distance(self.ratio, scatter)

    def excess(self, scatter: Floats) -> Floats:
        """The same where more was counted than usual: many detections of one object are not many objects."""
        return self._distance(np.minimum(self.ratio, self.times), scatter)

    def _distance(self, ratio: Floats, scatter: Floats) -> Floats:
        return distance(self.objects * ratio, self.objects, scatter) / self.caution


def count_rows(usual: CountUsual, counts: Floats, base: Floats, frames: Floats, when: When, days: int) -> CountRows:
    """counts: (N, S). base: (N,) what the rates are per. frames: (N,). days: that the reference was learned from."""
    expected = usual.rate[when.kinds, when.hours] * base[:, None]
    seen = usual.seen[when.kinds, when.hours]
    doubt = np.divide(expected, seen[:, None], out=np.zeros_like(expected), where=seen[:, None] > 0)
    present = np.divide(expected, frames[:, None], out=np.zeros_like(expected), where=frames[:, None] > 0)
    begun = expected * usual.begun[when.kinds, when.hours]
    due, looked = usual.rate[when.kinds, when.hours], frames > 0
    at_pace = expected / np.minimum(when.pace, 1.0)[:, None]
    return CountRows(counts, expected, at_pace, doubt, begun, present, due, looked, when.kinds, days)
