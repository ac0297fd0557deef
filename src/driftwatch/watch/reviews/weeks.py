"""Weeks from Monday to Sunday, by the clocks of the site."""

from collections.abc import Iterator
from datetime import tzinfo

from driftwatch.monitoring.calendar import DAYS_A_WEEK, Calendar, weekday
from driftwatch.quality.figure import Period


class Weeks:
    """zone: None for the machine's own."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._calendar = Calendar(zone)

    def of(self, seconds: float, now: float, ago: int = 0) -> Period:
        """The week that holds `seconds`, or the one `ago` weeks before. Both since 1970, UTC."""
        day, _ = self._calendar.place(int(seconds))
        monday = day - weekday(day) - DAYS_A_WEEK * ago
        start, end = self._calendar.midnight(monday), self._calendar.midnight(monday + DAYS_A_WEEK)
        return Period(float(start), float(end), is_closed=end <= now)

    def back(self, now: float, count: int) -> Iterator[Period]:
        """The running week and those before it, `count` together."""
        return (self.of(now, now, ago) for ago in range(count))
