"""What the drift sensor says of a candidate model that runs next to the live one."""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.agreement import Agreement, ModelCounts
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity
from driftwatch.watch.label_key import label_key


def shadow_readings(shadows: Mapping[ModelIdentity, Agreement], top: int) -> dict[str, Any]:
    """Of the candidate that was compared on most frames; nothing where there was none. top: labels that are named.

    None means not known.
    """
    if not shadows:
        return {}
    candidate, counts = max(shadows.items(), key=lambda entry: (entry[1].frames, entry[1].skipped + entry[1].failed))
    return {
        "shadow_model_name": candidate.name,
        "shadow_model_version": candidate.version or None,
        "shadow_model_sha8": candidate.sha256[:8] or None,
        "shadow_frames": counts.frames,
        "shadow_skipped_frames": counts.skipped,
        "shadow_failed_frames": counts.failed,
        "shadow_agreeing_frames": counts.agreeing,
        "shadow_pairs": counts.pairs,
        "shadow_only_live": counts.only_live,
        "shadow_only_candidate": counts.only_candidate,
        "shadow_agreement": counts.rate,
        **_model_counts("live", counts.live),
        **_model_counts("candidate", counts.candidate),
        **_labels(counts, top),
    }


def _model_counts(side: str, counts: ModelCounts) -> dict[str, Any]:
    return {
        f"shadow_{side}_detections": counts.detections,
        f"shadow_{side}_low_confidence_detections": counts.low_confidence,
        f"shadow_{side}_confidence_sum": round(counts.confidence_sum / CONFIDENCE_UNITS, 4),
    }


def _labels(counts: Agreement, top: int) -> dict[str, int]:
    both = counts.live + counts.candidate
    frequent = sorted(both.labels, key=lambda label: (-both.labels[label], label))[:top]
    readings: dict[str, int] = {}
    for side, of_model in (("live", counts.live), ("candidate", counts.candidate)):
        for label in frequent:
            readings[f"shadow_{side}_count_{label_key(label)}"] = of_model.labels.get(label, 0)
    return readings
