"""When the picture goes black, and for how long: a closed shop is no broken camera."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from driftwatch.monitoring.scene.ranges import HOURS

Dark = Literal["lit", "usual", "long", "unusual"]
_PASSING: Final = 10 * 60.0
_LEAST_LIMIT: Final = 16 * 3600.0
_LONGER: Final = 2.0
_WEEK: Final = 8


class Darkness:
    """Knows at which hours the picture has gone black before, and the longest black stretch.

    A weekend is then a black stretch that began when the shop closed, and a lens cap is one that began at noon.
    """

    def __init__(self) -> None:
        self.begins = [False] * HOURS
        self.longest = 0.0
        self._hour: int | None = None
        self._since: float | None = None

    @property
    def known(self) -> bool:
        """Whether the picture is ever black."""
        return any(self.begins)

    def update(self, black: bool, hour: int | None, now: float, days: float) -> Dark:
        """Takes the next minute. now: running seconds.

        unusual: it went black at an hour (or the ones next to it) at which it never did. long: usual, but more than
        twice as long as ever, which is only known once a week was learned.
        """
        if not black:
            self._since = None
            return "lit"
        if self._since is None:
            self._since, self._hour = now, hour
        if self._hour is None:
            return "usual"
        if not any(self.begins[(self._hour + step) % HOURS] for step in (-1, 0, 1)):
            return "unusual"
        limit = max(_LONGER * self.longest, _LEAST_LIMIT)
        return "long" if days >= _WEEK and now - self._since > limit else "usual"

    def learn(self, now: float) -> None:
        """Takes the present black stretch for usual; passing shadows of some minutes teach nothing."""
        if self._since is None or self._hour is None or now - self._since < _PASSING:
            return
        self.begins[self._hour] = True
        self.longest = max(self.longest, now - self._since)

    def accept(self) -> None:
        """It may go black at this hour from now on."""
        if self._hour is not None:
            self.begins[self._hour] = True

    def record(self) -> dict[str, Any]:
        hours = [hour for hour, begins in enumerate(self.begins) if begins]
        return {"begins": hours, "longest": self.longest, "hour": self._hour, "since": self._since}

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "Darkness":
        """What `record` gave. Raises KeyError, TypeError, IndexError or ValueError where it is not that."""
        made = cls()
        for hour in record["begins"]:
            made.begins[int(hour)] = True
        made.longest = float(record["longest"])
        made._hour = None if record["hour"] is None else int(record["hour"]) % HOURS
        made._since = None if record["since"] is None else float(record["since"])
        return made
