"""Jobs, the weekly report and the maintenance window of docs/recipes.md, but for the time of day, on a real machine."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from viam.components.sensor import Sensor
from viam.services.vision import VisionClient

from driftwatch import names
from tests.e2e.capturing import camera, model, vision, write_footage
from tests.machine.configs import ROOT, module
from tests.machine.fixtures import StartMachine
from tests.onnx_models import region_detector
from tests.waiting import until_async

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

PAGE = (ROOT / "docs" / "recipes.md").read_text()


def recipe(name: str) -> dict[str, Any]:
    return json.loads(block(name, "json"))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def block(name: str, language: str) -> str:
    found = re.search(rf"<!-- {name} -->\n```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None, name
    return found[1]


async def test_a_job_runs_a_report_is_saved_and_a_config_waits_while_maintenance_is_not_allowed(
    machine: StartMachine, tmp_path: Path
) -> None:
    write_footage(tmp_path / "footage", frames=20, unsure=())
    (pause, *_) = recipe("jobs")["jobs"]
    config: dict[str, Any] = {
        "modules": [module()],
        "components": [
            camera("gate", tmp_path / "footage", loop=True),
            {
                "name": "people-drift",
                "api": "rdk:component:sensor",
                "model": names.DRIFT_SENSOR,
                "attributes": {"vision_name": "people"},
            },
        ],
        "services": [model(region_detector(tmp_path / "model.onnx")), vision(name="people", camera_name="gate")],
        "jobs": [{**pause, "schedule": "1s", "log_configuration": {"level": "debug"}}],
        **recipe("maintenance"),
    }
    running = machine(config)
    await running.wait_ready("people", "people-drift")
    async with running.client() as robot:
        running.wait_for_log('"response":{"paused":true}', 60)
        sensor = Sensor.from_robot(robot, "people-drift")
        assert (await sensor.get_readings())["maintenance_allowed"] is False  # no frame was seen yet
        running.offer({**config, "jobs": []})
        running.wait_for_log("Reconfigure NOT allowed by maintenance sensor", 60)

        people = VisionClient.from_robot(robot, "people")
        await people.get_detections_from_camera("gate")
        code: dict[str, Any] = {}
        exec(block("save a report", "python"), code)
        assert "gate" in text_of(await code["save_report"](people, tmp_path))

        async def is_allowed() -> bool:
            return (await sensor.get_readings())["maintenance_allowed"] is True

        await until_async(is_allowed, 30, "maintenance to be allowed")
    await running.reconfigure({**config, "jobs": []})
