import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.errors import ConfigError
from driftwatch.monitoring.agreement import Agreement, ModelCounts
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity
from driftwatch.quality.verdicts.candidate import CandidateDisagreement, Compared, judge_candidate
from driftwatch.watch.reading_keys import READING_KEYS, VERDICT_KEYS
from driftwatch.watch.readings import COUNT_PREFIX
from driftwatch.watch.reviews.candidate_standing import CandidateStanding
from driftwatch.watch.settings import CaptureControl, DriftSensorSettings, WatchSettings
from driftwatch.watch.shadow.comparison_store import ModelPair, ShadowStatus
from tests.watch.world import MODEL, START, STRICT, World

CONTROL = CaptureControl("cam", "GetImages", 5.0, ("drift",))
ALL_KEYS = [
    "schema", "sequence", "boot_id", "uptime_seconds", "window_seconds", "frames", "failed_frames", "frozen_frames",
    "empty_frames", "low_confidence_frames", "detections", "low_confidence_detections", "unknown_label_detections",
    "confidence_sum", "confidence_p10", "confidence_p50", "confidence_p90", "mean_confidence",
    "low_confidence_rate", "reference_mean_confidence", "reference_low_confidence_rate", "reference_days",
    "smallest_detectable_drop", "learned_days", "learning", "learning_stalled", "drift", "drift_code", "drift_score",
    "drift_cause", "drift_why", "drift_next_step", "drift_minutes", "model_name",
    "model_version", "model_sha8", "low_confidence_threshold", "camera_age_seconds", "store_healthy",
    "reading_doubt", "overlooked_frames", "watched_share", "should_sync", "capture_control", "maintenance_allowed",
]  # fmt: skip
WITH_A_SHADOW = [
    "shadow_model_name", "shadow_model_version", "shadow_model_sha8", "shadow_frames", "shadow_skipped_frames",
    "shadow_failed_frames", "shadow_agreeing_frames", "shadow_pairs", "shadow_only_live", "shadow_only_candidate",
    "shadow_agreement", "shadow_live_detections", "shadow_candidate_detections",
    "shadow_live_low_confidence_detections", "shadow_candidate_low_confidence_detections",
    "shadow_live_confidence_sum", "shadow_candidate_confidence_sum",
]  # fmt: skip
WITH_BOTH = [
    "shadow_verdict", "shadow_reviews", "shadow_reviews_needed", "shadow_better_points", "shadow_better_points_low",
    "shadow_better_points_high", "shadow_precision_points", "shadow_precision_points_low",
    "shadow_precision_points_high",
]  # fmt: skip
WITH_NOTIFY = ["notify_waiting", "notify_problem", "prometheus_problem"]
WITH_REVIEWS = [
    "precision_estimate", "precision_low", "precision_high", "precision_without_labels", "precision_without_labels_low",
    "precision_without_labels_high", "precision_change_points", "recall_estimate",
    "recall_low", "recall_high", "reviews", "reviews_needed", "week_detections", "week_right_detections",
    "candidate_for_retraining",
]  # fmt: skip
ONLY_WITH_A_REFERENCE = {
    "unknown_label_detections", "reference_mean_confidence", "reference_low_confidence_rate", "reference_days",
    "smallest_detectable_drop",
}  # fmt: skip
ONLY_IN_DOUBT = {"reading_doubt", "overlooked_frames", "watched_share"}
ONLY_WITH_AN_ALERT = {"drift_cause", "drift_why", "drift_next_step", "drift_minutes"}


def sensor(world: World, minutes: int = 10, camera: str = "") -> DriftSensorView:
    settings = DriftSensorSettings("vision", camera, minutes, (CONTROL,))
    return DriftSensorView("drift", settings, world.registry)


def is_flat(readings: dict[str, Any]) -> bool:
    values = [value for key, value in readings.items() if key != "capture_control"]
    finite = all(not isinstance(value, float) or math.isfinite(value) for value in values)
    return finite and all(isinstance(value, (str, int, float, bool)) for value in values)


def test_the_table_of_keys_is_the_one_that_was_promised() -> None:
    assert [key.name for key in READING_KEYS] == ALL_KEYS + WITH_NOTIFY + WITH_REVIEWS + WITH_A_SHADOW + WITH_BOTH


def test_live_readings_hold_exactly_what_is_known(world: World) -> None:
    world.see(minutes=3, confidences=(0.9, 0.5))
    readings = sensor(world).readings()
    plain = {key for key in readings if not key.startswith(COUNT_PREFIX)}
    assert plain == set(ALL_KEYS) - ONLY_WITH_A_REFERENCE - ONLY_WITH_AN_ALERT - ONLY_IN_DOUBT
    assert is_flat(readings)
    assert json.dumps(readings)
    assert (readings["frames"], readings["detections"], readings["low_confidence_detections"]) == (18, 36, 18)
    assert readings["low_confidence_rate"] == 0.5
    assert readings["mean_confidence"] == pytest.approx(0.7, abs=1e-4)
    assert readings["count_face"] == 36
    assert readings["model_sha8"] == "abababab"
    assert readings["capture_control"] == []
    assert readings["drift_code"] == 0
    assert readings["maintenance_allowed"] is True


