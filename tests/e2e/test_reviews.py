"""Footage that turns bad in the middle, and a reviewer who knows the truth, through kills between the commands."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner
from viam.components.camera import Camera
from viam.components.sensor import Sensor
from viam.errors import ResourceNotFoundError
from viam.services.vision import VisionClient

from driftwatch import names
from driftwatch.cli.main import app
from tests.e2e.capturing import camera, config, model, vision
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(600)]

SIDE, CELL = 96, 32
RIGHT, WRONG = 232, 222  # grey of the cell that holds the only box: 0.91 is right, 0.87 is wrong
GOOD, BAD = 56, 60
GOOD_TRUTH, BAD_TRUTH = 0.95, 0.3
_REVIEW = {
    "frames_per_week": 100_000_000,
    "reviews_per_week": 1,
    "look_for_misses": 0,
    "blind_repeats": 0,
    "labels": ["0"],
}


def footage(folder: Path, count: int, truth: float) -> float:
    """One box a frame, of label 0; gives the share of frames whose box is right."""
    folder.mkdir()
    rights = [(i * 37 % count) < round(truth * count) for i in range(count)]
    for i, is_right in enumerate(rights):
        pixels = np.full((SIDE, SIDE, 3), 3, np.uint8)
        pixels[:CELL, :CELL] = RIGHT if is_right else WRONG
        number = (1000 * count + i).to_bytes(4, "big")  # after the image's end: no two files are alike
        (folder / f"{i:05d}.png").write_bytes(cv2.imencode(".png", pixels)[1].tobytes() + number)
    return sum(rights) / count


def verdicts(frame: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is really on it."""
    return [{"verdict": "right" if box["confidence"] > 0.89 else "not_an_object"} for box in frame["boxes"]]


class Reviewer:
    """Answers through the DoCommands of a machine, which may be killed at any time."""

    def __init__(self, running: Machine) -> None:
        self._running = running
        self.done: dict[str, list[dict[str, str]]] = {}

    async def ask(self, command: str, **arguments: Any) -> Mapping[str, Any]:
        """The service is made again, and is gone meanwhile, where its camera comes after it: nothing was asked then."""
        answers: list[Mapping[str, Any]] = []

        async def is_there() -> bool:
            async with self._running.client() as robot:
                with contextlib.suppress(ResourceNotFoundError):
                    service = VisionClient.from_robot(robot, "v")
                    answers.append(await service.do_command({"command": command, **arguments}))
            return bool(answers)

        await until_async(is_there, 60, "the vision service")
        return answers[0]

    async def readings(self) -> Mapping[str, Any]:
        async with self._running.client() as robot:
            return await Sensor.from_robot(robot, "drift").get_readings()

    async def play(self, folder: Path) -> None:
        async with self._running.client() as robot:
            await Camera.from_robot(robot, "cam").do_command({"command": "play", "path": str(folder)})

    async def pool_holds(self, count: int) -> None:
        async def holds() -> bool:
            return (await self.ask("review_figures"))["pool"]["frames"] >= count

        await until_async(holds, 120, f"{count} frames in the pool")

    async def review(self, count: int) -> None:
        """`count` frames, in their order."""
        await self.ask("review_figures")
        async with self._running.client() as robot:
            service = VisionClient.from_robot(robot, "v")
            while count > 0:
                page: dict[str, Any] = {
                    "command": "review_next",
                    "reviewer": "Anna",
                    "count": min(20, count),
                    "image": False,
                }
                answer: Mapping[str, Any] = await service.do_command(page)
                frames: Sequence[Any] = answer["frames"]
                assert frames, "there is something to review"
                for frame in frames:
                    boxes = verdicts(frame)
                    given: dict[str, Any] = {"command": "review_submit", "review": frame["review"], "reviewer": "Anna"}
                    given["boxes"] = boxes
                    self.done[frame["review"]] = boxes
                    await service.do_command(given)
                count -= len(frames)

    async def kept(self) -> dict[str, list[dict[str, str]]]:
        """What the module knows of it."""
        found: dict[str, list[dict[str, str]]] = {}
        page, pages = 0, 1
        while page < pages:
            answer = await self.ask("review_list", page=page, per_page=20)
            found |= {one["review"]: [{"verdict": box["verdict"]} for box in one["boxes"]] for one in answer["reviews"]}
            page, pages = page + 1, int(answer["pages"])
        return found


def site(folder: Path) -> dict[str, Any]:
    """A camera whose footage is chosen later, watched by a service with a drift sensor."""
    footage(folder / "idle", 1, 1.0)
    service = vision(camera_name="cam", watch_hz=20, review=_REVIEW, state_dir=str(folder / "state"))
    sensor = {
        "name": "drift",
        "api": "rdk:component:sensor",
        "model": names.DRIFT_SENSOR,
        "attributes": {"vision_name": "v", "camera_name": "cam"},
    }
    return config([camera("cam", folder / "idle"), sensor], [model(region_detector(folder / "d.onnx")), service])


