"""A candidate next to the live model on a real machine: it is compared, and the live model never notices it."""

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from grpclib.exceptions import GRPCError
from viam.components.sensor import Sensor
from viam.errors import ResourceNotFoundError
from viam.robot.client import RobotClient
from viam.services.vision import VisionClient

from examples.demo import assets
from tests.e2e.capturing import EVERY_FRAME
from tests.machine import hanging_module, other_module
from tests.machine.answering import once_there
from tests.machine.configs import ROOT, module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.waiting import until_async

# One machine goes through the tests that take `started`.
pytestmark = [pytest.mark.machine, pytest.mark.story, pytest.mark.timeout(300)]


def service(name: str, model: str, attributes: Mapping[str, Any], api: str = "mlmodel") -> dict[str, Any]:
    return {
        "name": name,
        "api": f"rdk:service:{api}",
        "model": f"driftwatch:edge-vision:{model}",
        "attributes": attributes,
    }


def faces(shadow: Mapping[str, Any], next_model: str = "", **more: Any) -> dict[str, Any]:
    """The demo's faces, found by the ONNX model; the TensorFlow Lite model is the candidate."""
    labels = str(assets.labels())
    camera = {"path": str(assets.footage("carphone_pristine")), "fps": 0}
    onnx = {"model_path": str(assets.model("face.onnx")), "label_path": labels}
    tflite = {"model_path": next_model or str(assets.model("face.tflite")), "label_path": labels, "num_threads": 1}
    vision = {"mlmodel_name": "onnx", "camera_name": "cam", "watch_hz": 10, "shadow": shadow, **more}
    api = "rdk:component:camera"
    return {
        "modules": [module()],
        "components": [
            {"name": "cam", "api": api, "model": "driftwatch:edge-vision:replay_camera", "attributes": camera},
            {
                "name": "drift",
                "api": "rdk:component:sensor",
                "model": "driftwatch:edge-vision:drift_sensor",
                "attributes": {"vision_name": "people"},
            },
        ],
        "services": [
            service("onnx", "onnx_cpu", onnx),
            service("tflite", "tflite_cpu", tflite),
            service("people", "mlmodel", vision, "vision"),
        ],
    }


async def standing(robot: RobotClient) -> dict[str, Any]:
    return dict((await VisionClient.from_robot(robot, "people").get_status())["shadow"])  # type: ignore[call-overload]


async def told(robot: RobotClient) -> Any:
    return await VisionClient.from_robot(robot, "people").do_command({"command": "shadow"})


async def compared(robot: RobotClient, frames: int) -> Any:
    """Waits until that many frames were compared; gives what the command answers then."""

    async def enough() -> bool:
        return (await once_there(lambda: told(robot)))["frames"] >= frames  # it has to have seen one first

    await until_async(enough, 60, f"{frames} frames to be compared")
    return await told(robot)


async def has_state(robot: RobotClient, state: str) -> dict[str, Any]:
    async def does() -> bool:
        return (await standing(robot))["state"] == state

    await until_async(does, 60, f"the candidate to be {state}")
    return await standing(robot)


async def answers_again(running: Machine) -> bool:
    """A service that is there before its camera is made again once the camera is there, and is gone meanwhile."""
    async with running.client() as robot:
        try:
            await live_answers(robot)
        except (ResourceNotFoundError, GRPCError):
            return False
    return True


async def live_answers(robot: RobotClient) -> None:
    assert await VisionClient.from_robot(robot, "people").get_detections_from_camera("cam")


AT_START = 2  # once, and again where the camera, which is an optional dependency, is there only after it


def times_built(running: Machine) -> int:
    """How often the live vision service was made: once a time it says how it reads its model."""
    return running.log_text().count("decoder: ")


GOOD, MISSING = faces({"mlmodel_name": "tflite"}), faces({"mlmodel_name": "tflite"}, next_model="/missing.tflite")


@pytest.fixture(scope="module")
def started(lasting_machine: StartMachine) -> Machine:
    """Begins without a candidate: its file is missing. Each test leaves it with a good one; the last one ends it."""
    return lasting_machine(MISSING)


async def test_a_broken_candidate_never_touches_the_live_service_and_is_taken_up_when_mended(started: Machine) -> None:
    running = started
    await running.wait_ready("people")
    async with running.client() as robot:
        assert "no ML model service" in (await has_state(robot, "loading"))["problem"]
        await live_answers(robot)
        await running.reconfigure(GOOD)
        await has_state(robot, "running")
        await compared(robot, 10)
        await running.reconfigure(MISSING)
        await live_answers(robot)
        await has_state(robot, "loading")
        await live_answers(robot)
        await running.reconfigure(GOOD)
        await has_state(robot, "running")
    assert times_built(running) <= AT_START
    assert running.log_text().count("the live model goes on, it is tried again") <= 2


async def test_a_good_candidate_agrees_and_the_sensor_says_so(started: Machine) -> None:
    running = started
    await running.wait_ready("people", "drift")
    async with running.client() as robot:
        failed = (await told(robot))["failed_frames"]  # while there was no candidate, in the test before
        shadow = await compared(robot, 30)
        assert shadow["agreement"] > 0.9
        assert shadow["live"]["model_name"] == "onnx"
        assert shadow["candidate"]["model_name"] == "tflite"
        assert shadow["failed_frames"] == failed
        sensor = Sensor.from_robot(robot, "drift")

        async def readings() -> Any:
            return await sensor.get_readings()

        async def are_counted() -> bool:
            return (await readings()).get("shadow_frames", 0) >= 30

        await until_async(are_counted, 20, "the sensor to count the comparisons")
        read = await readings()
        assert read["shadow_agreement"] > 0.9
        assert read["shadow_live_count_face"] >= 30
        words = (await sensor.do_command({"command": "shadow"}))["words"]
        assert str(words[0]).startswith("tflite was compared with onnx on ")  # type: ignore[index]
    assert times_built(running) <= AT_START


