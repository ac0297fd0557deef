"""What an owner reads when something goes wrong on a machine that has watched for days."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.services.vision import VisionClient

from driftwatch.storage.database import FILE_NAME
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
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

HOUR = 3600.0
A_MINUTE_AND_MORE = 120.0  # until the machine has judged a minute of its own, on a busy host


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Nine days, all hours of which are alike, up to half a day ago."""
    history = History(tmp_path_factory.mktemp("learned") / "history")
    history.usual_until(present() - 14 * HOUR)
    return history


@pytest.fixture
def history(learned: History, tmp_path: Path) -> History:
    return learned.copied_to(tmp_path / "history")


async def test_a_model_that_sees_nothing_any_more(machine: StartMachine, history: History) -> None:
    history.usual_until(present() - HOUR)
    history.watched(present(), nothing)
    running = await started(machine, history, nothing)
    said = await judged(running)
    show(said)
    assert (said["drift"], said["drift_code"], said["drift_why"]) == (True, 3, "model")
    # By the hour at which the test runs, the counts of the last hours say the same after the outage.
    assert re.match(r"no detection for \d+ minutes; about \d+ objects should have been seen; ", said["drift_cause"])
    assert said["drift_cause"].endswith("the picture is as usual, so it is the model or what it is shown")
    assert said["drift_next_step"] == "review 50 frames, then accept or retrain"
    assert said["empty_frames"] == said["frames"] > 0
    alerts = await ask(running, "alerts")
    assert alerts["standing"][0]["name"] == alerts["events"][0]["name"] == "outage"
    assert '"v" on camera "cam" is now drift, was learning: no detection for' in running.log_text()


async def test_a_class_that_vanishes_is_found_in_what_was_stored_before_a_crash(
    machine: StartMachine, history: History
) -> None:
    history.usual_until(present() - 12 * HOUR)
    history.unjudged(present(), without("dog"))
    running = await started(machine, history, without("dog"))
    said = await judged(running)
    show(said)
    assert (said["drift"], said["drift_code"], said["drift_why"]) == (True, 3, "unknown")
    assert said["drift_cause"].startswith('"dog" is ')
    assert said["drift_next_step"] == "review 50 frames with dog"
    alerts = await ask(running, "alerts")
    assert ("label_mix", ["dog"]) in [(alert["name"], alert["labels"]) for alert in alerts["standing"]]
    assert '"v" on camera "cam" is now drift, was learning: "dog" is ' in running.log_text()


async def test_a_camera_that_is_covered(machine: StartMachine, history: History) -> None:
    """The fourth of five minutes that it takes is over when the machine starts."""
    history.usual_until(present() - 240)
    history.watched(present(), usual, covered=True)
    running = await started(machine, history, nothing, covered=True)
    said = await judged(running, lambda readings: readings["drift"])
    show(said)
    assert (said["drift_code"], said["drift_why"]) == (3, "scene")
    assert said["drift_cause"] == "the picture shows next to nothing: the lens is covered, or in dense fog"
    assert said["drift_next_step"] == "uncover or clean the lens"
    alerts = await ask(running, "alerts")
    assert [alert["name"] for alert in alerts["standing"]] == ["picture"]
    assert "is now drift, was ok: the picture shows next to nothing" in running.log_text()


async def test_an_object_that_stays_unsure_for_a_minute_is_no_alarm(machine: StartMachine, history: History) -> None:
    history.usual_until(present() - 60)
    history.watched(present(), one_unsure)
    running = await started(machine, history, one_unsure, watch_hz=0.1)
    said = await judged(running)
    show(said)
    assert (said["drift"], said["drift_code"]) == (False, 1)
    assert said["low_confidence_rate"] == 1
    assert "drift_cause" not in said
    assert "drift_next_step" not in said
    alerts = await ask(running, "alerts")
    assert (alerts["state"], alerts["standing"], alerts["events"]) == ("ok", [], [])
    assert "is now drift" not in running.log_text()
    assert "is now warning" not in running.log_text()


async def test_what_was_learned_under_the_first_schema_goes_on(machine: StartMachine, history: History) -> None:
    history.usual_until(present())
    as_first_schema(history.state)
    before = stored_minutes(history)
    running = await started(machine, history, usual, watch_hz=0.2)
    said = await judged(running)
    show(said)
    assert (said["drift"], said["drift_code"]) == (False, 1)
    assert said["reference_days"] == said["learned_days"] >= 8
    assert "learning" not in said
    assert said["store_healthy"]
    assert [one["days"] for one in (await ask(running, "references"))["references"]] == [said["reference_days"]]
    assert '"v" on camera "cam" is now ok, was learning' in running.log_text()
    running.stop()
    assert stored_minutes(history) > before
    with closing(sqlite3.connect(history.state / FILE_NAME)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (2,)


async def started(
    machine: StartMachine, history: History, scenes: Scenes, covered: bool = False, watch_hz: float = 1
) -> Machine:
    """The machine, over footage that goes on with what the history ended with."""
    chance = Random(1)
    footage = write_footage(history.folder / "footage", [scenes(chance) for _ in range(20)], covered)
    running = machine(history.machine_config(footage, watch_hz))
    await running.wait_ready("cam", "drift", "v")
    return running


async def judged(running: Machine, also: Any = lambda _: True) -> dict[str, Any]:
    """Readings as soon as a minute was judged in which the machine itself has looked, and `also` holds of them."""
    readings: dict[str, Any] = {}
    async with running.client() as robot:

        async def has_come() -> bool:
            readings.clear()
            readings.update(await Sensor.from_robot(robot, "drift").get_readings())
            return "drift_score" in readings and also(readings)

        await until_async(has_come, A_MINUTE_AND_MORE, "a minute to be judged")
    return readings


async def ask(running: Machine, command: str) -> Mapping[str, Any]:
    async with running.client() as robot:
        return await VisionClient.from_robot(robot, "v").do_command({"command": command})


def stored_minutes(history: History) -> int:
    with closing(sqlite3.connect(history.state / FILE_NAME)) as file:
        return file.execute("SELECT count(*) FROM frame_stats").fetchone()[0]


def show(said: Mapping[str, Any]) -> None:
    print({key: value for key, value in said.items() if key.startswith(("drift", "learning", "learned", "reading"))})
