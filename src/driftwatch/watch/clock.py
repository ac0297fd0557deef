"""The clock of the machine, to be given to whoever needs the present."""

import time
from collections.abc import Callable
from typing import TypeAlias

from driftwatch.observation import Moment

Clock: TypeAlias = Callable[[], Moment]


def machine_clock() -> Moment:
    return Moment(time.time(), time.monotonic())
