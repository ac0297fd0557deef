"""The trend against rows of the same store that come by another way."""

import json
import sqlite3
from datetime import datetime
from typing import Any

import pytest

from driftwatch.commands.dispatch import run_stream_command
from driftwatch.errors import ConfigError
from driftwatch.observation import ModelIdentity
from tests.watch.world import World

NEWER = ModelIdentity("faces", "2", "cd" * 32)
COLUMNS = (
    *("times", "seconds", "frames", "empty_frames", "failed_frames", "frozen_frames", "detections"),
    *("low_confidence_detections", "mean_confidence", "low_confidence_rate", "detections_per_frame"),
    *("usual_confidence_low", "usual_confidence_high", "usual_rate_low", "usual_rate_high", "other_labels"),
)


def ask(world: World, command: str = "trend", **arguments: Any) -> dict[str, Any]:
    answer = run_stream_command(world.watch, {"command": command, **arguments}, world.clock())
    json.dumps(answer, allow_nan=False)
    return answer


def seconds(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def test_a_gap_stays_a_gap_and_every_column_is_as_long(world: World) -> None:
    world.see(minutes=10, confidences=(0.9, 0.5))
    world.wait(20 * 60)
    world.see(minutes=10, confidences=(0.8,))
    answer = ask(world, hours=1)
    assert answer["bucket_seconds"] == 60
    assert {len(answer[name]) for name in COLUMNS} == {len(answer["times"])}
    gap = [index for index, frames in enumerate(answer["frames"]) if frames == 0]
    assert len([index for index in gap if 20 < index < 50]) >= 18
    for name in ("mean_confidence", "low_confidence_rate", "detections_per_frame", "usual_confidence_low"):
        assert {answer[name][index] for index in gap} == {-1.0}
    assert {round(value, 3) for value in answer["mean_confidence"] if value != -1} == {0.7, 0.8}


def test_whatever_the_step_nothing_is_lost_or_counted_twice(world: World) -> None:
    world.see(minutes=50, confidences=lambda i: (0.9,) * (i % 3) + (0.4,), every=20)
    (whole,) = ask(world, "statistics", hours=24)["rows"]
    for hours in (1, 24, 168, 720, 2160, 17_520):
        answer = ask(world, hours=hours)
        for name in ("frames", "detections", "low_confidence_detections"):
            assert sum(answer[name]) == whole[name]
        assert sum(answer["seconds"]) == pytest.approx(whole["seconds"], abs=1)
        confidence = sum(m * n for m, n in zip(answer["mean_confidence"], answer["detections"], strict=True) if n)
        assert confidence / whole["detections"] == pytest.approx(whole["mean_confidence"], abs=1e-5)
        assert len(answer["times"]) <= 300


def test_the_frequent_labels_have_series_and_the_rest_is_added_up(world: World) -> None:
    for label, count in (("cat", 5), ("dog", 3), ("<b>emu", 2), ("yak", 1)):
        for _ in range(count):
            world.watch.record(world.observation(0.9, label=label))
            world.clock.pass_by(1)
    world.wait(60)
    answer = ask(world, hours=1, labels=2)
    assert [one["label"] for one in answer["labels"]] == ["cat", "dog"]
    assert [sum(one["detections"]) for one in answer["labels"]] == [5, 3]
    assert sum(answer["other_labels"]) == 3
    assert len(ask(world, hours=1, labels=0)["labels"]) == 0


def test_alerts_are_marks_with_their_ends_also_where_they_began_before(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    (active,) = ask(world, hours=1)["alerts"]
    assert (active["is_active"], "cleared" in active) == (True, False)
    assert active["cause"] == ask(world)["cause"]
    world.see(minutes=20)
    (ended,) = ask(world, hours=1)["alerts"]
    assert (ended["is_active"], ended["cleared"] > ended["raised"]) == (False, True)
    world.wait(3600)
    assert ask(world, hours=0.5)["alerts"] == []
    (seen,) = ask(world, hours=0.2, end=int(seconds(ended["cleared"])) + 60)["alerts"]
    assert seen["raised"] == ended["raised"]


def test_a_decision_is_no_alert(world: World) -> None:
    world.see(minutes=12, confidences=(0.4, 0.4))
    ask(world, "dismiss", by="Anna")
    assert [one["name"] for one in ask(world, hours=1)["alerts"]] == ["low_confidence_rate"]


def test_each_change_of_the_model_is_a_mark_and_the_first_one_is_no_change(world: World) -> None:
    world.see(minutes=5)
    world.see(minutes=5, model=NEWER)
    world.see(minutes=5)
    marks = ask(world, hours=1)["models"]
    assert [(one["version"], one["is_change"]) for one in marks] == [("1", False), ("2", True), ("1", True)]
    later = ask(world, hours=0.04)["models"]
    assert [(one["version"], one["is_change"]) for one in later] == [("1", False)]


def test_the_past_can_be_looked_at(world: World) -> None:
    world.see(minutes=30, confidences=(0.9,))
    end = int(world.clock().wall)
    world.see(minutes=30, confidences=(0.5,))
    before = ask(world, hours=0.5, end=end)
    assert {round(value, 3) for value in before["mean_confidence"] if value != -1} == {0.9}
    assert seconds(before["end"]) == end


def test_where_minutes_are_gone_the_hours_are_drawn(world: World) -> None:
    world.see(minutes=30, confidences=(0.9,))

    def delete(connection: sqlite3.Connection) -> None:
        connection.executescript("DELETE FROM roll; DELETE FROM frame_stats")

    world.registry.stores[0].flush(world.clock(), timeout=20)
    world.registry.stores[0].change(delete)
    world.wait(86_400)
    answer = ask(world, hours=6, end=int(world.clock().wall) - 80_000)
    assert answer["bucket_seconds"] == 3600
    assert sum(answer["detections"]) > 100
    assert set(answer["detections_per_frame"]) == {-1.0}


def test_in_the_first_minute_buckets_are_as_short_as_later(world: World) -> None:
    world.see(minutes=0.5)
    assert ask(world, hours=1)["bucket_seconds"] == 60


def test_the_minute_that_is_going_on_is_in_it_once(world: World) -> None:
    for _ in range(3):
        world.see(minutes=0.5)
        assert sum(ask(world, hours=1)["frames"]) == world.frames
    assert sum(ask(world, hours=1, end=int(world.clock().wall) - 3600)["frames"]) == 0


@pytest.mark.parametrize("wrong", [{"points": 5}, {"labels": -1}, {"end": -3}, {"hours": 0}])
def test_a_wrong_argument_is_named(world: World, wrong: dict[str, Any]) -> None:
    world.see(minutes=1)
    with pytest.raises(ConfigError, match=f"^{next(iter(wrong))}: must be"):
        ask(world, **wrong)
