"""What is usual for a figure of the picture at each hour of the day."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from driftwatch.monitoring.scene.minute import SceneMinute

FigureName = Literal["brightness", "contrast", "sharpness", "focus"]
HOURS: Final = 24
BINS: Final = 48
_TAIL: Final = 0.003
"""Share of the minutes at each end that is no part of what is usual: a lorry's shadow, a flash of light."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the bins of a figure begin and end, and how a minute's value is had."""

    low: float
    high: float
    value: Callable[[SceneMinute], float]

    @property
    def step(self) -> float:
        return (self.high - self.low) / BINS

    def bin(self, value: float) -> int:
        return min(max(int((value - self.low) / self.step), 0), BINS - 1)


SCALES: Final[Mapping[FigureName, Scale]] = {
    "brightness": Scale(0.0, 256.0, lambda minute: minute.brightness),
    "contrast": Scale(0.0, 128.0, lambda minute: minute.contrast),
    "sharpness": Scale(0.0, 12.0, lambda minute: math.log1p(minute.sharpness)),
    # Sharpness that is due to the lens and not to the light: half of the light gives a quarter of the variance.
    "focus": Scale(-6.0, 6.0, lambda minute: math.log((minute.sharpness + 1) / (minute.contrast**2 + 25))),
}
"""Grey levels for the first two; natural logarithms of grey levels squared, and of a ratio of them."""


@dataclass(frozen=True, slots=True)
class UsualRange:
    """low, high: ends of what a figure usually is, middle: its median. minutes: how many were learned for it."""

    low: float
    middle: float
    high: float
    minutes: float

    def below(self, value: float) -> float:
        """How far `value` lies under what is usual; 0 where it does not."""
        return max(self.low - value, 0.0)

    def above(self, value: float) -> float:
        return max(value - self.high, 0.0)


class HourlyRange:
    """One figure's minutes by local hour, the older the less they count.

    counts, today: (24, 48) how many minutes of each hour fell into each bin of the scale, up to the last `end_day` and
    since. Today's are no part of what is usual yet: else a change would make itself usual within minutes.
    """

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.counts = np.zeros((HOURS, BINS), np.float32)
        self.today = np.zeros((HOURS, BINS), np.float32)

    def add(self, hour: int, value: float) -> None:
        self.today[hour, self.scale.bin(value)] += 1

    def end_day(self, keep: float) -> None:
        """keep: share of their weight that the older days keep."""
        self.counts = self.counts * np.float32(keep) + self.today
        self.today[:] = 0

    def usual(self, hour: int | None) -> UsualRange:
        """At `hour` and the hours before and after it, because dawn moves; of the whole day for None."""
        hours = list(range(HOURS)) if hour is None else [(hour + step) % HOURS for step in (-1, 0, 1)]
        together = np.cumsum(self.counts[hours].sum(axis=0, dtype=np.float64))
        minutes = float(together[-1])
        if minutes <= 0:
            return UsualRange(self.scale.low, self.scale.low, self.scale.high, 0.0)
        first, middle, last = np.searchsorted(together, np.array([_TAIL, 0.5, 1 - _TAIL]) * minutes).tolist()
        edge, step = self.scale.low, self.scale.step
        return UsualRange(edge + first * step, edge + (middle + 0.5) * step, edge + (last + 1) * step, minutes)

    def shift(self, by: float) -> None:
        """Makes what is usual higher by `by` in all hours."""
        steps = round(by / self.scale.step)
        moved = np.zeros_like(self.counts)
        for source in range(BINS):
            moved[:, min(max(source + steps, 0), BINS - 1)] += self.counts[:, source] + self.today[:, source]
        self.counts = moved
        self.today[:] = 0
