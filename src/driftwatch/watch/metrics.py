"""What a drift sensor shows to Prometheus: counters of its stream since the module began, and readings as gauges."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from driftwatch.monitoring.histogram import BINS
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.watch.exposition import MetricFamily, MetricValue
from driftwatch.watch.lifetime import Lifetime
from driftwatch.watch.reading_keys import READING_KEYS
from driftwatch.watch.snapshot import StreamSnapshot

GAUGES: Final = (
    "uptime_seconds", "drift", "drift_code", "drift_score", "drift_minutes", "learned_days", "learning_stalled",
    "reference_mean_confidence", "reference_low_confidence_rate", "smallest_detectable_drop",
    "low_confidence_threshold", "camera_age_seconds", "store_healthy", "maintenance_allowed", "notify_waiting",
    "precision_estimate", "precision_low", "precision_high", "recall_estimate", "recall_low", "recall_high",
    "reviews", "reviews_needed",
)  # fmt: skip
"""Readings that are shown under their own names; one that is absent has no value."""

_MEANINGS: Final = {key.name: key.meaning for key in READING_KEYS}
_GAUGES: Final = {name: MetricFamily(f"driftwatch_{name}", "gauge", _MEANINGS[name]) for name in GAUGES}
_OK: Final = MetricFamily("driftwatch_sensor_ok", "gauge", "1; 0 where the sensor has no readings, which say why")
_MODEL: Final = MetricFamily("driftwatch_model_info", "gauge", "1, with the present model as labels")
_DETECTIONS: Final = MetricFamily("driftwatch_detections_total", "counter", "from the floor up, by label")
_LOW: Final = MetricFamily(
    "driftwatch_low_confidence_detections_total", "counter", "of detections, those of low confidence"
)
CONFIDENCE: Final = MetricFamily(
    "driftwatch_confidence",
    "histogram",
    "confidences of the detections from the floor up; one that equals a bound counts above it",
)
_FRAMES: Final = {
    name: MetricFamily(f"driftwatch_{name}_total", "counter", _MEANINGS[name])
    for name in ("frames", "empty_frames", "low_confidence_frames", "failed_frames", "frozen_frames")
}
FAMILIES: Final = (_OK, _MODEL, *_FRAMES.values(), _DETECTIONS, _LOW, CONFIDENCE, *_GAUGES.values())
"""Every metric; the docs show this list."""


def sensor_samples(
    sensor: str, vision: str, readings: Mapping[str, Any] | None, snapshot: StreamSnapshot | None
) -> Iterator[MetricValue]:
    """All of one sensor. readings: None where asking for them is an error. snapshot: None before the first frame."""
    labels = {"sensor": sensor, "vision_name": vision, "camera_name": snapshot.stream.camera if snapshot else ""}
    yield MetricValue(_OK, labels, float(readings is not None))
    for name, family in _GAUGES.items():
        if readings is not None and name in readings:
            yield MetricValue(family, labels, float(readings[name]))
    if snapshot is None:
        return
    if snapshot.model is not None:
        model = snapshot.model
        named = {"model_name": model.name, "model_version": model.version, "model_sha8": model.sha256[:8]}
        yield MetricValue(_MODEL, {**labels, **named}, 1)
    yield from _counters(snapshot.lifetime + snapshot.open, labels)


def _counters(counted: Lifetime, labels: Mapping[str, str]) -> Iterator[MetricValue]:
    for name, family in _FRAMES.items():
        yield MetricValue(family, labels, getattr(counted.frames, name))
    for label, detections in counted.labels.items():
        yield MetricValue(_DETECTIONS, {**labels, "label": label}, detections)
    yield MetricValue(_LOW, labels, counted.low_confidence)
    below = 0
    for index, count in enumerate(counted.bins.tolist()):
        below += count
        if index < BINS - 1:  # the last one ends at 1, which belongs to it: +Inf
            yield MetricValue(CONFIDENCE, {**labels, "le": f"{(index + 1) / BINS}"}, below, "_bucket")
    yield MetricValue(CONFIDENCE, {**labels, "le": "+Inf"}, counted.detections, "_bucket")
    yield MetricValue(CONFIDENCE, labels, counted.confidence_sum / CONFIDENCE_UNITS, "_sum")
    yield MetricValue(CONFIDENCE, labels, counted.detections, "_count")
