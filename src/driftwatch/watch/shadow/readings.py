"""What the drift sensor says of a candidate model that is run beside the live one."""

from collections.abc import Mapping
from typing import Any

from driftwatch.monitoring.agreement import Agreement, Voice
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity
from driftwatch.watch.label_key import label_key
from driftwatch.watch.reading_key import ReadingKey

SHADOW_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey("shadow_model_name", "", "name of the candidate's ML model service; this and what follows: with shadow"),
    ReadingKey("shadow_model_version", "", "version of the candidate's registry package; absent where it has none"),
    ReadingKey("shadow_model_sha8", "", "first 8 digits of its file's SHA-256; absent where the file is elsewhere"),
    ReadingKey("shadow_frames", "frames", "frames that both models looked at"),
    ReadingKey("shadow_skipped_frames", "frames", "frames that the candidate was not shown, being busy or not ready"),
    ReadingKey("shadow_failed_frames", "frames", "frames on which the candidate failed, or answered too late"),
    ReadingKey("shadow_agreeing_frames", "frames", "of shadow_frames, those on which the models say the same"),
    ReadingKey("shadow_pairs", "pairs", "detections of one model with a partner of the other, on shadow_frames"),
    ReadingKey("shadow_only_live", "detections", "detections of the live model without a partner"),
    ReadingKey("shadow_only_candidate", "detections", "detections of the candidate without a partner"),
    ReadingKey("shadow_agreement", "0 to 1", "share of detections with a partner: 2 pairs / (2 pairs + both only)"),
    ReadingKey("shadow_live_detections", "detections", "detections of the live model on shadow_frames"),
    ReadingKey("shadow_candidate_detections", "detections", "detections of the candidate on shadow_frames"),
    ReadingKey("shadow_live_low_confidence_detections", "detections", "of shadow_live_detections, the unsure ones"),
    ReadingKey(
        "shadow_candidate_low_confidence_detections", "detections", "of shadow_candidate_detections, the unsure ones"
    ),
    ReadingKey("shadow_live_confidence_sum", "", "sum of the confidences of shadow_live_detections"),
    ReadingKey("shadow_candidate_confidence_sum", "", "sum of the confidences of shadow_candidate_detections"),
)
"""And `shadow_live_count_<label>`, `shadow_candidate_count_<label>` for the labels that are most frequent in both."""


def shadow_readings(shadows: Mapping[ModelIdentity, Agreement], top: int) -> dict[str, Any]:
    """Of the candidate that was compared on most frames; nothing where there was none. top: labels that are named.

    None stands for what is not known.
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
        **_voice("live", counts.live),
        **_voice("candidate", counts.candidate),
        **_labels(counts, top),
    }


def _voice(side: str, voice: Voice) -> dict[str, Any]:
    return {
        f"shadow_{side}_detections": voice.detections,
        f"shadow_{side}_low_confidence_detections": voice.low_confidence,
        f"shadow_{side}_confidence_sum": round(voice.confidence_sum / CONFIDENCE_UNITS, 4),
    }


def _labels(counts: Agreement, top: int) -> dict[str, int]:
    both = counts.live + counts.candidate
    frequent = sorted(both.labels, key=lambda label: (-both.labels[label], label))[:top]
    readings: dict[str, int] = {}
    for side, voice in (("live", counts.live), ("candidate", counts.candidate)):
        for label in frequent:
            readings[f"shadow_{side}_count_{label_key(label)}"] = voice.labels.get(label, 0)
    return readings