def in_a_terminal(address: str) -> str:
    """Carla judges a frame, takes that back, and leaves; gives what she reads."""
    typed = ["review", "--address", address, "--reviewer", "Carla", "--service", "v"]
    found = CliRunner().invoke(app, typed, input="n\nz\nq\n")
    assert found.exit_code == 0, found.output
    return found.stdout


async def test_reviews_say_that_it_dropped_and_by_how_much_and_a_kill_loses_none(
    machine: StartMachine, tmp_path: Path
) -> None:
    good, bad = footage(tmp_path / "good", GOOD, GOOD_TRUTH), footage(tmp_path / "bad", BAD, BAD_TRUTH)
    running = machine(site(tmp_path))
    await running.wait_ready("cam", "v", "drift")
    anna = Reviewer(running)

    await anna.play(tmp_path / "good")
    await anna.pool_holds(GOOD + 1)
    (first,) = (await anna.ask("review_next", reviewer="Anna"))["frames"]
    assert first["image"]
    await restarted(running)
    (other,) = (await anna.ask("review_next", reviewer="Ben", image=False))["frames"]
    assert other["review"] != first["review"]
    await anna.ask("review_skip", review=other["review"], reviewer="Ben")
    await anna.ask("review_undo", reviewer="Ben")
    await anna.review(GOOD)
    assert first["review"] in anna.done

    rows = (await anna.ask("review_figures"))["rows"]
    overall = rows[0]
    assert (overall["label"], overall["camera_name"], overall["reviews"]) == ("", "cam", GOOD)
    assert overall["precision_low"] <= good <= overall["precision_high"]
    assert "drop" not in overall
    readings = await anna.readings()
    assert readings["precision_low"] <= good <= readings["precision_high"]
    assert (readings["reviews"], "candidate_for_retraining" in readings) == (GOOD, False)
    assert readings["maintenance_allowed"] is True

    await anna.play(tmp_path / "bad")
    await anna.pool_holds(GOOD + 1 + BAD)
    read = await asyncio.to_thread(in_a_terminal, running.address)
    assert " cam: " in read
    assert "kept; precision of this week so far " in read
    assert read.rstrip().endswith("0 frames reviewed")
    await anna.review(BAD)  # all: a part of them by chance would leave the interval once in twenty times

    (row,) = [row for row in (await anna.ask("review_figures"))["rows"] if row["label"] == "0"]
    drop = row["drop"]

    assert drop["after_low"] <= bad <= drop["after_high"]
    assert drop["before"] == pytest.approx(good, abs=0.04)

    async def alarmed() -> bool:
        return (await anna.readings())["drift"] is True

    await until_async(alarmed, 30, "the alert")
    readings = await anna.readings()
    assert readings["candidate_for_retraining"] == "0"
    assert 'precision of "0" fell from' in readings["drift_cause"]
    assert readings["maintenance_allowed"] is False
    await restarted(running)
    await until_async(alarmed, 60, "the alert after a kill")
    events = (await anna.ask("alerts"))["events"]
    assert [one["name"] for one in events].count("precision_dropped") == 1
    assert await anna.kept() == anna.done


async def restarted(running: Machine) -> None:
    """The module is killed with SIGKILL and viam-server starts it again."""
    running.kill_module("driftwatch")
    await running.wait_ready("cam", "v", "drift")


@pytest.mark.slow
async def test_a_kill_between_any_two_commands_loses_nothing(machine: StartMachine, tmp_path: Path) -> None:
    footage(tmp_path / "good", 8, 0.5)
    running = machine(site(tmp_path))
    await running.wait_ready("cam", "v", "drift")
    anna = Reviewer(running)
    await anna.play(tmp_path / "good")
    await anna.pool_holds(9)
    for number in range(4):
        (frame,) = (await anna.ask("review_next", reviewer="Anna", image=False))["frames"]
        await restarted(running)
        (again,) = (await anna.ask("review_next", reviewer="Anna", image=False))["frames"]
        assert again["review"] == frame["review"]  # it is still hers
        said, review = verdicts(frame), frame["review"]
        await anna.ask("review_submit", review=review, reviewer="Anna", boxes=said)
        await restarted(running)
        assert await anna.kept() == {**anna.done, review: said}
        if number == 1:
            await anna.ask("review_undo", review=review, reviewer="Anna")
        elif number == 2:
            said = [{"verdict": "cannot_tell"} for _ in said]
            await anna.ask("review_submit", review=review, reviewer="Anna", boxes=said)
        if number != 1:
            anna.done[review] = said
        await restarted(running)
        assert await anna.kept() == anna.done
        rows = (await anna.ask("review_figures"))["rows"]
        assert rows[0]["reviews"] == sum(said[0]["verdict"] != "cannot_tell" for said in anna.done.values())
