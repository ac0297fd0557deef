"""Which frames come into the pool: by chance alone, and the chance is written down."""

import math
from dataclasses import dataclass
from random import Random
from typing import Final

_MEMORY: Final = 600.0  # seconds that the frame rate is averaged over
_WEEK: Final = 7 * 86_400.0
_PRESENT: Final = 3600.0  # seconds after which a camera that gives nothing takes no part of the frames any more
BOOST_SECONDS: Final = 600.0
BOOST_RATE: Final = 1.0
"""Frames a second while an alert is new."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A frame that comes into the pool.

    chance: with which it did, in (0, 1]. usual: what it would have been without an alarm.
    """

    chance: float
    usual: float


class FrameRate:
    """How many frames of a camera come, by a count that fades over ten minutes.

    At first it is taken for a slow camera, so that a pool has something within the first minute: some twenty frames
    more than its share.
    """

    def __init__(self) -> None:
        self._count = 0.0
        self.last = -math.inf

    def interval(self, now: float) -> float:
        """Counts a frame; mean seconds between two frames, at most 600. now: of the monotonic clock."""
        elapsed = max(0.0, now - self.last)
        self._count = self._count * math.exp(-elapsed / _MEMORY) + 1.0
        self.last = now
        return _MEMORY / self._count


class Chances:
    """Poisson sampling: each frame has its own chance, whatever is on it (Särndal, Swensson & Wretman 1992, 3.5).

    All cameras of a service share `frames_per_week` alike. A frame whose bytes are those of the frame before has no
    chance. Not thread-safe; takes about two microseconds.
    """

    def __init__(self, frames_per_week: int, random: Random) -> None:
        self._rate = frames_per_week / _WEEK
        self._random = random
        self._rates: dict[str, FrameRate] = {}
        self._frames: dict[str, str] = {}
        self._boosts: dict[str, float] = {}
        self._alarmed: set[str] = set()

    def enter(self, camera: str, frame_id: str, now: float) -> Entrance | None:
        """None where the frame does not come into the pool. now: seconds of the monotonic clock."""
        if frame_id == self._frames.get(camera):
            return None
        self._frames[camera] = frame_id
        rate = self._rates.get(camera)
        if rate is None:
            rate = self._rates[camera] = FrameRate()
        interval = rate.interval(now)
        chance = usual = min(1.0, self._rate / self._cameras(now) * interval)
        if self._boosts and now < self._boosts.get(camera, -math.inf):
            chance = max(usual, min(1.0, BOOST_RATE * interval))
        return Entrance(chance, usual) if self._random.random() < chance else None

    def alarmed(self, camera: str, is_alarmed: bool, now: float) -> None:
        """For the first ten minutes of an alarm a frame a second is drawn, so that people can judge within the hour."""
        if is_alarmed and camera not in self._alarmed:
            self._boosts[camera] = now + BOOST_SECONDS
            self._alarmed.add(camera)
        elif not is_alarmed:
            self._alarmed.discard(camera)

    def _cameras(self, now: float) -> int:
        if len(self._rates) == 1:
            return 1
        return sum(now - rate.last < _PRESENT for rate in self._rates.values())
