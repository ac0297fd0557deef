"""What an owner reads when something goes wrong on a machine that has watched for days.

One machine has five vision services, each with a past of its own: what they say of their first minute is gathered once.
"""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.migrations import MIGRATIONS
from tests.e2e.capturing import config
from tests.e2e.seeded import (
    History,
    Scenes,
    as_first_schema,
    nothing,
    one_unsure,
    present,
    usual,
    without,
    write_footage,
)
from tests.machine.machine import Machine
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

HOUR = 3600.0
A_MINUTE_AND_MORE = 120.0  # until the machine has judged a minute of its own, on a busy host


@dataclass(frozen=True)
class Story:
    """A past that ends in trouble, and what the camera shows from then on."""

    past: Callable[[History], None]
    scenes: Scenes
    covered: bool = False
    watch_hz: float = 1


@dataclass(frozen=True)
class Said:
    """By one service, of its first minute. stored: minutes in its file before the machine ran and after it."""

    readings: Mapping[str, Any]
    alerts: Mapping[str, Any]
    references: Mapping[str, Any]
    stored: tuple[int, int]
    state: Path


_Answers = tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]


def blind(history: History) -> None:
    """For longer than it takes: frames come oftener than on the days learned, which makes them no surer."""
    history.usual_until(present() - 1.5 * HOUR)
    history.watched(present(), nothing)


def vanished(history: History) -> None:
    """Stored, but not judged: the module was killed."""
    history.usual_until(present() - 12 * HOUR)
    history.unjudged(present(), without("dog"))


def covered(history: History) -> None:
    """The fourth of five minutes that it takes is over when the machine starts."""
    history.usual_until(present() - 240)
    history.watched(present(), usual, covered=True)


def unsure(history: History) -> None:
    history.usual_until(present() - 60)
    history.watched(present(), one_unsure)


def first_schema(history: History) -> None:
    history.usual_until(present())
    as_first_schema(history.state)


STORIES = {
    "first_schema": Story(first_schema, usual, watch_hz=0.2),
    "vanished": Story(vanished, without("dog")),
    "blind": Story(blind, nothing),
    "unsure": Story(unsure, one_unsure, watch_hz=0.1),
    "covered": Story(covered, nothing, covered=True),  # the last, because its minutes count until the machine starts
}


@pytest.fixture(scope="module")
def told(viam_server: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mapping[str, Said], str]]:
    """What each service said, and the machine's log."""
    folder = tmp_path_factory.mktemp("alerts")
    learned = History(folder / "learned")
    learned.usual_until(present() - 14 * HOUR)
    histories = {name: learned.copied_to(folder / name, name) for name in STORIES}
    components: list[dict[str, Any]] = []
    services = [learned.model_part()]
    for name, history in histories.items():
        parts = _continued(history, STORIES[name])
        components += parts[0]
        services += parts[1]
    before = {name: stored_minutes(history.state) for name, history in histories.items()}
    (folder / "machine").mkdir()
    with Machine(viam_server, config(components, services), folder / "machine") as running:
        said = asyncio.run(_all_said(running))
    yield (
        {
            name: Said(*said[name], stored=(before[name], stored_minutes(history.state)), state=history.state)
            for name, history in histories.items()
        },
        running.log_text(),
    )
    print(running.log_text())


def _continued(history: History, story: Story) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    story.past(history)
    chance = Random(1)
    scenes = [story.scenes(chance) for _ in range(20)]
    return history.parts(write_footage(history.folder / "footage", scenes, story.covered), story.watch_hz)


async def _all_said(running: Machine) -> dict[str, _Answers]:
    await running.wait_ready(*STORIES, *(f"{name}_drift" for name in STORIES))
    async with running.client() as robot:
        return dict(zip(STORIES, await asyncio.gather(*(_said(robot, name) for name in STORIES)), strict=True))


async def _said(robot: RobotClient, name: str) -> _Answers:
    """As soon as a minute was judged in which the machine itself has looked; a cover shows in the fifth."""
    readings: dict[str, Any] = {}

    async def has_come() -> bool:
        readings.clear()
        readings.update(await Sensor.from_robot(robot, f"{name}_drift").get_readings())
        return "drift_score" in readings and (readings["drift"] or name != "covered")

    await until_async(has_come, A_MINUTE_AND_MORE, f"a minute of {name} to be judged")
    service = VisionClient.from_robot(robot, name)
    alerts = await service.do_command({"command": "alerts"})
    return readings, alerts, await service.do_command({"command": "references"})


