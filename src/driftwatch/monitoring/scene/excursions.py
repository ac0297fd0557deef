"""The worst that each day brought while nothing was wrong: an alarm must be worse than that."""

from collections import deque
from collections.abc import Sequence
from itertools import islice
from statistics import median
from typing import Final

_DAYS: Final = 28
_MINUTES: Final = 10
_WAIT: Final = 30


class Excursions:
    """The largest ten-minute median of a figure on each of the last 28 days.

    Minutes count only half an hour later: what turns out to be an alarm is forgotten before.
    """

    def __init__(self, days: Sequence[float] = (), today: float = 0.0) -> None:
        self._days: deque[float] = deque(days, maxlen=_DAYS)
        self._today = today
        self._recent: deque[float] = deque(maxlen=_WAIT)

    def add(self, value: float) -> None:
        self._recent.append(value)
        if len(self._recent) == _WAIT:
            self._today = max(self._today, median(islice(self._recent, _MINUTES)))

    def end_day(self) -> None:
        self._days.append(self._today)
        self._today = 0.0

    def interrupt(self) -> None:
        """Forgets the last half hour: it belongs to something that is wrong."""
        self._recent.clear()

    @property
    def worst(self) -> float:
        """Of all days but today; 0 before the first has ended."""
        return max(self._days, default=0.0)

    def record(self) -> list[float]:
        return [round(value, 4) for value in (*self._days, self._today)]

    @classmethod
    def of(cls, record: Sequence[float]) -> "Excursions":
        """What `record` gave. Raises IndexError, TypeError or ValueError where it is not that."""
        return cls([float(value) for value in record[:-1]], float(record[-1]))
