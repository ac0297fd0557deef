"""The clock of the machine, to be given to whoever needs the present."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from driftwatch.observation import Moment

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")  # of Linux

Clock: TypeAlias = Callable[[], Moment]


def machine_clock() -> Moment:
    return Moment(time.time(), time.monotonic())


def machine_boot() -> str:
    """The run of the machine in which its monotonic clock has a meaning, "" where the system does not name it."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""
