"""Weeks of whole days with pictures and slow changes, and a walk through their nights."""

import json
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np

from driftwatch.monitoring.detectors.slow_drift import SlowDrift
from driftwatch.monitoring.figures import MinuteFigures
from driftwatch.monitoring.rollup import FrameCounts, RollUp, Totals
from driftwatch.monitoring.situation import Situation
from driftwatch.monitoring.usual.day import PICTURE, Day
from driftwatch.monitoring.usual.first_month import FirstMonth, first_month
from driftwatch.monitoring.usual.history import History
from driftwatch.monitoring.usual.usual import Usual, learn
from tests.monitoring.made import MODEL, MONDAY, SITE, day

ONSET = 28
"""Days, counted from MONDAY, before a change begins."""
_FRAMES = 3600.0
_LOOK = (110.0, 48.0, 420.0)


def ramp(number: int, a_day: float = -0.003) -> float:
    """What the mean is off by on day `number`: it falls from ONSET on."""
    return a_day * max(number - ONSET, 0)


def days(
    count: int,
    level: Callable[[int], float] = lambda _: 0.0,
    look: Callable[[int], float] | None = lambda _: 1.0,
    label: str = "",
) -> list[Day]:
    """From a Monday on. level: what the confidences of a day are off by, of `label` or of all.

    look: factor on brightness, contrast and sharpness; None where no pictures are measured.
    """
    return [changed(number, level(number), None if look is None else look(number), label) for number in range(count)]


def changed(number: int, level: float, look: float | None = 1.0, label: str = "") -> Day:
    """One of them; days two weeks apart differ by a little scatter of the whole day."""
    made = day(SITE, MONDAY + number % 14)
    made.number = MONDAY + number
    made.first, made.last = (made.number * 86_400 + second for second in (0, 86_340))
    rng = np.random.default_rng(number)
    off = 0.006 * rng.standard_normal()
    blocks = made.blocks().copy()
    for name in list(made.labels):
        hours = made.hours_of(name).copy()
        change = off + (level if label in ("", name) else 0.0)
        hours[:, 2] += change * hours[:, 0]
        made.labels[name] = array("d", hours.ravel())
        part = np.repeat(hours[:, 0], 12).reshape(24, 12) / 12
        blocks[:, 3] += change * part.ravel()
    made.totals = array("d", blocks.ravel())
    if look is not None:
        means = np.array(_LOOK) * look * np.exp(0.02 * rng.standard_normal((24, 3)))
        picture = np.concatenate([np.full((24, 1), _FRAMES), _FRAMES * means], axis=1)
        assert picture.shape[1] == len(PICTURE)
        made.picture = array("d", picture.ravel())
    return made


@lru_cache(maxsize=1)
def usual() -> Usual:
    """Kinds of day and frequent labels."""
    return learn(days(28))


def month_of(shown: list[Day], today: Day | None = None) -> FirstMonth | None:
    """What is kept of `shown`, in the night after them unless `today` is another day."""
    history = History(shown, MODEL)
    night = today or Day(shown[-1].number + 1, MODEL)
    history.turn(night)
    return first_month(history, night, usual())


class Nights:
    """Takes a detector through nights. restarts: whether it is made again from its record before each."""

    def __init__(self, restarts: bool = False, model: str = MODEL) -> None:
        self.detector = SlowDrift()
        self.history = History((), model)
        self._restarts = restarts

    def take(self, day: Day) -> float:
        """The night in which `day` begins; it has ended when the next one is taken."""
        self.history.turn(day)
        if self._restarts:
            record = json.loads(json.dumps(self.detector.record(), allow_nan=False))
            self.detector = SlowDrift()
            self.detector.restore(record)
        return self.detector.update(self.situation(day))

    def situation(self, day: Day, known_time: bool = True) -> Situation:
        wall = day.number * 86_400
        minute = MinuteFigures.of(RollUp(wall, "", "", Totals(FrameCounts(), {})), known_time=known_time)
        return Situation(
            minute, float(wall), day.number, 0, block_ended=True, hour_ended=True, judged=True, alarmed=False,
            silent=False, holiday=False, scene=None, history=self.history, usual=usual(),
        )  # fmt: skip

    def scores(self, days: Iterable[Day]) -> list[float]:
        return [self.take(day) for day in days]


def first_above(scores: Sequence[float]) -> int | None:
    """The first day on which there is an alert."""
    return next((number for number, score in enumerate(scores) if score > 1), None)
