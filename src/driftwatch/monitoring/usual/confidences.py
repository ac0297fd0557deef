"""How sure the model usually is, of all labels and of the frequent ones, once what the light explains is taken out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.calendar import HOURS_A_DAY, MINUTES_A_DAY
from driftwatch.monitoring.usual.came import that_came
from driftwatch.monitoring.usual.day import OF_LABEL
from driftwatch.monitoring.usual.kinds import KINDS
from driftwatch.monitoring.usual.level_history import LevelHistory, LevelRows, weight
from driftwatch.monitoring.usual.level_usual import LevelUsual
from driftwatch.monitoring.usual.levels import ALIKE, learn_level
from driftwatch.monitoring.usual.light import NO_LIGHT, Light, learn_light

Floats = NDArray[np.float64]

BLOCK_WINDOWS: Final = (1, 2, 3, 6, 12, 24, 48, 96, 288, 864)
"""Parts of five minutes."""
HOUR_WINDOWS: Final = (4, 8, 24, 72)
_LONG_MINUTES = 120
"""Of all labels together; what is seen of one label is judged by few objects over whole days only."""
_LABEL_CAUTION = 1.5
"""Many labels are looked at, and what is seen of one changes more than the whole."""
_LEVEL_LABELS = 8
_LEVEL_OBJECTS = 60.0
_DETECTIONS, _CONFIDENCE, _BEGUN = (OF_LABEL.index(name) for name in ("detections", "confidence", "begun"))


@dataclass(frozen=True, slots=True)
class ConfidenceDays:
    """blocks: (D, 288, 6) TOTALS. hours: (D, 24, L, 5) OF_LABEL of `labels`. frames: (D, 24).

    figures: (D, 24, 3) of the picture. numbers, kinds: (D,). variance: of single confidences. fano: detections that
    come together. real_flashes: (L,) as in usual.came. floor: confidences below it are not counted.
    """

    blocks: Floats
    hours: Floats
    frames: Floats
    figures: Floats
    labels: tuple[str, ...]
    numbers: NDArray[np.int64]
    kinds: NDArray[np.int64]
    variance: float
    fano: float
    real_flashes: Floats
    floor: float


@dataclass(frozen=True, slots=True)
class ConfidenceUsual:
    """What is usual of confidence.

    level: by five minutes, of all labels; None where the model never said anything. levels: by hour, of one label.
    light, lights: what the picture explains of them.
    """

    level: LevelUsual | None = None
    light: Light = NO_LIGHT
    levels: Mapping[str, LevelUsual] = field(default_factory=dict[str, LevelUsual])
    lights: Mapping[str, Light] = field(default_factory=dict[str, Light])


def learn_confidences(days: ConfidenceDays) -> ConfidenceUsual:
    """Of all labels, and of those of which enough objects come."""
    blocks = days.blocks
    rows = LevelRows(blocks[:, :, 3], blocks[:, :, 1], blocks[:, :, 0], blocks[:, :, 4], days.fano).as_often()
    level, light = _learned(days, rows, BLOCK_WINDOWS)
    levels: dict[str, LevelUsual] = {}
    lights: dict[str, Light] = {}
    for index, label in enumerate(days.labels[: _LEVEL_LABELS if len(days.labels) > 1 else 0]):
        own = days.hours[:, :, index]
        if that_came(own, days.real_flashes[index]).sum() < _LEVEL_OBJECTS * len(blocks):
            continue
        rows = LevelRows(
            own[:, :, _CONFIDENCE], own[:, :, _DETECTIONS], days.frames, own[:, :, _BEGUN], days.fano
        ).as_often()
        learned, lights[label] = _learned(days, rows, HOUR_WINDOWS)
        if learned is not None:
            levels[label] = learned
    return ConfidenceUsual(level, light, levels, lights)


def _learned(days: ConfidenceDays, rows: LevelRows, windows: tuple[int, ...]) -> tuple[LevelUsual | None, Light]:
    hourly = _by_hour(rows)
    lit = learn_light(days.figures, hourly.means, weight(hourly), days.kinds)
    plain = in_this_light(rows, np.repeat(lit.explained, rows.counts.shape[1] // HOURS_A_DAY, axis=1))
    long, caution = (_LONG_MINUTES, 1.0) if windows == BLOCK_WINDOWS else (MINUTES_A_DAY, _LABEL_CAUTION)
    history = LevelHistory(plain, days.numbers, days.kinds, ALIKE * days.variance, windows, long, caution, days.floor)
    return learn_level(history, KINDS), lit.light


def in_this_light(rows: LevelRows, explained: Floats) -> LevelRows:
    """`rows` as they would be in usual light; `explained`: of the mean confidence of each."""
    return replace(rows, sums=rows.sums - explained * rows.counts)


def _by_hour(rows: LevelRows) -> LevelRows:
    def added(values: Floats) -> Floats:
        return values.reshape(len(values), HOURS_A_DAY, -1).sum(axis=2)

    return LevelRows(
        added(rows.sums), added(rows.counts), added(rows.frames), added(rows.begun), rows.together, rows.often
    )
