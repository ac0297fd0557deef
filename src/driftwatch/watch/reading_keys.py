"""Every key of the readings: its unit and its meaning; the docs show this list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """One key of the readings."""

    name: str
    unit: str
    """"" for a plain number or a text. What cannot be known yet is absent, not 0."""
    meaning: str


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

VERDICT_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey("shadow_verdict", "", "promote, worse or undecided; this and what follows: with shadow and review"),
    ReadingKey("shadow_reviews", "frames", "frames that would be served differently and that people judged"),
    ReadingKey("shadow_reviews_needed", "frames", "about how many more until there is a verdict; 0 where there is one"),
    ReadingKey("shadow_better_points", "points", "errors that the candidate avoids, in 100 boxes of the live model"),
    ReadingKey("shadow_better_points_low", "points", "lower end of its 95% interval"),
    ReadingKey("shadow_better_points_high", "points", "upper end of its 95% interval"),
    ReadingKey("shadow_precision_points", "points", "precision of the candidate less that of the live model"),
    ReadingKey("shadow_precision_points_low", "points", "lower end of its 95% interval"),
    ReadingKey("shadow_precision_points_high", "points", "upper end of its 95% interval"),
)

NOTIFY_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey(
        "notify_waiting", "messages", "of alerts that notify could not deliver yet; absent while there are none"
    ),
    ReadingKey("notify_problem", "", "why it could not, in words; absent while there is no problem"),
)

PROMETHEUS_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey(
        "prometheus_problem", "", "why prometheus_port is not served, in words; absent while there is no problem"
    ),
)

REVIEW_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey("precision_estimate", "0 to 1", "share of the served boxes of this week that are right, from reviews"),
    ReadingKey("precision_low", "0 to 1", "lower end of its 95% interval"),
    ReadingKey("precision_high", "0 to 1", "upper end of its 95% interval"),
    ReadingKey("precision_without_labels", "0 to 1", "estimate for the last day without a label; absent: withheld"),
    ReadingKey("precision_without_labels_low", "0 to 1", "lower end of its 95% interval"),
    ReadingKey("precision_without_labels_high", "0 to 1", "upper end of its 95% interval"),
    ReadingKey("precision_change_points", "points", "percentage points above (below: negative) the reference"),
    ReadingKey("recall_estimate", "0 to 1", "share of the objects that a person sees that were found, from reviews"),
    ReadingKey("recall_low", "0 to 1", "lower end of its 95% interval"),
    ReadingKey("recall_high", "0 to 1", "upper end of its 95% interval"),
    ReadingKey("reviews", "frames", "frames of this week that people have judged; only with review"),
    ReadingKey("reviews_needed", "frames", "how many more settle the precision to the margin; absent: unknown"),
    ReadingKey("week_detections", "detections", "served boxes of this week; adds up over a fleet, each machine once"),
    ReadingKey("week_right_detections", "detections", "precision_estimate of them; divide sums by sums over a fleet"),
    ReadingKey("candidate_for_retraining", "", "labels that dropped or lie below their target; absent: none"),
)

READING_KEYS: tuple[ReadingKey, ...] = (
    ReadingKey("schema", "", "version of this list of keys"),
    ReadingKey("sequence", "", "number of the window, counting up from 0 since boot_id began"),
    ReadingKey("boot_id", "", "text that is new each time the module starts"),
    ReadingKey("uptime_seconds", "s", "since the module started, by a clock that never jumps"),
    ReadingKey("window_seconds", "s", "time that the counts below cover"),
    ReadingKey("frames", "frames", "frames the model looked at"),
    ReadingKey("failed_frames", "frames", "frames that could not be fetched, decoded or understood; not in frames"),
    ReadingKey("frozen_frames", "frames", "frames with the same bytes as the one before; not in frames"),
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
    ReadingKey("drift_minutes", "min", "how long the alert has been active; absent while none is"),
    ReadingKey("model_name", "", "name of the ML model service"),
    ReadingKey("model_version", "", "version of the model's registry package; absent where it has none"),
    ReadingKey("model_sha8", "", "first 8 digits of the model file's SHA-256; absent where the file is elsewhere"),
    ReadingKey("low_confidence_threshold", "0 to 1", "a detection below it has low confidence"),
    ReadingKey("camera_age_seconds", "s", "since the camera gave its last new frame"),
    ReadingKey("store_healthy", "boolean", "whether statistics reach the disk; false: in memory only"),
    ReadingKey("reading_doubt", "", "why the model is probably read wrong, in words; absent while nothing is in doubt"),
    ReadingKey("overlooked_frames", "frames", "that capture had no time to look at since the start; absent while none"),
    ReadingKey(
        "watched_share", "0 to 1", "share of watch_hz that the machine had time for; absent while it keeps up (0.95)"
    ),
    ReadingKey("should_sync", "boolean", "whether the data manager should upload now (selective_syncer_name)"),
    ReadingKey("capture_control", "list", "what the data manager should capture faster; empty without an active alert"),
    ReadingKey("maintenance_allowed", "boolean", "no alert is active, no candidate runs and the camera is alive"),
    *NOTIFY_KEYS,
    *PROMETHEUS_KEYS,
    *REVIEW_KEYS,
    *SHADOW_KEYS,
    *VERDICT_KEYS,
)
"""Every key but `count_<label>`: the detections of each of the ten most frequent labels, spaces as underscores."""
