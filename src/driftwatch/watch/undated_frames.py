"""Kept frames from before the clock was set: they wait for their date, as the minutes of statistics do."""

from collections import deque
from dataclasses import replace
from typing import Final

from driftwatch.capture.kept import Kept
from driftwatch.observation import CLOCK_WAS_SET, Moment

MOST: Final = 32
PATIENCE: Final = 600.0
"""Seconds; a machine that does not know the time by then may never learn it."""


class UndatedFrames:
    """Holds frames in memory, at most 32 and for ten minutes; those that wait longer go on with the date they have."""

    def __init__(self) -> None:
        self._held: deque[tuple[Kept, Moment]] = deque()

    def add(self, kept: Kept, at: Moment) -> None:
        """at: about when it was captured, on the clock that its record has."""
        self._held.append((kept, at))

    def ready(self, now: Moment) -> list[Kept]:
        """Frames that need not wait any longer, in their order."""
        is_set = now.wall >= CLOCK_WAS_SET
        ready: list[Kept] = []
        while self._held and (is_set or len(self._held) > MOST or self._is_late(self._held[0][1], now)):
            kept, at = self._held.popleft()
            ready.append(_dated(kept, at, now) if is_set else kept)
        return ready

    def rest(self) -> list[Kept]:
        """All of them, as they are."""
        rest = [kept for kept, _ in self._held]
        self._held.clear()
        return rest

    def _is_late(self, at: Moment, now: Moment) -> bool:
        return now.monotonic - at.monotonic > PATIENCE


def _dated(kept: Kept, at: Moment, now: Moment) -> Kept:
    record = kept.record
    if record.captured >= CLOCK_WAS_SET:
        return kept
    before = at.wall - record.captured if at.wall < CLOCK_WAS_SET else 0.0  # seconds; of an earlier frame a few
    captured = now.wall - (now.monotonic - at.monotonic) - before
    _, digest = record.id.split("-", 1)
    return replace(kept, record=replace(record, captured=captured, id=f"{round(captured * 1000):013d}-{digest}"))
