"""Days from before the owner said "this is usual now", carried over to how things are since then.

How a site scatters takes weeks to learn, and where it lies takes a day. So days of before keep their shape and their
scatter, and are moved to where the new days lie.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY
from driftwatch.monitoring.usual.day import BLOCKS_AN_HOUR, OF_LABEL, TOTALS, Day, by_hour

Floats = NDArray[np.float64]

_ENOUGH_DAYS = 14
_MOST_TIMES = 50.0
_BEGUN, _FLEETING = OF_LABEL.index("begun"), OF_LABEL.index("fleeting")


def carried_over(days: Sequence[Day], today: Day | None) -> list[Day]:
    """`days`, those of earlier eras moved to the level of the latest; only the latest once it has two weeks.

    today: the day that is going on, which also shows where things lie now.
    """
    latest = max([day.era for day in days] + [today.era if today is not None else 0], default=0)
    new = [day for day in days if day.era == latest]
    old = [day for day in days if day.era != latest]
    shown = new + ([today] if today is not None and today.era == latest and today.minutes else [])
    if not old or not shown or len(new) >= _ENOUGH_DAYS:
        return new or list(days)
    labels = sorted({label for day in (*old, *shown) for label in day.labels})
    moves = {label: _Move(old, shown, label) for label in labels}
    return sorted([_moved(day, moves) for day in old] + new, key=lambda day: day.number)


class _Move:
    """What became of one label: how much its counts and its mean confidence changed at the same hours."""

    def __init__(self, old: Sequence[Day], new: Sequence[Day], label: str) -> None:
        before, after = (np.sum([day.hours_of(label) for day in group], axis=0) for group in (old, new))
        frames_before, frames_after = (np.sum([_frames(day) for day in group], axis=0) for group in (old, new))
        shown = (frames_before > 0) & (frames_after > 0)
        expected = (before[shown] * (frames_after[shown] / frames_before[shown])[:, None]).sum(axis=0)
        seen = after[shown].sum(axis=0)
        times = np.divide(seen, expected, out=np.ones_like(seen), where=expected > 0)
        self.times, self.begun, self.fleeting = np.clip(times, 0.0, _MOST_TIMES)[[0, _BEGUN, _FLEETING]].tolist()
        known = expected[0] > 0 and seen[0] > 0
        self.shift = float(seen[2] / seen[0] - expected[2] / expected[0]) if known else 0.0
        latest = seen if seen[0] > 0 else before.sum(axis=0)
        self.low = float(latest[1] / latest[0]) if latest[0] > 0 else 0.0
        # A label that was never seen before gets the counts of now at all hours; one whose hours are yet to come stays.
        is_new = expected[0] == 0 and (seen[0] > 0 or not before[:, 0].any())
        self.new_rate = after.sum(axis=0) / max(float(frames_after.sum()), 1.0) if is_new else None

    def apply(self, hours: Floats, frames: Floats) -> Floats:
        if self.new_rate is not None:
            return frames[:, None] * self.new_rate
        counts = hours[:, 0] * self.times
        confidence = np.clip(hours[:, 2] * self.times + self.shift * counts, 0.0, counts)
        return np.stack(
            [counts, counts * self.low, confidence, hours[:, 3] * self.begun, hours[:, 4] * self.fleeting], axis=1
        )


def _moved(day: Day, moves: dict[str, _Move]) -> Day:
    frames = _frames(day)
    rows = {label: move.apply(day.hours_of(label), frames) for label, move in moves.items()}
    blocks = day.blocks().copy()
    before = blocks.reshape(HOURS_A_DAY, BLOCKS_AN_HOUR, len(TOTALS)).sum(axis=1)
    after = sum(rows.values(), np.zeros((HOURS_A_DAY, len(OF_LABEL))))
    for column, of_label in ((1, 0), (2, 1), (3, 2), (4, 3), (5, 4)):
        ratio = np.divide(after[:, of_label], before[:, column], out=np.ones(HOURS_A_DAY), where=before[:, column] > 0)
        blocks[:, column] *= np.repeat(ratio, BLOCKS_AN_HOUR)
    return replace(
        day,
        totals=array("d", blocks.ravel()),
        labels={label: array("d", row.ravel()) for label, row in rows.items()},
    )


def _frames(day: Day) -> Floats:
    """(24,) frames of each hour."""
    return by_hour(day.blocks()[:, 0])
