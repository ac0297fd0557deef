"""What the drift sensor answers: flat, with stable keys, in counts that add up over a fleet."""

import math
from typing import Any, Final

from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, Totals
from driftwatch.observation import ModelIdentity
from driftwatch.watch.besides import Besides, maintenance_allowed
from driftwatch.watch.label_key import label_key
from driftwatch.watch.monitor_state import NOT_JUDGED, MonitorState
from driftwatch.watch.reviews.readings import review_readings, verdict_readings
from driftwatch.watch.settings import DriftSensorSettings
from driftwatch.watch.shadow.readings import shadow_readings
from driftwatch.watch.snapshot import Process, StreamSnapshot
from driftwatch.watch.windows import ClosedWindow

SCHEMA = 1
TOP_LABELS = 10
COUNT_PREFIX = "count_"
KEEPS_UP: Final = 0.95
"""Share of its turns from which a watch loop keeps up; a turn now and then is late on any machine."""


_NOTHING: Final = Besides()


def live_readings(
    snapshot: StreamSnapshot,
    sequence: int,
    settings: DriftSensorSettings,
    process: Process,
    besides: Besides = _NOTHING,
) -> dict[str, Any]:
    """The last `window_minutes` up to now: for people. Numbers, booleans, texts and the list capture_control.

    sequence: of the window that is open.
    """
    return {
        **_head(process, snapshot.taken.monotonic),
        "sequence": sequence,
        **stream_readings(snapshot, settings.window_minutes, besides),
        **_actions(snapshot.monitor, settings),
    }


def stream_readings(snapshot: StreamSnapshot, minutes: int, besides: Besides = _NOTHING) -> dict[str, Any]:
    """What the last `minutes` up to now say of the stream itself, without what a sensor adds of its own."""
    totals = snapshot.window(minutes)
    return _present(
        {
            **_counts(totals, snapshot, snapshot.monitor),
            **_monitor(snapshot.monitor, snapshot.taken.monotonic),
            **_stream(snapshot, snapshot.model),
            **_top_labels(totals),
            "maintenance_allowed": maintenance_allowed(snapshot, besides.is_compared),
            **review_readings(besides.reviewed),
            **shadow_readings(totals.shadows, TOP_LABELS),
            **verdict_readings(besides.candidate),
        }
    )


def window_readings(
    window: ClosedWindow,
    snapshot: StreamSnapshot,
    settings: DriftSensorSettings,
    process: Process,
    besides: Besides = _NOTHING,
) -> dict[str, Any]:
    """One closed window, with what was concluded at its end: for the data manager, each once."""
    ended = window.ended.monotonic
    return _present(
        {
            **_head(process, ended),
            "sequence": window.sequence,
            **_counts(window.totals, snapshot, window.monitor),
            **_monitor(window.monitor, ended),
            **_stream(snapshot, window.model),
            **_actions(window.monitor, settings),
            **_top_labels(window.totals),
            "maintenance_allowed": maintenance_allowed(snapshot, besides.is_compared),
            **review_readings(besides.reviewed),
            **shadow_readings(window.totals.shadows, TOP_LABELS),
            **verdict_readings(besides.candidate),
        }
    )


def readings_before_the_first_frame(process: Process, now: float, doubt: str = "") -> dict[str, Any]:
    """While nothing is known of a stream. now: of the monotonic clock. doubt: about how the model is read."""
    nothing: dict[str, Any] = {
        "drift": False,
        "drift_code": NOT_JUDGED.code,
        "should_sync": False,
        "capture_control": [],
        "maintenance_allowed": False,
    }
    return _present({**_head(process, now), **nothing, "reading_doubt": doubt or None})


def capture_control(monitor: MonitorState, settings: DriftSensorSettings) -> list[dict[str, Any]]:
    """For the data manager's capture_control_sensor: what is configured while an alert is active, else nothing."""
    return [dict(entry.entry()) for entry in settings.capture_control] if monitor.drift else []


