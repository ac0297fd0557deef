"""The trend in the answer of its command, in columns."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

from driftwatch.commands.command import Answer
from driftwatch.commands.recorded import alert_json
from driftwatch.monitoring.trend.trend import AlertMark, Bucket, ModelMark, Sums, Trend, UsualShare
from driftwatch.watch.statistics_query import frame_row, utc_text

UNKNOWN: Final = -1.0
"""Stands for a figure that is not known: null would be read as 0 by Viam's Python client."""


def trend_json(trend: Trend) -> Answer:
    """Every list of numbers has an entry for each bucket."""
    standing, buckets = trend.standing, trend.buckets
    return {
        "camera_name": trend.camera,
        "start": utc_text(trend.start),
        "end": utc_text(trend.end),
        "bucket_seconds": trend.step,
        "state": standing.state,
        "cause": standing.cause,
        "learning": standing.learning,
        "learned_days": standing.learned_days,
        "needed_days": standing.needed_days,
        "model": standing.model.key if standing.model else "",
        "low_confidence_limit": standing.limit,
        "times": [utc_text(bucket.start) for bucket in buckets],
        **_frames(buckets),
        "detections": [bucket.sums.detections for bucket in buckets],
        "low_confidence_detections": [bucket.sums.low_confidence for bucket in buckets],
        "mean_confidence": _figures(bucket.sums.mean for bucket in buckets),
        "low_confidence_rate": _figures(bucket.sums.low_rate for bucket in buckets),
        "detections_per_frame": _figures(bucket.per_frame for bucket in buckets),
        **_band("usual_confidence", [bucket.usual_mean for bucket in buckets]),
        **_band("usual_rate", [bucket.usual_low_rate for bucket in buckets]),
        "labels": [{"label": one.label, **_label(one.buckets)} for one in trend.labels],
        "other_labels": [sums.detections for sums in trend.others],
        "alerts": [_alert(mark) for mark in trend.alerts],
        "models": [_model(mark) for mark in trend.models],
    }


def _frames(buckets: tuple[Bucket, ...]) -> Answer:
    rows = [frame_row(bucket.frames) for bucket in buckets]
    names = ("seconds", "frames", "empty_frames", "failed_frames", "frozen_frames")
    return {name: [row[name] for row in rows] for name in names}


def _figures(values: Iterable[float | None]) -> list[float]:
    return [UNKNOWN if value is None else round(value, 5) for value in values]


def _band(name: str, ranges: list[UsualShare | None]) -> Answer:
    return {
        f"{name}_low": _figures(None if one is None else one.low for one in ranges),
        f"{name}_high": _figures(None if one is None else one.high for one in ranges),
    }


def _label(buckets: tuple[Sums, ...]) -> Answer:
    return {
        "detections": [sums.detections for sums in buckets],
        "mean_confidence": _figures(sums.mean for sums in buckets),
    }


def _alert(mark: AlertMark) -> Answer:
    cleared = {} if mark.cleared is None else {"cleared": utc_text(mark.cleared)}
    return {**alert_json(asdict(mark.alert)), **cleared, "is_active": mark.is_active, "model": mark.model}


def _model(mark: ModelMark) -> Answer:
    name = {"name": mark.model.name, "version": mark.model.version}
    return {"model": mark.model.key, **name, "since": utc_text(mark.since), "is_change": mark.is_change}
