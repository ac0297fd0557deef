"""When what is kept too long is deleted: by a clock that is believed."""

import sqlite3
from typing import Final

from driftwatch.observation import CLOCK_WAS_SET, Moment
from driftwatch.storage.health import Notice, Notify
from driftwatch.storage.retention import RetentionSettings, delete_old, enforce_cap

_SECONDS: Final = 3600.0
_FIRST_SECONDS: Final = 600.0  # a module that is started again and again must not age what it has by an hour each time
_MEMORY_MEGABYTES: Final = 4
_DAY: Final = 86_400.0
_LEAP: Final = 30 * _DAY  # that a clock may be ahead of what was counted last, as of a machine that was switched off


class Aging:
    """At the first commit, ten minutes later, and every hour; not for a day after the clock has leapt years ahead."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._at: float | None = None
        self._after = 0.0
        self._stored: float | None = None
        self._latest: Moment | None = None
        self._doubted: float | None = None

    def begin(self, connection: sqlite3.Connection) -> None:
        """A file was opened, and nothing of this run is in it yet. Raises sqlite3.Error."""
        (minute,) = connection.execute("SELECT max(minute) FROM frame_stats").fetchone()
        self._stored = None if minute is None else minute * 60.0

    def run(self, connection: sqlite3.Connection, retention: RetentionSettings, now: Moment, is_on_disk: bool) -> None:
        """Where it is time; to be called with each commit. Raises sqlite3.Error."""
        is_believed = self._believes(now)
        elapsed = 0.0 if self._at is None else now.monotonic - self._at
        if self._at is not None and elapsed < self._after:
            return
        self._after = _FIRST_SECONDS if self._at is None else _SECONDS
        self._at = now.monotonic
        if is_believed:
            delete_old(connection, retention, now.wall, elapsed)
        enforce_cap(connection, retention.megabytes if is_on_disk else _MEMORY_MEGABYTES)

    def _believes(self, now: Moment) -> bool:
        """A clock that was wrong before, as in 1970, may leap to what was stored last."""
        latest = self._latest or Moment(now.wall if self._stored is None else self._stored, now.monotonic)
        expected = latest.wall + now.monotonic - latest.monotonic
        ahead = now.wall - expected
        was_set = expected >= CLOCK_WAS_SET
        if not was_set or ahead <= _LEAP or (self._doubted is not None and now.monotonic - self._doubted >= _DAY):
            self._latest, self._doubted = Moment(max(expected, now.wall), now.monotonic), None
            return True
        self._latest = Moment(expected, now.monotonic)
        if self._doubted is None:
            self._doubted = now.monotonic
            text = f"the clock is {ahead / _DAY:.0f} days ahead of what was counted last: if that stays so for a day"
            self._notify(Notice("warning", f"{text}, what is kept for a time (retention) is deleted by it"))
        return False