def test_before_the_first_frame_only_what_can_be_known_is_said(world: World) -> None:
    readings = sensor(world).readings()
    assert readings["drift"] is False
    assert readings["capture_control"] == []
    assert "frames" not in readings
    assert sensor(world).next_window() is None


def test_without_a_detection_there_are_no_means(world: World) -> None:
    world.see(minutes=2, confidences=())
    readings = sensor(world).readings()
    assert (readings["detections"], readings["empty_frames"]) == (0, 12)
    assert not {"mean_confidence", "low_confidence_rate", "confidence_p50"} & readings.keys()


def test_an_alert_turns_drift_and_capture_control_on_and_off(world: World) -> None:
    world.settings = WatchSettings(alert=replace(STRICT, window_minutes=2, minimum_detections=5))
    world.build()
    view = sensor(world, minutes=2)
    world.see(minutes=4, confidences=(0.4,))
    readings = view.readings()
    assert (readings["drift"], readings["drift_code"], readings["should_sync"]) == (True, 3, True)
    assert readings["maintenance_allowed"] is False
    assert readings["drift_cause"]
    assert readings["drift_score"] > 1
    assert 0 <= readings["drift_minutes"] <= 4
    assert readings["capture_control"] == [
        {"resource_name": "cam", "method": "GetImages", "capture_frequency_hz": 5.0, "tags": ["drift"]}
    ]
    world.see(minutes=6, confidences=(0.9,))
    readings = view.readings()
    assert (readings["drift"], readings["capture_control"]) == (False, [])


def test_the_data_manager_gets_each_window_once_and_its_counts_add_up(world: World) -> None:
    view = sensor(world, minutes=2)
    world.see(minutes=11)
    windows: list[dict[str, Any]] = []
    while window := view.next_window():
        windows.append(window)
    assert [w["sequence"] for w in windows] == list(range(len(windows)))
    assert sum(w["frames"] for w in windows) == 60
    assert sum(w["window_seconds"] for w in windows) == pytest.approx(600, abs=1)
    assert all(is_flat(w) for w in windows)
    assert view.next_window() is None


def test_windows_outlive_the_service_and_the_sensor(world: World) -> None:
    sensor(world, minutes=1)
    world.see(minutes=3)
    world.watch.detach()
    world.build()
    assert (sensor(world, minutes=1).next_window() or {})["sequence"] == 0
    assert (sensor(world, minutes=1).next_window() or {})["sequence"] == 1


def test_a_window_ends_by_itself_when_the_stream_falls_silent(world: World) -> None:
    view = sensor(world, minutes=5)
    world.see(minutes=2)
    world.wait(600)
    window = view.next_window()
    assert window is not None
    assert window["frames"] == 12


def test_several_cameras_must_be_told_apart(world: World) -> None:
    world.see(minutes=1)
    world.watch.record(replace(world.observation(0.9), stream="other"))
    with pytest.raises(ConfigError, match="name one of: cam, other"):
        sensor(world).readings()
    assert sensor(world, camera="cam").readings()["frames"] == 6


def test_readings_do_not_wait_for_a_disk_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    world = World(tmp_path / "file")
    world.see(minutes=2)
    world.registry.stores[0].flush(world.clock())
    world.wait(1)
    readings = sensor(world).readings()
    assert readings["store_healthy"] is False
    assert readings["frames"] == 12
    world.registry.close()


def test_labels_that_look_alike_are_counted_apart_under_plain_keys(world: World) -> None:
    for label in ("traffic light", "traffic_light", "traffic.light", "Ampel ü", "$x"):
        world.watch.record(world.observation(0.9, label=label))
    world.wait(1)
    counts = {key: value for key, value in sensor(world).readings().items() if key.startswith(COUNT_PREFIX)}
    assert list(counts.values()) == [1] * 5
    assert all(re.fullmatch(r"[A-Za-z0-9_]+", key) for key in counts)
    assert {"count_traffic__light", "count_traffic_light"} <= counts.keys()
    assert world.clock.wall > START