async def test_figures_outlive_a_new_config_and_a_crash_of_the_module(started: Machine) -> None:
    running = started
    async with running.client() as robot:
        before = (await compared(robot, 20))["frames"]
    await running.reconfigure(faces({"mlmodel_name": "tflite"}, default_minimum_confidence=0.4))
    await running.wait_ready("people")
    async with running.client() as robot:
        assert (await told(robot))["frames"] >= before
        await live_answers(robot)
    running.kill_module("driftwatch")
    await running.wait_ready("people", "cam")
    await until_async(lambda: answers_again(running), 60, "the live service to answer after a crash")
    async with running.client() as robot:
        assert (await compared(robot, before))["frames"] >= before
    running.stop()  # two models at 10 frames a second would take the processor from the tests that follow


async def judge_twenty(vision: VisionClient) -> None:
    """A scripted reviewer who knows that there are faces, and no masks."""
    page: Any = await vision.do_command({"command": "review_next", "reviewer": "Anna", "count": 20, "image": False})
    for frame in page["frames"]:
        verdicts = ["right" if box["label"] == "face" else "not_an_object" for box in frame["boxes"]]
        given: dict[str, Any] = {"command": "review_submit", "review": frame["review"], "reviewer": "Anna"}
        given["boxes"] = [{"verdict": verdict} for verdict in verdicts]
        await vision.do_command(given)


async def test_frames_on_which_a_candidate_disagrees_are_kept_and_people_say_who_is_right(
    machine: StartMachine, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text("mask\n")
    shadow = {"mlmodel_name": "tflite", "busy_share": 1, "label_path": str(tmp_path / "other.txt"), "every": 4}
    capture = {"samplers": {"disagreement": {}}, "budget": EVERY_FRAME}
    review = {"frames_per_week": 100_000_000, "blind_repeats": 0, "look_for_misses": 0}
    running = machine(faces(shadow, capture=capture, review=review))
    await running.wait_ready("people", "drift")
    await until_async(lambda: answers_again(running), 60, "the live service to answer")
    async with running.client() as robot:
        comparison = await compared(robot, 10)
        assert comparison["agreement"] == 0
        assert {one["label"] for one in comparison["labels"]} == {"face", "mask"}
        vision = VisionClient.from_robot(robot, "people")

        async def are_kept() -> bool:
            status: Any = await vision.do_command({"command": "captured"})
            return status["judge"]["kept"].get("disagreement", 0) >= 8

        await until_async(are_kept, 30, "frames of disagreement to be kept")
        status: Any = await vision.do_command({"command": "captured"})
        assert status["judge"]["considered"] >= 3 * status["judge"]["kept"]["disagreement"]
        assert status["overlooked"] == 0

        async def is_decided() -> bool:
            if (await told(robot)).get("verdict", {}).get("reviews_needed") == 0:
                return True
            await judge_twenty(vision)
            return False

        await until_async(is_decided, 60, "a verdict on the candidate")
        verdict = (await told(robot))["verdict"]
        assert verdict["verdict"] == "worse"
        assert (verdict["gained_right_per_thousand"], verdict["lost_wrong_per_thousand"]) == (0, 0)
        assert verdict["better_points_high"] < 0
        assert (await told(robot))["words"][0].startswith("tflite is proven worse than onnx; ")
        readings: Any = await Sensor.from_robot(robot, "drift").get_readings()
        assert (readings["shadow_verdict"], readings["shadow_reviews_needed"]) == ("worse", 0)
        assert readings["shadow_better_points_high"] < 0
        assert readings["precision_estimate"] > 0.9


def next_to(program: ModuleType, model: str, folder: Path, **shadow: Any) -> dict[str, Any]:
    """The demo's faces with a candidate that somebody else's program runs."""
    start = folder / f"{Path(str(program.__file__)).stem}.sh"
    run = shlex.join(["env", f"PYTHONPATH={ROOT}", sys.executable, str(program.__file__)])
    start.write_text(f'#!/bin/sh\nexec {run} "$@"\n')
    start.chmod(0o755)
    config = faces({"mlmodel_name": "theirs", **shadow})
    config["modules"].append(module(start, name="other"))
    config["services"].append({"name": "theirs", "api": "rdk:service:mlmodel", "model": model})
    return config


@pytest.mark.slow
async def test_a_candidate_of_another_module_may_crash_and_one_that_hangs_is_given_up_after_its_time(
    machine: StartMachine, tmp_path: Path
) -> None:
    running = machine(next_to(other_module, "other:vendor:half_bright", tmp_path))
    await running.wait_ready("people", "theirs")
    async with running.client() as robot:
        await compared(robot, 10)
        running.kill_module("other")
        for _ in range(20):
            await live_answers(robot)
        await has_state(robot, "running")
        await compared(robot, (await told(robot))["frames"] + 5)
    assert times_built(running) <= AT_START

    await running.reconfigure(next_to(hanging_module, "other:vendor:hanging", tmp_path, timeout_seconds=0.5))
    await running.wait_ready("people", "theirs")
    await until_async(lambda: answers_again(running), 60, "the live service to answer")
    async with running.client() as robot:
        assert "no answer within" in (await has_state(robot, "failing"))["problem"]
        built, failed = times_built(running), (await told(robot))["failed_frames"]
        for _ in range(20):
            await live_answers(robot)
        assert (await told(robot))["failed_frames"] >= failed >= 1
    assert times_built(running) == built
    assert running.log_text().count("no answer within") == 1
