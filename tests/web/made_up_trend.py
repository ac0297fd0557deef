"""Trends of the machine that the pictures of the page show: people and bicycles on a street, by day and by night."""

import math
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.condition import State
from driftwatch.monitoring.rollup import FrameCounts
from driftwatch.monitoring.trend.trend import (
    AlertMark,
    Bucket,
    LabelTrend,
    ModelMark,
    Standing,
    Sums,
    Trend,
    UsualShare,
    total,
)
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity

NOW: Final = 1_794_495_000
"""2026-11-12 14:50 UTC, a Thursday."""
HOUR: Final = 3600
FELL: Final = NOW - 48.5 * HOUR
CAUSE: Final = "mean confidence fell 0.17 below its usual range at this time of day; the picture is darker than usual"
OLD, NEW = ModelIdentity("street", "v1", "1a" * 32), ModelIdentity("street", "v2", "3c" * 32)
LABELS: Final = {"person": 0.62, "car": 0.29, "bicycle": 0.09}
"""Of the detections."""


@dataclass(frozen=True, slots=True)
class Course:
    """How it went. learned: whether there is a band. fell: when it turned bad. began: before it there is nothing."""

    hours: int
    state: State = "ok"
    learned: bool = True
    fell: float | None = None
    began: float = 0.0


def made_up_trend(course: Course) -> Trend:
    step = {1: 60, 24: 300}.get(course.hours, HOUR)
    start = NOW - NOW % step - course.hours * HOUR + step
    buckets = tuple(_bucket(at, step, course) for at in range(start, NOW, step))
    labels = tuple(
        LabelTrend(label, tuple(_part(one.sums, share) for one in buckets)) for label, share in LABELS.items()
    )
    buckets = tuple(
        replace(one, sums=total(label.buckets[index] for label in labels)) for index, one in enumerate(buckets)
    )
    learning = "" if course.learned else "day 3 of 7"
    cause = CAUSE if course.fell else ""
    standing = Standing(course.state, cause, NEW, learning, 7 if course.learned else 2, 7, 0.3)
    changed = NOW - 75 * HOUR
    models = [ModelMark(NEW, changed, is_change=True)] if start < changed and course.learned else []
    alerts = (AlertMark(_alert(course.fell), NEW.key, is_active=True),) if course.fell else ()
    return Trend("gate", start, NOW, step, standing, buckets, labels, alerts=alerts, models=tuple(models))


def _bucket(at: int, step: int, course: Course) -> Bucket:
    """One hour of Tuesday night nothing was looked at."""
    wave = math.sin((at % 86400 / 86400 - 0.3) * 2 * math.pi)  # highest in the afternoon
    middle, rate = 0.8 + 0.04 * wave, 0.12 - 0.03 * wave
    usual = (UsualShare(middle - 0.055, middle + 0.055), UsualShare(max(rate - 0.06, 0.0), rate + 0.07))
    band = usual if course.learned else (None, None)
    if at < course.began or NOW - 61 * HOUR < at < NOW - 59.9 * HOUR:
        return Bucket(at, usual_mean=band[0], usual_low_rate=band[1])
    chance = math.sin(at / 977.0) + math.sin(at / 3571.0)  # the same on every computer
    mean, low = middle + 0.012 * chance, rate - 0.014 * chance
    if course.fell is not None and at >= course.fell:
        fallen = min((at - course.fell) / (6 * HOUR), 1.0) ** 0.5
        mean, low = mean - 0.23 * fallen, low + 0.33 * fallen
    count = round(2 * step * (1.1 + 0.4 * wave))
    sums = Sums(count, round(count * low), round(count * mean * CONFIDENCE_UNITS))
    return Bucket(at, FrameCounts(frames=step * 2, covered_ms=step * 1000), sums, *band)


def _part(sums: Sums, share: float) -> Sums:
    return Sums(round(sums.detections * share), round(sums.low_confidence * share), round(sums.confidence_sum * share))


def _alert(fell: float) -> Alert:
    return Alert(
        name="confidence",
        cause=CAUSE,
        since=fell,
        raised=fell + 600.0,
        distance=-0.17,
        score=1.6,
        level="drift",
        why="scene",
        reason="the picture is darker than usual",
        next_step="look at the camera: its picture is darker than usual at this time of day",
        labels=("person",),
    )
