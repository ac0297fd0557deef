"""When what is kept too long is deleted."""

import sqlite3
from typing import Final

from driftwatch.observation import Moment
from driftwatch.storage.retention import RetentionSettings, delete_old, enforce_cap

_SECONDS: Final = 3600.0
_FIRST_SECONDS: Final = 600.0  # a module that is started again and again must not age what it has by an hour each time
_MEMORY_MEGABYTES: Final = 4


class Aging:
    """At the first commit, ten minutes later, and every hour."""

    def __init__(self) -> None:
        self._at: float | None = None
        self._after = 0.0

    def run(self, connection: sqlite3.Connection, retention: RetentionSettings, now: Moment, is_on_disk: bool) -> None:
        """Where it is time. Raises sqlite3.Error."""
        elapsed = 0.0 if self._at is None else now.monotonic - self._at
        if self._at is not None and elapsed < self._after:
            return
        self._after = _FIRST_SECONDS if self._at is None else _SECONDS
        self._at = now.monotonic
        delete_old(connection, retention, now.wall, elapsed)
        enforce_cap(connection, retention.megabytes if is_on_disk else _MEMORY_MEGABYTES)
