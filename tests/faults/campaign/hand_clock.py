"""The clock of a life: time passes when it is told to, and jumps where clocks are among the faults."""

from random import Random
from types import SimpleNamespace
from typing import Final

from driftwatch.observation import Moment
from driftwatch.watch import clock as module_clock
from tests.faults.campaign.faults import CLOCK, Faults

DAY: Final = 86_400.0
_YEARS: Final = 3650 * DAY


class HandClock:
    """Takes the place of the machine's clock in the whole process."""

    def __init__(self, begun: float, faults: Faults, chance: Random) -> None:
        """begun: seconds since 1970. monotonic seconds count on from there, as after no reboot."""
        self.monotonic = begun
        self.wall = begun
        self._steps = CLOCK in faults
        self._chance = chance
        if self._steps and chance.random() < 0.3:
            self.wall = chance.uniform(0, 1000)  # a computer without a battery boots in 1970
        module_clock.time = SimpleNamespace(time=lambda: self.wall, monotonic=lambda: self.monotonic)

    def __call__(self) -> Moment:
        return Moment(self.wall, self.monotonic)

    def passes(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds
        if self._steps and self._chance.random() < 0.03:
            self.wall = max(0.0, self.wall + self._chance.choice((-DAY, -3600.0, 3600.0, _YEARS)))