def test_a_candidate_adds_its_counts_to_the_readings(world: World) -> None:
    world.see(minutes=1)
    assert not [key for key in sensor(world).readings() if key.startswith("shadow")]
    seen = Agreement(
        3, 1, 2, 2, 2, 1, 0, ModelCounts(3, 0, 2 * CONFIDENCE_UNITS, {"face": 3}), ModelCounts(2, 1, 0, {"a b": 2})
    )
    candidate = ModelIdentity("next", "2", "cd" * 32)
    for _ in range(2):
        world.watch.compared("cam", ModelPair(MODEL, candidate), seen)
    world.watch.compared("cam", ModelPair(MODEL, ModelIdentity("older")), Agreement(skipped=9))
    begun = world.watch.shadow.comparison("cam")
    world.watch.compared("cam", ModelPair(ModelIdentity("replaced"), candidate), seen)
    world.wait(1)
    readings = sensor(world).readings()
    shadow = {key: value for key, value in readings.items() if key.startswith("shadow")}
    assert shadow == {
        "shadow_model_name": "next", "shadow_model_version": "2", "shadow_model_sha8": "cdcdcdcd", "shadow_frames": 6,
        "shadow_skipped_frames": 2, "shadow_failed_frames": 4, "shadow_agreeing_frames": 4, "shadow_pairs": 4,
        "shadow_only_live": 2, "shadow_only_candidate": 0, "shadow_agreement": 0.8, "shadow_live_detections": 6,
        "shadow_candidate_detections": 4, "shadow_live_low_confidence_detections": 0,
        "shadow_candidate_low_confidence_detections": 2, "shadow_live_confidence_sum": 4.0,
        "shadow_candidate_confidence_sum": 0.0, "shadow_live_count_face": 6, "shadow_candidate_count_face": 0,
        "shadow_live_count_a__b": 0, "shadow_candidate_count_a__b": 4,
    }  # fmt: skip
    assert is_flat(readings)
    assert begun.pairing is not None
    disagreements = [CandidateDisagreement(1, 0, 0, 0)] * 50 + [CandidateDisagreement(0, 1, 0, 0)] * 10
    result = judge_candidate(disagreements, Compared(20_000, 1200, 20_000, 20_000, 0.9))
    standing = CandidateStanding(begun.pairing, begun.served_since, begun.served, 60, result)
    world.watch.quality.show_candidates({"cam": standing})
    world.wait(1)
    assert "shadow_verdict" not in sensor(world).readings()  # another pair has begun meanwhile
    now = world.watch.shadow.comparison("cam")
    assert now.pairing is not None
    world.watch.quality.show_candidates({"cam": replace(standing, pair=now.pairing)})
    world.wait(1)
    readings = sensor(world).readings()
    assert {key: readings[key] for key in (one.name for one in VERDICT_KEYS)} == {
        "shadow_verdict": "promote", "shadow_reviews": 60, "shadow_reviews_needed": 0,
        "shadow_better_points": 4.0, "shadow_better_points_low": 2.818, "shadow_better_points_high": 5.182,
        "shadow_precision_points": -0.4, "shadow_precision_points_low": -1.01, "shadow_precision_points_high": 0.21,
    }  # fmt: skip
    assert is_flat(readings)


def test_each_comparison_is_in_exactly_one_window(world: World) -> None:
    view = sensor(world, minutes=2)
    world.see(minutes=1)
    pairing = ModelPair(MODEL, ModelIdentity("next"))
    for _ in range(5):
        world.see(minutes=1)
        world.watch.compared("cam", pairing, Agreement(frames=1, agreeing=1))
        world.wait(1)
    world.see(minutes=3)
    windows: list[dict[str, Any]] = []
    while window := view.next_window():
        windows.append(window)
    assert sum(window.get("shadow_frames", 0) for window in windows) == 5
    assert len(windows) >= 3


def test_a_doubt_about_the_reading_is_told_before_the_first_frame_and_until_it_is_taken_back(world: World) -> None:
    drift = sensor(world)
    world.watch.doubted("the model is probably read wrong: 9 of 9 boxes cover the whole image")
    assert "9 of 9 boxes" in drift.readings()["reading_doubt"]
    world.see(minutes=1)
    assert "9 of 9 boxes" in drift.readings()["reading_doubt"]
    world.watch.doubted("")
    world.wait(1)
    assert "reading_doubt" not in drift.readings()


def test_a_window_tells_the_doubt_that_stands_when_it_is_given_away(world: World) -> None:
    drift = sensor(world, minutes=1)
    world.watch.doubted("the model is probably read wrong: it is")
    world.see(minutes=3)
    window = drift.next_window()
    assert window is not None
    assert window["reading_doubt"] == "the model is probably read wrong: it is"


def test_frames_that_capture_had_no_time_for_are_a_reading(world: World) -> None:
    world.see(minutes=1)
    drift = sensor(world)
    assert "overlooked_frames" not in drift.readings()
    world.watch.passed_over(7)
    world.wait(1)
    assert drift.readings()["overlooked_frames"] == 7


def test_a_machine_that_is_too_small_to_watch_at_the_rate_it_should_says_so(world: World) -> None:
    world.watch.watched_share(0.4211)
    world.see(minutes=1)
    drift = sensor(world)
    assert drift.readings()["watched_share"] == 0.421
    world.watch.watched_share(0.97)
    world.wait(1)
    assert "watched_share" not in drift.readings()


def test_maintenance_waits_for_a_candidate_that_is_compared(world: World) -> None:
    world.see(minutes=3)
    world.watch.shadow.status = ShadowStatus("running", "people-next")
    assert sensor(world).readings()["maintenance_allowed"] is False
