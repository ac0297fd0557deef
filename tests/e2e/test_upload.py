"""Uploading on demand from a real machine: without a cloud, and to an app of ours while the module is killed."""

import asyncio
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from viam.services.vision import VisionClient

from tests.e2e.capturing import (
    EVERY_FRAME,
    SURE_SCORE,
    UNSURE_SCORE,
    camera,
    collector,
    config,
    data_manager,
    images_in,
    model,
    vision,
)
from tests.fake_app.app import KEY, KEY_ID, PART, FakeApp, serving
from tests.fake_app.proxy import proxied
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]

FRAMES, UNSURE = 24, (3, 4, 5, 11, 19)


def write_footage(folder: Path) -> list[bytes]:
    """Frames of one brightness each, which is the model's score; a pixel makes them differ. Gives the unsure ones."""
    folder.mkdir()
    for i in range(FRAMES):
        frame = np.full((96, 96, 3), round(255 * (UNSURE_SCORE if i in UNSURE else SURE_SCORE)), np.uint8)
        frame[0, i] = 0
        cv2.imwrite(str(folder / f"{i:02d}.png"), frame)
    return [(folder / f"{i:02d}.png").read_bytes() for i in UNSURE]


def watching(
    tmp_path: Path, env: Mapping[str, str] | None = None, with_data_manager: bool = True, collector_hz: float = 0
) -> dict[str, Any]:
    # The footage begins again and again, and what was kept of it once must not be kept twice.
    capture = {"samplers": {"low_confidence": {}}, "budget": {**EVERY_FRAME, "per_day": len(UNSURE)}}
    collectors = [collector("cam", collector_hz)] if collector_hz else []
    seeing = vision(collectors, camera_name="cam", watch_hz=20, capture=capture)
    services = [model(region_detector(tmp_path / "d.onnx")), seeing]
    if with_data_manager:
        services.append(data_manager(tmp_path / "captures"))
    made = config([camera("cam", tmp_path / "footage", loop=True)], services)
    return {**made, "modules": [module(env=env)]}


def reaching(port: int, tmp_path: Path) -> dict[str, str]:
    """The environment of a module that has a key of the app at `port`."""
    (tmp_path / "key").write_text(KEY)
    (tmp_path / "key").chmod(0o600)
    return {
        "DRIFTWATCH_API_KEY_FILE": str(tmp_path / "key"),
        "DRIFTWATCH_API_KEY_ID": KEY_ID,
        "VIAM_MACHINE_PART_ID": PART,
        "DRIFTWATCH_APP_ADDRESS": f"http://127.0.0.1:{port}",
    }


async def ask(running: Machine, **command: Any) -> dict[str, Any]:
    async with running.client() as robot:
        return dict(await VisionClient.from_robot(robot, "v").do_command(command))


async def until_kept(running: Machine) -> None:
    async def all_wait() -> bool:
        return (await ask(running, command="upload_status"))["waiting"] == len(UNSURE)

    await until_async(all_wait, 60, "the unsure frames to wait")


async def test_without_a_cloud_it_says_why_it_waits_and_inference_goes_on(
    machine: StartMachine, tmp_path: Path
) -> None:
    write_footage(tmp_path / "footage")
    running = machine(watching(tmp_path))
    await running.wait_ready("cam", "v")
    await until_kept(running)
    await check_waiting(running, "the machine is not connected to the cloud")
    await running.reconfigure(watching(tmp_path, with_data_manager=False))
    await running.wait_ready("cam", "v")
    await check_waiting(running, "the machine has no data manager")


async def check_waiting(running: Machine, problem: str) -> None:
    begun = await ask(running, command="upload", limit=3)
    assert (begun["route"], begun["state"], begun["request"]["limit"]) == ("machine", "uploading", 3)
    told: dict[str, Any] = {}

    async def waits() -> bool:
        told.update(await ask(running, command="captured"))
        return told["upload"]["state"] == "waiting"

    await until_async(waits, 30, "the first attempt to fail")
    status = told["upload"]
    assert problem in status["problem"]
    assert (status["uploaded"], status["waiting"], status["kept_back"]) == (0, len(UNSURE), 0)
    assert 0 < status["next_attempt_seconds"] <= 600
    assert f"uploading waits: {problem}" in running.log_text()
    async with running.client() as robot:
        for _ in range(5):
            await VisionClient.from_robot(robot, "v").get_detections_from_camera("cam", timeout=5)
    stopped = await ask(running, command="stop_upload")
    assert (stopped["state"], stopped["waiting"]) == ("stopped", len(UNSURE))


async def test_a_module_that_is_killed_while_it_uploads_goes_on_and_sends_nothing_twice(
    machine: StartMachine, tmp_path: Path
) -> None:
    hard = write_footage(tmp_path / "footage")
    app = FakeApp(datasets={"parts"})
    async with serving(app) as port, proxied(port) as line:
        running = machine(watching(tmp_path, reaching(line.port, tmp_path)))
        await running.wait_ready("cam", "v")
        await until_kept(running)

        def kill() -> None:
            if len(app.stored) == 2:
                os.kill(running.module_pid("driftwatch"), signal.SIGKILL)

        app.after_store = kill
        begun = await ask(running, command="upload", dataset_id="parts")
        assert (begun["route"], begun["state"]) == ("app", "uploading")

        async def all_stored() -> bool:
            return len(app.stored) >= len(UNSURE)

        await until_async(all_stored, 60, "the module to come back and go on")
        await running.wait_ready("cam", "v")

        async def is_done() -> bool:
            return (await ask(running, command="upload_status"))["state"] == "done"

        await until_async(is_done, 30, "the upload to end")
    assert sorted(app.images) == sorted(hard)
    assert KEY not in running.log_text()
    assert (app.logins, app.questions > 0) == (2, True)
    for stored in app.stored:
        assert (list(stored.about.tags), list(stored.about.dataset_ids)) == (["unreviewed"], ["parts"])
        assert len(stored.sensor.annotations.bboxes) == 9


@pytest.mark.slow
async def test_the_data_manager_gets_every_frame_but_the_one_that_is_on_its_way(
    machine: StartMachine, tmp_path: Path
) -> None:
    hard = write_footage(tmp_path / "footage")
    app = FakeApp(gate=asyncio.Event())
    assert app.gate is not None
    captures = tmp_path / "captures"
    async with serving(app) as port:
        env = reaching(port, tmp_path)
        running = machine(watching(tmp_path, env))
        await running.wait_ready("cam", "v")
        await until_kept(running)
        await ask(running, command="upload")
        await running.reconfigure(watching(tmp_path, env, collector_hz=10))

        async def others_are_collected() -> bool:
            return len(images_in(captures)) >= len(UNSURE) - 1

        await until_async(others_are_collected, 60, "the data manager to take the others")
        app.gate.set()

        async def is_done() -> bool:
            return (await ask(running, command="upload_status"))["state"] == "done"

        await until_async(is_done, 60, "the upload to end")
        running.stop()
    assert len(app.images) == 1
    assert sorted([*app.images, *images_in(captures)]) == sorted(hard)
