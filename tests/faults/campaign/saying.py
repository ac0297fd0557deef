"""What a life says of itself, a line each, at once: it may be killed in the next instant."""

import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

LONGEST: Final = 5.0
"""Seconds that anything may take."""

_BEAT: Final = 0.05


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)).replace("\n", " ") + "\n").encode())


class Watchman:
    """Says what takes longer than it may, less what the host itself was late with meanwhile."""

    def __init__(self) -> None:
        self._late = 0.0
        threading.Thread(target=self._beat, daemon=True).start()

    @contextmanager
    def watching(self, what: str) -> Generator[None, None, None]:
        begun, late = time.monotonic(), self._late
        try:
            yield
        finally:
            taken = time.monotonic() - begun - 2 * (self._late - late)
            if taken > LONGEST:
                say("slow", what.replace(" ", "-"), round(taken, 2))

    def _beat(self) -> None:
        while True:
            begun = time.monotonic()
            time.sleep(_BEAT)
            self._late += time.monotonic() - begun - _BEAT
