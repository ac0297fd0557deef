"""The harness itself, on a machine without any module of ours."""

import os
import shlex
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from viam.components.camera import Camera
from viam.components.sensor import Sensor

from tests.machine import sample_module
from tests.machine.captures import captures_in
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine, MachineError
from tests.machine.processes import still_running

pytestmark = [
    pytest.mark.machine,
    pytest.mark.story,
]  # two machines, the second one ends

CAMERA: dict[str, Any] = {"name": "cam", "api": "rdk:component:camera", "model": "rdk:builtin:fake"}
SENSOR: dict[str, Any] = {"name": "who", "api": "rdk:component:sensor", "model": "sample:machine:process"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sample module's entry; a config may say more of it, such as its env."""
    program = tmp_path_factory.mktemp("sample") / "run.sh"
    program.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, sample_module.__file__])} "$@"\n')
    program.chmod(0o755)
    return module(program, name="sample")


@pytest.fixture(scope="module")
def plain(lasting_machine: StartMachine, tmp_path_factory: pytest.TempPathFactory) -> tuple[Machine, Path]:
    """One camera, whose images the data manager keeps, and the folder where it does."""
    kept = tmp_path_factory.mktemp("kept")
    method = {"method": "GetImages", "capture_frequency_hz": 20}
    keeps = {"type": "data_manager", "attributes": {"capture_methods": [method]}}
    manager: dict[str, Any] = {"name": "data", "api": "rdk:service:data_manager", "model": "rdk:builtin:builtin"}
    manager["attributes"] = {"capture_dir": str(kept), "sync_disabled": True}
    config = {"components": [{**CAMERA, "service_configs": [keeps]}], "services": [manager]}
    return lasting_machine(config, name="plain"), kept


@pytest.fixture(scope="module")
def with_module(lasting_machine: StartMachine, sample: dict[str, Any]) -> Machine:
    return lasting_machine({"modules": [sample], "components": [SENSOR]}, name="with-module")


async def who(machine: Machine) -> dict[str, Any]:
    async with machine.client() as robot:
        return dict(await Sensor.from_robot(robot, "who").get_readings())


async def test_answers_for_its_resources(plain: tuple[Machine, Path]) -> None:
    running, _ = plain
    await running.wait_ready("cam")
    async with running.client() as robot:
        images, _ = await Camera.from_robot(robot, "cam").get_images()
    assert images


async def test_what_the_data_manager_keeps_can_be_read(plain: tuple[Machine, Path]) -> None:
    running, kept = plain
    await running.wait_ready("cam", "data")
    running.until(lambda: any(kept.rglob("*.capture")), 10, "to keep an image")
    capture = captures_in(kept)[0]
    assert capture.metadata.component_name == "cam"
    assert len(capture.readings[0].binary) > 100


def test_the_log_can_be_waited_for(plain: tuple[Machine, Path]) -> None:
    running, _ = plain
    running.wait_for_log("serving")
    with pytest.raises(MachineError, match="never said"):
        running.wait_for_log("never said", timeout=0.1)


async def test_a_new_config_is_in_force_when_reconfigure_returns(plain: tuple[Machine, Path]) -> None:
    running, _ = plain
    for name in ("other", "third", "third"):
        await running.reconfigure({"components": [{**CAMERA, "name": name}]})
        async with running.client() as robot:
            cameras = [found.name for found in robot.resource_names if found.subtype == "camera"]
        assert cameras == [name]


async def test_a_resource_that_cannot_be_made_says_why(plain: tuple[Machine, Path]) -> None:
    running, _ = plain
    await running.reconfigure({"components": [{**CAMERA, "model": "rdk:builtin:nonsense"}]})
    assert "nonsense" in await running.wait_error("cam")


async def test_a_replaced_module_answers_when_reconfigure_returns(with_module: Machine, sample: dict[str, Any]) -> None:
    running = with_module
    await running.wait_ready("who")
    before = await who(running)
    await running.reconfigure({"modules": [{**sample, "env": {"SAMPLE": "new"}}], "components": [SENSOR]})
    after = await who(running)
    assert (before["sample"], after["sample"]) == ("", "new")
    assert before["pid"] != after["pid"]


async def test_a_killed_module_is_waited_for(with_module: Machine) -> None:
    running = with_module
    await running.wait_ready("who")
    killed = running.module_pid("sample")
    assert (await who(running))["pid"] == killed
    running.kill_module("sample")
    await running.wait_ready("who")
    assert (await who(running))["pid"] == running.module_pid("sample") != killed


async def test_a_power_cut_ends_the_modules_too_and_the_machine_starts_again(with_module: Machine) -> None:
    running = with_module
    await running.wait_ready("who")
    pids = running.process_ids()
    running.kill()
    assert not still_running(pids)
    running.start()
    await running.wait_ready("who")


async def test_stopping_ends_the_modules_too(with_module: Machine) -> None:
    running = with_module
    await running.wait_ready("who")
    pids = running.process_ids()
    assert len(pids) == 2
    assert running.stop()
    assert not still_running(pids)
    assert running.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows which machine an orphan belonged to")
async def test_a_server_that_crashes_leaves_no_module_behind(with_module: Machine) -> None:
    running = with_module
    running.start()
    await running.wait_ready("who")
    server, *modules = running.process_ids()
    os.kill(server, signal.SIGKILL)
    running.stop(grace=0.5)
    assert modules
    assert not still_running([server, *modules])


def test_a_config_that_is_no_config_ends_with_the_log(viam_server: Path, tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="cannot unmarshal string"):
        Machine(viam_server, {"components": "none"}, tmp_path).start()
