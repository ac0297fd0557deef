"""The days of one stream that are kept: what is usual is learned from the good ones, and goes on being learned."""

from collections.abc import Iterable

from driftwatch.monitoring.usual.day import Day

KEPT_DAYS = 35
"""Days of the past that are kept; at most 28 of them teach."""
_LEAST_MINUTES = 60
_OLDEST = 70


class History:
    """Days by their number, and the day that is going on. Memory: about 12 kB a day and 1 kB a label and day.

    Days of an earlier model version are used until the present one has days enough of its own.
    """

    def __init__(self, days: Iterable[Day] = (), model: str = "", needed: int = 7) -> None:
        self._days: dict[int, Day] = {}
        self._model = model
        self._needed = needed
        self.today: Day | None = None
        for day in days:
            self.keep(day)

    def keep(self, day: Day) -> None:
        """Takes a whole day; the oldest ones make room."""
        self._days[day.number] = day
        while len(self._days) > KEPT_DAYS:
            del self._days[min(self._days)]

    def turn(self, today: Day) -> Day | None:
        """Begins a day; gives the one that ended, which is kept from now on."""
        ended, self.today = self.today, today
        if ended is not None and ended.minutes:
            self.keep(ended)
            return ended
        return None

    @property
    def days(self) -> list[Day]:
        """Whole days, the oldest first; without the one that is going on.

        Days that are far from today were named by a clock that was wrong, and are left out.
        """
        present = self.today.number if self.today is not None else max(self._days, default=0) + 1
        return [self._days[number] for number in sorted(self._days) if present - _OLDEST <= number < present]

    @property
    def good(self) -> list[Day]:
        """Whole days that teach: the camera was on for an hour at least, and no alarm was active."""
        good = [day for day in self.days if day.minutes >= _LEAST_MINUTES and not day.alarmed]
        own = [day for day in good if day.model == self._model]
        return own if len(own) >= self._needed else good

    def day(self, number: int) -> Day | None:
        """A whole day or the one that is going on; None where nothing was seen."""
        if self.today is not None and self.today.number == number:
            return self.today
        return self._days.get(number)