def _head(process: Process, now: float) -> dict[str, Any]:
    return {"schema": SCHEMA, "boot_id": process.boot_id, "uptime_seconds": round(now - process.started, 1)}


def _counts(totals: Totals, snapshot: StreamSnapshot, monitor: MonitorState) -> dict[str, Any]:
    frames, overall = totals.frames, totals.overall
    floor = snapshot.settings.floor
    quantiles = [
        overall.histogram.quantile(share, above=floor) if overall.detections else None for share in (0.1, 0.5, 0.9)
    ]
    return {
        "window_seconds": round(frames.covered_ms / 1000, 1),
        "frames": frames.frames,
        "failed_frames": frames.failed_frames,
        "frozen_frames": frames.frozen_frames,
        "empty_frames": frames.empty_frames,
        "low_confidence_frames": frames.low_confidence_frames,
        "detections": overall.detections,
        "low_confidence_detections": overall.low_confidence,
        "unknown_label_detections": _unknown(totals, monitor),
        "confidence_sum": round(overall.confidence_sum / CONFIDENCE_UNITS, 4),
        "confidence_p10": quantiles[0],
        "confidence_p50": quantiles[1],
        "confidence_p90": quantiles[2],
        "mean_confidence": overall.mean,
        "low_confidence_rate": overall.low_confidence_rate,
    }


def _unknown(totals: Totals, monitor: MonitorState) -> int | None:
    if monitor.reference is None:
        return None
    known = monitor.reference.labels
    return sum(counts.detections for label, counts in totals.labels.items() if label not in known)


def _monitor(monitor: MonitorState, now: float) -> dict[str, Any]:
    reference, condition = monitor.reference, monitor.condition
    since = monitor.active_since
    return {
        "reference_mean_confidence": reference.mean_confidence if reference else None,
        "reference_low_confidence_rate": reference.low_confidence_rate if reference else None,
        "reference_days": reference.days if reference else None,
        "learned_days": condition.progress.days,
        "learning": condition.progress.text or None,
        "learning_stalled": condition.progress.stalled,
        "smallest_detectable_drop": reference.smallest_detectable_drop if reference else None,
        "drift": monitor.drift,
        "drift_code": condition.code,
        "drift_score": condition.score if monitor.judged else None,
        "drift_cause": condition.cause or None,
        "drift_why": condition.first.why if condition.first else None,
        "drift_next_step": (condition.first.next_step or None) if condition.first else None,
        "drift_minutes": round(max(now - since, 0.0) / 60, 1) if since is not None else None,
    }


def _stream(snapshot: StreamSnapshot, model: ModelIdentity | None) -> dict[str, Any]:
    new = snapshot.last_new_frame
    return {
        "model_name": model.name if model else None,
        "model_version": (model.version or None) if model else None,
        "model_sha8": (model.sha256[:8] or None) if model else None,
        "low_confidence_threshold": snapshot.settings.low_confidence,
        "camera_age_seconds": round(max(snapshot.taken.monotonic - new.monotonic, 0.0), 1) if new else None,
        "store_healthy": snapshot.store.healthy,
        "reading_doubt": snapshot.doubt or None,
        "overlooked_frames": snapshot.overlooked or None,
        "watched_share": round(snapshot.share, 3) if snapshot.share < KEEPS_UP else None,
    }


def _actions(monitor: MonitorState, settings: DriftSensorSettings) -> dict[str, Any]:
    return {"should_sync": monitor.drift, "capture_control": capture_control(monitor, settings)}


def _top_labels(totals: Totals) -> dict[str, Any]:
    seen = sorted(totals.labels.items(), key=lambda item: (-item[1].detections, item[0]))
    counts: dict[str, int] = {}
    for label, label_counts in seen:
        if label_counts.detections and len(counts) < TOP_LABELS:
            counts[COUNT_PREFIX + label_key(label)] = label_counts.detections
    return counts


def _present(readings: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what is not known: Viam's data manager would write None as null and NaN as a text."""
    return {key: value for key, value in readings.items() if value is not None and _is_finite(value)}


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)
