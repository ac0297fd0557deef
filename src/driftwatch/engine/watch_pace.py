"""How much of what a watch loop is to look at it does look at, and when that is worth a line."""

from collections import deque
from collections.abc import Callable
from typing import Final

from driftwatch.watch.readings import KEEPS_UP

WINDOW: Final = 60
"""Seconds that the share is of."""

BEHIND: Final = 0.8
"""Share below which a loop has fallen behind; from KEEPS_UP on it keeps up again."""

_LOOKS: Final = 300  # whose seconds are kept
_ENOUGH: Final = 20  # seconds of turns before anything is said


class WatchPace:
    """Looks and missed turns of the last minute. For one thread.

    hz: looks a second that were asked for. clock: monotonic seconds. report: gets the share (0 to 1) once a second.
    """

    def __init__(
        self, hz: float, clock: Callable[[], float], log: Callable[[str], None], report: Callable[[float], None]
    ) -> None:
        self._hz = hz
        self._clock = clock
        self._log = log
        self._report = report
        self._seconds: deque[tuple[int, int, float]] = deque()  # second, looks and missed turns in it
        self._taken: deque[float] = deque(maxlen=_LOOKS)
        self._is_behind = False

    def figures(self) -> dict[str, float]:
        """`share`, and `seconds_p50` and `seconds_p95`: from asking the camera for a frame to the model's answer."""
        taken = sorted(self._taken)
        ages = {f"seconds_p{part}": round(taken[len(taken) * part // 100], 3) for part in (50, 95) if taken}
        return {"share": round(self.share, 3), **ages}

    @property
    def share(self) -> float:
        """Of the turns of the last minute, the part that was looked at; 1 before the first."""
        looks = sum(looks for _, looks, _ in self._seconds)
        turns = looks + sum(missed for _, _, missed in self._seconds)
        return looks / turns if turns else 1.0

    def looked(self, seconds: float) -> None:
        """One turn was looked at. seconds: that it took."""
        self._taken.append(seconds)
        self._count(1, 0.0)

    def missed(self, turns: float) -> None:
        """This many turns, or a part of one, passed while the loop was not done with the one before."""
        self._count(0, turns)

    def _count(self, looks: int, missed: float) -> None:
        now = int(self._clock())
        if not self._seconds or self._seconds[-1][0] != now:
            self._close(now)
            self._seconds.append((now, 0, 0.0))
        _, before, missed_before = self._seconds.pop()
        self._seconds.append((now, before + looks, missed_before + missed))

    def _close(self, now: int) -> None:
        while self._seconds and self._seconds[0][0] <= now - WINDOW:
            self._seconds.popleft()
        share = self.share
        self._report(share)
        if not self._seconds or now - self._seconds[0][0] < _ENOUGH:
            return
        if not self._is_behind and share < BEHIND:
            self._is_behind = True
            self._log(
                f"watching falls behind: {share * self._hz:.2g} frames a second of the {self._hz:g} that watch_hz asks "
                "for; the machine is too small for all that it is to look at"
            )
        elif self._is_behind and share >= KEEPS_UP:
            self._is_behind = False
            self._log("watching keeps up again")
