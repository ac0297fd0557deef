"""Times calls in turns, so that whatever else this computer does slows each of them alike."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

Call = Callable[[], Awaitable[object]]
Meter = Callable[[], float]

RAW: Final = "session.run"
LEAST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class OwnTime:
    """What a call may give back to be counted with its own seconds instead of those that it took."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that one kind of call took, in the order of the rounds.

    processor: seconds of processor time that it used in every process together; None where they are not counted.
    """

    seconds: tuple[float, ...]
    processor: tuple[float, ...] | None = None

    def percentile(self, percent: float) -> float:
        return float(np.percentile(self.seconds, percent))


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long one group of calls may be timed: `rounds` of it, or fewer where `seconds` are over."""

    seconds: float
    rounds: int = 200


async def in_turns(calls: Mapping[str, Call], allowance: Allowance, meter: Meter | None = None) -> dict[str, Times]:
    """Every call once a round, each round in another order, after one round that does not count.

    meter: processor time that every process that takes part has used so far.
    """
    for call in calls.values():
        await call()
    order = list(calls)
    shuffle = random.Random(0).shuffle
    taken: dict[str, list[float]] = {name: [] for name in order}
    used: dict[str, list[float]] = {name: [] for name in order}
    until = time.perf_counter() + allowance.seconds
    for done in range(allowance.rounds):
        if done >= LEAST_ROUNDS and time.perf_counter() > until:
            break
        shuffle(order)
        for name in order:
            before = meter() if meter else 0.0
            taken[name].append(await timed(calls[name]))
            used[name].append(meter() - before if meter else 0.0)
    return {name: Times(tuple(taken[name]), tuple(used[name]) if meter else None) for name in calls}


async def timed(call: Call) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    given = await call()
    return given.seconds if isinstance(given, OwnTime) else time.perf_counter() - started


def ratio(some: Times, to: Times) -> float:
    """How many times as long the median is."""
    return some.percentile(50) / to.percentile(50)


def work(some: Times, to: Times) -> float | None:
    """How many times as much processor time the median is; None where it was not counted."""
    if not some.processor or not to.processor or not np.median(to.processor):
        return None
    return float(np.median(some.processor) / np.median(to.processor))
