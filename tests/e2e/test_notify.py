"""An alarm on a real machine: announced to a component of another module and a web address, shown to Prometheus."""

import asyncio
import json
import shlex
import socket
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from viam.components.sensor import Sensor

from driftwatch import names
from driftwatch.inference.identity import file_sha256
from driftwatch.observation import ModelIdentity
from driftwatch.watch.settings import WatchSettings
from tests.e2e.capturing import camera, model, write_footage
from tests.machine import postbox_module
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.notify.web import WebServer, web_server
from tests.onnx_models import region_detector
from tests.waiting import until, until_async
from tests.watch.prometheus_text import parse
from tests.watch.world import STRICT, World

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

KEY = "Bearer KEY-OF-THE-TEST"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


async def test_an_alarm_is_announced_once_where_it_should_arrive(
    machine: StartMachine, web: WebServer, tmp_path: Path
) -> None:
    web.statuses.append(503)
    key, posted = tmp_path / "key", tmp_path / "posted"
    key.write_text(KEY)
    key.chmod(0o600)
    taken = socket.create_server(("127.0.0.1", 0))  # by another program
    port = taken.getsockname()[1]
    running = machine(config(tmp_path, web.url, key, posted, port))
    await running.wait_ready("vision", "drift", "postbox")
    async with running.client() as robot:
        sensor = Sensor.from_robot(robot, "drift")

        async def is_refused() -> bool:
            return "HTTP status 503" in str((await sensor.get_readings()).get("notify_problem"))

        await until_async(is_refused, 60, "the web server to refuse")
        readings = await sensor.get_readings()
        words = f"prometheus_port: port {port} of 127.0.0.1 is in use by another program; choose another"
        assert readings["prometheus_problem"] == words
        await asyncio.to_thread(until, lambda: len(web.requests) == 2, 60, "the second attempt")
        await until_async(lambda: _has_no_problem(sensor), 30, "all to be taken")
    (command,) = map(json.loads, posted.read_text().splitlines())
    words = f"{readings['drift_cause']} / {readings['drift_next_step']}"
    assert command == {"command": "send", "to": ["me"], "body": words}
    first, *others = web.requests
    assert first.headers["X-Key"] == KEY
    assert all(request.body == first.body for request in others)  # with one id
    assert (first.body["state"], first.body["cause"]) == ("drift", readings["drift_cause"])
    assert (first.body["vision_name"], first.body["camera_name"], first.body["sensor"]) == ("vision", "cam", "drift")

    taken.close()
    running.kill_module("driftwatch")
    await running.wait_ready("vision", "drift")
    async with running.client() as robot:
        sensor = Sensor.from_robot(robot, "drift")

        async def is_still_bad() -> bool:
            return (await sensor.get_readings())["drift_code"] == 3

        await until_async(is_still_bad, 60, "the alarm to be there again")
        assert "prometheus_problem" not in await sensor.get_readings()
        metrics = parse(await asyncio.to_thread(scraped, port))
        assert metrics["driftwatch_drift_code"].one(sensor="drift", vision_name="vision", camera_name="cam") == 3
        assert metrics["driftwatch_frames_total"].one() > 0
        detections = sum(metrics["driftwatch_detections_total"].samples.values())
        assert metrics["driftwatch_confidence"].one("_count") == detections > 0
        await asyncio.sleep(3)  # three rounds of the notifier: that nothing comes has no end to wait for
    assert len(web.requests) == 2
    assert len(posted.read_text().splitlines()) == 1
    log = running.log_text()
    assert "webhook 127.0.0.1: an alert could not be announced, and is tried again: 127.0.0.1 does not take" in log
    assert log.count("could not be announced") == 1
    assert "webhook 127.0.0.1: alerts are taken again" in log
    assert "KEY-OF-THE-TEST" not in log


def scraped(port: int) -> str:
    with urllib.request.urlopen(f"http://localhost:{port}/metrics", timeout=20) as answer:
        return answer.read().decode()


async def _has_no_problem(sensor: Sensor) -> bool:
    return "notify_problem" not in await sensor.get_readings()


def config(folder: Path, url: str, key: Path, posted: Path, prometheus: int) -> dict[str, Any]:
    """A machine that goes on where an alarm was raised. prometheus: a port."""
    model_path = region_detector(folder / "model.onnx")
    write_footage(folder / "footage", frames=50, unsure=range(50))
    with_an_alarm(folder / "state", ModelIdentity("m", sha256=file_sha256(model_path)))
    vision = {
        "mlmodel_name": "m",
        "camera_name": "cam",
        "watch_hz": 2,
        "state_dir": str(folder / "state"),
        "alert": {"low_confidence_rate": 0.3, "minimum_objects": 1, "minimum_detections": 20},
    }
    notify = {
        "resource": "postbox",
        "command": {"command": "send", "to": ["me"], "body": "{cause} / {next_step}"},
        "webhook": {"url": url, "header": "X-Key", "secret_file": str(key)},
    }
    postbox = module(postbox_program(folder), "postboxes", {"POSTBOX": str(posted)})
    return {
        "modules": [module(), postbox],
        "components": [
            camera("cam", folder / "footage", loop=True),
            {"name": "postbox", "api": "rdk:component:generic", "model": "other:vendor:postbox"},
            {
                "name": "drift",
                "api": "rdk:component:sensor",
                "model": names.DRIFT_SENSOR,
                "attributes": {"vision_name": "vision", "notify": notify, "prometheus_port": prometheus},
            },
        ],
        "services": [
            model(model_path),
            {"name": "vision", "api": "rdk:service:vision", "model": names.VISION, "attributes": vision},
        ],
    }


def postbox_program(folder: Path) -> Path:
    program = folder / "postbox.sh"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, postbox_module.__file__])} "$@"\n')
    program.chmod(0o755)
    return program


def with_an_alarm(state: Path, identity: ModelIdentity) -> None:
    """What a module left that was killed in the middle of an alarm."""
    world = World(state, WatchSettings(alert=replace(STRICT, minimum_detections=20)))
    world.see(minutes=6, confidences=(0.45,), model=identity)
    assert world.stream.snapshot.monitor.drift
    world.registry.close()
