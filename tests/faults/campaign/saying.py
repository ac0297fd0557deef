"""What a life says of itself, a line each, at once: it may be killed in the next instant."""

import contextlib
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LONGEST: Final = 5.0
"""Seconds that anything may take."""

_TASKS: Final = Path("/proc/self/task")


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)).replace("\n", " ") + "\n").encode())


@contextmanager
def watched(what: str) -> Generator[None, None, None]:
    """Says what takes longer than it may, less the time for which threads of this life waited for a processor."""
    begun, waited = time.monotonic(), _waited()
    try:
        yield
    finally:
        taken = time.monotonic() - begun - max(0.0, _waited() - waited)
        if taken > LONGEST:
            say("slow", what.replace(" ", "-"), round(taken, 2))


def _waited() -> float:
    """Seconds, of all threads together, as the scheduler of Linux counts them; 0 elsewhere."""
    total = 0
    if _TASKS.exists():
        for task in _TASKS.iterdir():
            with contextlib.suppress(OSError, IndexError):
                total += int((task / "schedstat").read_text().split()[1])
    return total / 1e9
