"""How much memory this machine has, and how large an image may be for it."""

import contextlib
import os
from pathlib import Path
from typing import Final

_CONTAINER: Final = Path("/sys/fs/cgroup/memory.max")  # of Linux' control groups, version 2
_UNKNOWN: Final = 1 << 30
_MOST_PIXELS: Final = 8192 * 8192
_LEAST_PIXELS: Final = 1920 * 1080
_BYTES_A_PIXEL: Final = 48
"""Of memory, for each pixel of the largest image: decoding it, turning it and changing its colours take a third."""


def memory_bytes(container: Path = _CONTAINER) -> int:
    """Of the machine, or of the container where that has less."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        machine = _UNKNOWN
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit, which is written as "max"
        machine = min(machine, int(container.read_text()))
    return machine


def most_pixels(memory: int) -> int:
    """67 million from 3.2 GB on, 22 million with 1 GB: a small file could else take all memory of a small board."""
    return max(_LEAST_PIXELS, min(_MOST_PIXELS, memory // _BYTES_A_PIXEL))
