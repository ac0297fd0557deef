"""What the drift sensor answers: flat, with stable keys, in counts that add up over a fleet."""

import math
from typing import Any, Final

from driftwatch.monitoring.rollup import CONFIDENCE_UNITS, Totals
from driftwatch.observation import ModelIdentity
from driftwatch.watch.besides import Besides, maintenance_allowed
from driftwatch.watch.reading_key import ReadingKey
from driftwatch.watch.reviews.readings import REVIEW_KEYS, review_readings
from driftwatch.watch.settings import DriftSensorSettings
from driftwatch.watch.shadow.readings import SHADOW_KEYS, shadow_readings
from driftwatch.watch.snapshot import Process, StreamSnapshot
from driftwatch.watch.verdict import NOT_JUDGED, Verdict
from driftwatch.watch.windows import ClosedWindow

SCHEMA = 1
TOP_LABELS = 10
COUNT_PREFIX = "count_"


READING_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey("schema", "", "version of this list of keys"),
    ReadingKey("sequence", "", "number of the window, counting up from 0 since boot_id began"),
    ReadingKey("boot_id", "", "text that is new each time the module starts"),
    ReadingKey("uptime_seconds", "s", "since the module started, by a clock that never jumps"),
    ReadingKey("window_seconds", "s", "time that the counts below stand for"),
    ReadingKey("frames", "frames", "frames the model looked at"),
    ReadingKey("failed_frames", "frames", "frames that could not be had, decoded or understood; not in frames"),
    ReadingKey("frozen_frames", "frames", "frames with the very bytes of the one before; not in frames"),
    ReadingKey("empty_frames", "frames", "of frames, those without a detection from the floor up"),
    ReadingKey("low_confidence_frames", "frames", "of frames, those with a low-confidence detection"),
    ReadingKey("detections", "detections", "detections from the floor up (of a classifier: its top classes)"),
    ReadingKey("low_confidence_detections", "detections", "of detections, those below low_confidence_threshold"),
    ReadingKey("unknown_label_detections", "detections", "of detections, those of labels that the reference never saw"),
    ReadingKey("confidence_sum", "", "sum of the confidences of detections; divide sums by sums, never mean means"),
    ReadingKey("confidence_p10", "0 to 1", "a tenth of the detections have a confidence below it"),
    ReadingKey("confidence_p50", "0 to 1", "half of the detections have a confidence below it"),
    ReadingKey("confidence_p90", "0 to 1", "nine tenths of the detections have a confidence below it"),
    ReadingKey("mean_confidence", "0 to 1", "confidence_sum / detections"),
    ReadingKey("low_confidence_rate", "0 to 1", "low_confidence_detections / detections"),
    ReadingKey("reference_mean_confidence", "0 to 1", "mean confidence while the reference was learned"),
    ReadingKey("reference_low_confidence_rate", "0 to 1", "low-confidence rate while the reference was learned"),
    ReadingKey("reference_days", "days", "days that the reference was learned from"),
    ReadingKey("smallest_detectable_drop", "0 to 1", "smallest lasting drop of mean confidence that can be found here"),
    ReadingKey("learned_days", "days", "good days learned so far, of the present reference or the one in the making"),
    ReadingKey("learning", "", "what is learned so far, what is missing and until when; absent where nothing is"),
    ReadingKey("learning_stalled", "boolean", "whether days pass from which nothing can be learned"),
    ReadingKey("drift", "boolean", "whether an alarm about the model is active; a warning is none"),
    ReadingKey("drift_code", "", "0 learning, 1 ok, 2 warning, 3 drift, 4 stale camera"),
    ReadingKey("drift_score", "", "how near the nearest alert is; it is raised at 1"),
    ReadingKey("drift_cause", "", "the alerts in words, alarms first; absent while none is active"),
    ReadingKey("drift_why", "", "scene, model or unknown: where the cause lies, from the picture's own figures"),
    ReadingKey("drift_next_step", "", "the one thing to do first; absent while no alert is active"),
    ReadingKey("drift_minutes", "min", "how long the alert has stood; absent while none stands"),
    ReadingKey("model_name", "", "name of the ML model service"),
    ReadingKey("model_version", "", "version of the model's registry package; absent where it has none"),
    ReadingKey("model_sha8", "", "first 8 digits of the model file's SHA-256; absent where the file is elsewhere"),
    ReadingKey("low_confidence_threshold", "0 to 1", "a detection below it has low confidence"),
    ReadingKey("camera_age_seconds", "s", "since the camera gave its last new frame"),
    ReadingKey("store_healthy", "boolean", "whether statistics reach the disk; false: in memory only"),
    ReadingKey("reading_doubt", "", "why the model is probably read wrong, in words; absent while nothing is in doubt"),
    ReadingKey("should_sync", "boolean", "whether the data manager should upload now (selective_syncer_name)"),
    ReadingKey("capture_control", "list", "what the data manager should capture faster; empty while no alert stands"),
    ReadingKey("maintenance_allowed", "boolean", "no alert is active, no candidate runs and the camera is alive"),
    *REVIEW_KEYS,
    *SHADOW_KEYS,
)
"""Every key but `count_<label>`: the detections of each of the ten most frequent labels, spaces as underscores."""


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
    totals = snapshot.window(settings.window_minutes)
    return _present(
        {
            **_head(process, snapshot.taken.monotonic),
            "sequence": sequence,
            **_counts(totals, snapshot, snapshot.verdict),
            **_verdict(snapshot.verdict, snapshot.taken.monotonic),
            **_stream(snapshot, snapshot.model),
            **_actions(snapshot.verdict, settings),
            **_top_labels(totals),
            "maintenance_allowed": maintenance_allowed(snapshot, besides.is_compared),
            **review_readings(besides.reviewed),
            **shadow_readings(totals.shadows, TOP_LABELS),
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
            **_counts(window.totals, snapshot, window.verdict),
            **_verdict(window.verdict, ended),
            **_stream(snapshot, window.model),
            **_actions(window.verdict, settings),
            **_top_labels(window.totals),
            "maintenance_allowed": maintenance_allowed(snapshot, besides.is_compared),
            **review_readings(besides.reviewed),
            **shadow_readings(window.totals.shadows, TOP_LABELS),
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


def capture_control(verdict: Verdict, settings: DriftSensorSettings) -> list[dict[str, Any]]:
    """For the data manager's capture_control_sensor: what is configured while an alert stands, else nothing."""
    return [dict(entry.entry()) for entry in settings.capture_control] if verdict.drift else []


def _head(process: Process, now: float) -> dict[str, Any]:
    return {"schema": SCHEMA, "boot_id": process.boot_id, "uptime_seconds": round(now - process.started, 1)}


def _counts(totals: Totals, snapshot: StreamSnapshot, verdict: Verdict) -> dict[str, Any]:
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
        "unknown_label_detections": _unknown(totals, verdict),
        "confidence_sum": round(overall.confidence_sum / CONFIDENCE_UNITS, 4),
        "confidence_p10": quantiles[0],
        "confidence_p50": quantiles[1],
        "confidence_p90": quantiles[2],
        "mean_confidence": overall.mean,
        "low_confidence_rate": overall.low_confidence_rate,
    }


def _unknown(totals: Totals, verdict: Verdict) -> int | None:
    if verdict.reference is None:
        return None
    known = verdict.reference.labels
    return sum(counts.detections for label, counts in totals.labels.items() if label not in known)


def _verdict(verdict: Verdict, now: float) -> dict[str, Any]:
    reference, condition = verdict.reference, verdict.condition
    since = verdict.standing_since
    return {
        "reference_mean_confidence": reference.mean_confidence if reference else None,
        "reference_low_confidence_rate": reference.low_confidence_rate if reference else None,
        "reference_days": reference.days if reference else None,
        "learned_days": condition.progress.days,
        "learning": condition.progress.text or None,
        "learning_stalled": condition.progress.stalled,
        "smallest_detectable_drop": reference.smallest_detectable_drop if reference else None,
        "drift": verdict.drift,
        "drift_code": condition.code,
        "drift_score": condition.score if verdict.judged else None,
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
    }


def _actions(verdict: Verdict, settings: DriftSensorSettings) -> dict[str, Any]:
    return {"should_sync": verdict.drift, "capture_control": capture_control(verdict, settings)}


def _top_labels(totals: Totals) -> dict[str, Any]:
    seen = sorted(totals.labels.items(), key=lambda item: (-item[1].detections, item[0]))
    counts: dict[str, int] = {}
    for label, label_counts in seen:
        if label_counts.detections and len(counts) < TOP_LABELS:
            key = COUNT_PREFIX + "_".join(label.split())
            counts[key] = counts.get(key, 0) + label_counts.detections
    return counts


def _present(readings: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what is not known: Viam's data manager would write None as null and NaN as a text."""
    return {key: value for key, value in readings.items() if value is not None and _is_finite(value)}


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float) or math.isfinite(value)
