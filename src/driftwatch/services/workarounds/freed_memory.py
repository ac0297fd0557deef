"""Keeps the buffers of one frame for the next one, where the C library would give them back to the system each time.

glibc, all versions: malloc gives back at once what is larger than a threshold; mallopt(3) moves it.
https://sourceware.org/glibc/manual/latest/html_node/Malloc-Tunable-Parameters.html
"""

import ctypes
import sys
from typing import Final

# Of mallopt(3), as glibc numbers them.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8

_LARGEST_BUFFER: Final = 32 << 20  # bytes; what glibc before 2.35 takes at most
_KEPT: Final = 64 << 20


def keep_freed_memory() -> bool:
    """Asks glibc to keep what is freed, in one place that all threads share; gives whether it does.

    A picture and a tensor are megabytes, and asking the system for them again costs a page fault for each 4 KiB: with
    an input of 640 pixels that was half of the time before the model. With one arena for all threads the memory that
    is kept is no more than what was used at once. To be called before threads are started. Other C libraries are
    left as they are.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return False
    settings = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGEST_BUFFER), (_TRIM_THRESHOLD, _KEPT))
    taken = [mallopt(which, value) == 1 for which, value in settings]
    return all(taken)
