"""What a steady load may do to memory, threads, files and the disk, judged from looks at a process."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

MEMORY: Final = 16.0
"""Megabytes that the median of resident memory may grow by between the second and the last quarter."""
HANDLES: Final = 4
"""Threads or descriptors that the last quarter may have more than the second at most."""
WRITTEN: Final = 1.25
"""How many times as much an hour the last quarter may write as the second."""
LONGEST: Final = 5.0
"""Seconds that a question to the module may take."""


@dataclass(frozen=True, slots=True)
class Look:
    """seconds: since the begin. memory: resident megabytes. written: megabytes since the process began.

    rate: frames counted a second, of late. answer: seconds that the readings took.
    """

    seconds: float
    memory: float
    threads: int
    descriptors: int
    written: float
    rate: float
    answer: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """One quantity in the second and the last quarter, and how much the last may have."""

    what: str
    before: float
    after: float
    allowed: float

    @property
    def is_held(self) -> bool:
        return self.after <= self.allowed


def judge(looks: Sequence[Look]) -> list[Judgement]:
    """The first quarter is left out: caches fill up, and the first minutes end. Needs 16 looks."""
    if len(looks) < 16:
        raise ValueError(f"{len(looks)} looks are too few to judge, 16 are needed")
    quarter = len(looks) // 4
    second, last = looks[quarter : 2 * quarter], looks[-quarter:]
    memory = _both(lambda some: median(look.memory for look in some), second, last)
    threads = _both(lambda some: max(look.threads for look in some), second, last)
    descriptors = _both(lambda some: max(look.descriptors for look in some), second, last)
    written = _both(_an_hour, second, last)
    return [
        Judgement("memory, MB", *memory, memory[0] + MEMORY),
        Judgement("threads", *threads, threads[0] + HANDLES),
        Judgement("descriptors", *descriptors, descriptors[0] + HANDLES),
        Judgement("written, MB an hour", *written, written[0] * WRITTEN),
        Judgement("longest answer, s", *_both(_longest, second, last), LONGEST),
    ]


def _longest(looks: Iterable[Look]) -> float:
    return max(look.answer for look in looks)


def _an_hour(looks: Sequence[Look]) -> float:
    first, last = looks[0], looks[-1]
    return (last.written - first.written) / (last.seconds - first.seconds) * 3600


def _both(of: Callable[[Sequence[Look]], float], second: Sequence[Look], last: Sequence[Look]) -> tuple[float, float]:
    return of(second), of(last)
