"""Decides which footage the camera shows: good, then bad until the alarm was seen, then good again, and so on."""

GOOD_SECONDS = 40.0  # of good footage without an alarm, before it turns bad
ALARM_SECONDS = 25.0  # that the alarm is shown before the footage is good again


class Director:
    """Begins with the good footage. Times are seconds on a clock that never jumps."""

    def __init__(self) -> None:
        self._bad = False
        self._lasts_since: float | None = None  # what the footage is to bring about: no alarm, or the alarm

    def wants_bad(self, now: float, alarm: bool) -> bool:
        """Whether the camera should show the bad footage from now on. To be asked about once a second."""
        if alarm is not self._bad:
            self._lasts_since = None
        elif self._lasts_since is None:
            self._lasts_since = now
        elif now - self._lasts_since >= (ALARM_SECONDS if self._bad else GOOD_SECONDS):
            self._bad = not self._bad
            self._lasts_since = None
        return self._bad
