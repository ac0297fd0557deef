"""Makes the minutes of a stream, frame by frame and detection by detection, seeded."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.drift.scenario import MINUTES_A_DAY, Change, Scenario
from driftwatch.monitoring.accumulator import ClosedMinute
from driftwatch.monitoring.histogram import BINS, Histogram, bin_of
from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, FrameCounts, LabelCounts, RollUp, Totals
from driftwatch.observation import Moment

Floats = NDArray[np.float64]

LABELS = ("person", "car", "dog")
FRAMES_A_MINUTE = 60
FIRST_MINUTE = 1_767_571_200
"""A Monday, 00:00 UTC."""
MODEL = "1.0@simulated"
_SURE = 1.5
_SPREAD = 0.8
_FLOOR = 0.3
_LOW = 0.6


@dataclass(frozen=True, slots=True)
class Stream:
    """Minutes of one stream as whole numbers. empty: frames without a detection, (M,).

    detections, low, units, squares: (M, L) by minute and label; units of 1/65536.
    bins: (M, L, 64) histograms of what is counted.
    """

    empty: NDArray[np.int64]
    detections: NDArray[np.int64]
    low: NDArray[np.int64]
    units: NDArray[np.int64]
    squares: NDArray[np.int64]
    bins: NDArray[np.uint16]

    def minutes(self, first: int, end: int) -> Iterator[ClosedMinute]:
        """Minutes `first` to `end` - 1 as a monitor takes them. Detections are independent: each is an object."""
        rows = zip(
            self.empty[first:end].tolist(),
            *(part[first:end].tolist() for part in (self.detections, self.low, self.units, self.squares)),
            strict=True,
        )
        for minute, (empty, *columns) in enumerate(rows, first):
            labels = {
                label: LabelCounts(n, n, low, units, squares, Histogram(bins), begun=n)
                for label, n, low, units, squares, bins in zip(
                    LABELS, *columns, self.bins[minute].astype(np.int64), strict=True
                )
                if n
            }
            frames = FrameCounts(frames=FRAMES_A_MINUTE, empty_frames=empty, covered_ms=60_000)
            start = FIRST_MINUTE + 60 * minute
            yield ClosedMinute(
                RollUp(start, "yard", MODEL, Totals(frames, labels)), Moment(start + 60.0, 60.0 * minute + 60.0)
            )


def simulate(scenario: Scenario, days: int, seed: int, change: Change | None = None) -> Stream:
    """The stream of `days` days. With the same seed, a change alters only what comes after it."""
    rng = np.random.default_rng(seed)
    count = days * MINUTES_A_DAY
    minute = np.arange(count)
    dark = _darkness(minute)
    weekend = (minute // MINUTES_A_DAY % 7 >= 5).astype(np.float64)
    level = _SURE - scenario.night * dark - scenario.weekend * weekend
    level += scenario.weather * _wander(rng, count, 180.0) - _rain(rng, count, scenario.rain)
    traffic = scenario.traffic * (1 - (1 - scenario.night_traffic) * dark)
    traffic *= (1 - 0.5 * weekend * (scenario.weekend > 0)) * np.exp(0.3 * _wander(rng, count, 30.0))
    shares = _shares(rng, dark, weekend * (scenario.weekend > 0), change)
    mood = scenario.mood * _correlated(rng, count * FRAMES_A_MINUTE, scenario.correlation)
    when = np.repeat(minute, rng.poisson(traffic * FRAMES_A_MINUTE))
    frame = when * FRAMES_A_MINUTE + rng.integers(0, FRAMES_A_MINUTE, len(when))
    logits = level[when] + mood[frame] + _SPREAD * rng.standard_normal(len(when), np.float32)
    confidence = 1 / (1 + np.exp(-logits))
    draw = rng.random(len(when), np.float32)
    label = (draw > shares[when, 0]).astype(np.int64) + (draw > shares[when, 0] + shares[when, 1])
    if change is not None and change.drop:
        loss = _loss(confidence[:200_000], change.drop)
        confidence = np.maximum(confidence - loss * _extent(minute, change)[when], 0.0)
    return _add_up(count, frame, label, confidence)


def _add_up(count: int, frame: NDArray[np.int64], label: NDArray[np.int64], confidence: Floats) -> Stream:
    counted = confidence >= _FLOOR
    frame, label, confidence = frame[counted], label[counted], confidence[counted]
    cell = frame // FRAMES_A_MINUTE * len(LABELS) + label
    shape, size = (count, len(LABELS)), count * len(LABELS)
    units = np.rint(confidence * CONFIDENCE_UNITS)
    empty = np.ones(count * FRAMES_A_MINUTE, np.bool_)
    empty[frame] = False
    return Stream(
        empty=empty.reshape(count, FRAMES_A_MINUTE).sum(axis=1),
        detections=np.bincount(cell, minlength=size).reshape(shape),
        low=np.bincount(cell[confidence < _LOW], minlength=size).reshape(shape),
        units=np.bincount(cell, units, minlength=size).astype(np.int64).reshape(shape),
        squares=np.bincount(cell, units * units, minlength=size).astype(np.int64).reshape(shape),
        bins=_histograms(cell, confidence, size).reshape(*shape, BINS),
    )


def _histograms(cell: NDArray[np.int64], confidence: Floats, size: int) -> NDArray[np.uint16]:
    """(size, 64) counts of the confidences of each cell."""
    bins = np.zeros((size, BINS), np.uint16)
    np.add.at(bins, (cell, bin_of(confidence)), 1)
    return bins


def _correlated(rng: np.random.Generator, count: int, correlation: float) -> Floats:
    """(count,) values of an AR(1) process with variance 1, by repeated doubling of the summed past."""
    values = rng.standard_normal(count) * np.sqrt(1 - correlation**2)
    shift, factor = 1, correlation
    while factor > 1e-7 and shift < count:
        values[shift:] = values[shift:] + factor * values[:-shift]
        shift, factor = 2 * shift, factor * factor
    return values


def _wander(rng: np.random.Generator, count: int, memory: float) -> Floats:
    """(count,) minutes of a slow process with variance 1 that forgets in `memory` minutes."""
    return _correlated(rng, count, float(np.exp(-1 / memory)))


def _darkness(minute: NDArray[np.int64]) -> Floats:
    """From 0 by day to 1 at night; dawn and dusk take about an hour and move by a minute a day."""
    hour = minute / 60 % 24
    half_day = 6 + minute / MINUTES_A_DAY / 60
    return 1 / (1 + np.exp(-4 * (np.abs(hour - 12) - half_day)))


def _rain(rng: np.random.Generator, count: int, depth: float) -> Floats:
    loss = np.zeros(count)
    for start in np.flatnonzero(rng.random(count) < 0.5 / MINUTES_A_DAY):
        length = int(rng.exponential(180.0))
        loss[start : start + length] = depth * rng.uniform(0.3, 1.0)
    return loss


def _shares(rng: np.random.Generator, dark: Floats, weekend: Floats, change: Change | None) -> Floats:
    """(M, L) share of each label."""
    scores = np.log(np.array([0.5, 0.35, 0.15])) + 0.3 * np.stack([_wander(rng, len(dark), 20.0) for _ in LABELS], 1)
    scores[:, 1] += 0.5 * dark
    scores[:, 2] += 0.3 * weekend
    shares = np.exp(scores)
    shares /= shares.sum(axis=1, keepdims=True)
    if change is not None and change.label_shift:
        moved = np.minimum(change.label_shift * _extent(np.arange(len(dark)), change), shares[:, 0])
        shares[:, 0] -= moved
        shares[:, 1] += moved
    return shares


def _loss(confidence: Floats, drop: float) -> float:
    """What each confidence must lose so that the mean of those above the floor falls by `drop`."""
    usual, loss = confidence[confidence >= _FLOOR].mean(), drop
    for _ in range(10):
        left = confidence - loss
        loss += drop - float(usual - left[left >= _FLOOR].mean())
    return loss


def _extent(minute: NDArray[np.int64], change: Change) -> Floats:
    """(M,) how much of the change has come about: 0 before, 1 after the ramp."""
    return np.clip((minute - change.start + 1) / max(change.ramp, 1), 0.0, 1.0)