def stored_minutes(state: Path) -> int:
    with closing(sqlite3.connect(state / FILE_NAME)) as file:
        return file.execute("SELECT count(*) FROM frame_stats").fetchone()[0]


def test_a_model_that_sees_nothing_any_more(told: tuple[Mapping[str, Said], str]) -> None:
    said, log = told[0]["blind"], told[1]
    readings = said.readings
    assert (readings["drift"], readings["drift_code"], readings["drift_why"]) == (True, 3, "model")
    # By the minute at which the test runs, the counts of the last hours say the same before or after the outage.
    cause = readings["drift_cause"]
    assert re.search(r"\bno detection for \d+ minutes; about \d+ objects should have been seen; ", cause)
    assert cause.endswith("the picture is as usual, so it is the model or what it is shown")
    assert readings["drift_next_step"] == "review 50 frames, then accept or retrain"
    assert readings["empty_frames"] == readings["frames"] > 0
    assert "outage" in [alert["name"] for alert in said.alerts["standing"]]
    names = {event["name"] for event in said.alerts["events"]}
    assert {"outage"} <= names <= {"outage", "detection_rate", "label_mix"}
    found = "(no detection for|fewer detections than usual)"
    assert re.search(f'"blind" on camera "blind_camera" is now drift, was learning: {found}', log)


def test_a_class_that_vanishes_is_found_in_what_was_stored_before_a_crash(
    told: tuple[Mapping[str, Said], str],
) -> None:
    said, log = told[0]["vanished"], told[1]
    readings = said.readings
    assert (readings["drift"], readings["drift_code"], readings["drift_why"]) == (True, 3, "unknown")
    # By the minute at which the test runs, all labels together are found to be fewer before or after that one is gone.
    assert re.search(r'(^|; )"dog" is ', readings["drift_cause"])
    assert re.fullmatch("review 50 frames( with dog)?", readings["drift_next_step"])
    assert ("label_mix", ["dog"]) in [(alert["name"], alert["labels"]) for alert in said.alerts["standing"]]
    found = '("dog" is |fewer detections than usual)'
    assert re.search(f'"vanished" on camera "vanished_camera" is now drift, was learning: {found}', log)


def test_a_camera_that_is_covered(told: tuple[Mapping[str, Said], str]) -> None:
    said, log = told[0]["covered"], told[1]
    readings = said.readings
    assert (readings["drift_code"], readings["drift_why"]) == (3, "scene")
    assert readings["drift_cause"] == "the picture shows next to nothing: the lens is covered, or in dense fog"
    assert readings["drift_next_step"] == "uncover or clean the lens"
    assert [alert["name"] for alert in said.alerts["standing"]] == ["picture"]
    assert '"covered" on camera "covered_camera" is now drift' in log
    # On a busy host its first minute of its own may be the one in which it is found.
    assert re.search("is now drift, was (ok|learning): the picture shows next to nothing", log)


def test_an_object_that_stays_unsure_for_a_minute_is_no_alarm(told: tuple[Mapping[str, Said], str]) -> None:
    said, log = told[0]["unsure"], told[1]
    assert (said.readings["drift"], said.readings["drift_code"]) == (False, 1)
    assert said.readings["low_confidence_rate"] == 1
    assert "drift_cause" not in said.readings
    assert "drift_next_step" not in said.readings
    assert (said.alerts["state"], said.alerts["standing"], said.alerts["events"]) == ("ok", [], [])
    assert '"unsure" on camera "unsure_camera" is now ok' in log


def test_what_was_learned_under_the_first_schema_goes_on(told: tuple[Mapping[str, Said], str]) -> None:
    said, log = told[0]["first_schema"], told[1]
    readings = said.readings
    assert (readings["drift"], readings["drift_code"]) == (False, 1)
    assert readings["reference_days"] == readings["learned_days"] >= 8
    assert "learning" not in readings
    assert readings["store_healthy"]
    assert [one["days"] for one in said.references["references"]] == [readings["reference_days"]]
    assert '"first_schema" on camera "first_schema_camera" is now ok, was learning' in log
    assert said.stored[1] > said.stored[0]
    with closing(sqlite3.connect(said.state / FILE_NAME)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
