"""Trends made by hand, in the states that a person may meet."""

import math
from dataclasses import replace
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
)
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity

END: Final = 1_790_000_000
STEP: Final = 300
OLD, NEW = ModelIdentity("people", "v1", "aa" * 32), ModelIdentity("people", "v2", "bb" * 32)
USUAL, USUAL_RATE = UsualShare(0.76, 0.88), UsualShare(0.02, 0.2)


def alert(level: str = "drift") -> Alert:
    return Alert(
        name="confidence",
        cause="mean confidence fell 0.187 below its usual range at this time of day",
        since=END - 8000.0,
        raised=END - 7200.0,
        distance=-0.187,
        score=1.6,
        level="drift" if level == "drift" else "warning",
        why="scene",
        reason="the picture is darker than usual",
        next_step="look at the frames that were kept",
    )


def bucket(start: int, mean: float = 0.82, rate: float = 0.1, count: int = 40) -> Bucket:
    sums = Sums(count, round(count * rate), round(count * mean * CONFIDENCE_UNITS))
    return Bucket(start, FrameCounts(frames=300, covered_ms=300_000), sums, USUAL, USUAL_RATE)


def trend(state: State = "ok", hours: int = 24) -> Trend:
    """A good day: the mean goes up and down by 0.03."""
    starts = range(END - hours * 3600, END, STEP)
    buckets = tuple(bucket(at, 0.82 + 0.03 * math.sin(at / 10_000)) for at in starts)
    standing = Standing(state, "", NEW, "", 14, 7, 0.3)
    person = tuple(replace(one.sums, detections=30) for one in buckets)
    models = (ModelMark(NEW, buckets[0].start, is_change=False),)
    return Trend(
        "gate", END - hours * 3600, END, STEP, standing, buckets, (LabelTrend("person", person),), models=models
    )


def learning() -> Trend:
    plain = trend("learning")
    buckets = tuple(replace(one, usual_mean=None, usual_low_rate=None) for one in plain.buckets)
    return replace(plain, buckets=buckets, standing=replace(plain.standing, learning="day 3 of 7", learned_days=2))


def bad(level: str = "drift") -> Trend:
    """An alert is active, and the model changed in the middle."""
    plain = trend("drift" if level == "drift" else "warning")
    buckets = tuple(bucket(b.start, 0.6, 0.5) if b.start > END - 8000 else b for b in plain.buckets)
    models = (ModelMark(OLD, plain.start, is_change=False), ModelMark(NEW, END - 50_000, is_change=True))
    return replace(plain, buckets=buckets, alerts=(AlertMark(alert(level), NEW.key, is_active=True),), models=models)


def gap(first: float = 0.3, end: float = 0.7, state: State = "ok") -> Trend:
    """Nothing was looked at from one share of the time to the other."""
    plain = trend(state)
    count = len(plain.buckets)
    buckets = tuple(
        Bucket(one.start, usual_mean=USUAL, usual_low_rate=USUAL_RATE) if first <= index / count < end else one
        for index, one in enumerate(plain.buckets)
    )
    return replace(plain, buckets=buckets)


def empty() -> Trend:
    plain = trend("learning")
    return replace(plain, buckets=tuple(Bucket(one.start) for one in plain.buckets), labels=(), models=())
