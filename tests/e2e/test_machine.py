"""The harness itself, on a machine without any module of ours."""

from pathlib import Path

import pytest

from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine, MachineError
from tests.machine.processes import still_running

pytestmark = pytest.mark.machine

CAMERA = {"name": "cam", "api": "rdk:component:camera", "model": "rdk:builtin:fake", "attributes": {}}
BROKEN = {**CAMERA, "name": "broken", "model": "rdk:builtin:image_file", "attributes": {"color_image_file_path": "/no"}}


async def test_answers_for_its_resources(machine: StartMachine) -> None:
    running = machine({"components": [CAMERA]})
    await running.wait_ready("cam")
    async with running.client() as robot:
        assert "cam" in [name.name for name in robot.resource_names]


async def test_a_new_config_is_applied_when_reconfigure_returns(machine: StartMachine) -> None:
    running = machine({"components": [CAMERA]})
    await running.wait_ready("cam")
    await running.reconfigure({"components": [{**CAMERA, "name": "other"}]})
    async with running.client() as robot:
        names = [name.name for name in robot.resource_names]
    assert "other" in names
    assert "cam" not in names
    await running.reconfigure({"components": [{**CAMERA, "name": "other"}]})


async def test_a_resource_that_cannot_be_made_says_why(machine: StartMachine) -> None:
    running = machine({"components": [{**CAMERA, "model": "rdk:builtin:nonsense"}]})
    assert "nonsense" in await running.wait_error("cam")


def test_the_log_can_be_waited_for(machine: StartMachine) -> None:
    running = machine({})
    running.wait_for_log("serving")
    with pytest.raises(MachineError, match="never said"):
        running.wait_for_log("never said", timeout=0.1)


def test_stopping_leaves_no_process_and_touches_only_its_folder(machine: StartMachine, tmp_path: Path) -> None:
    running = machine({"components": [CAMERA]})
    pids = running.process_ids()
    assert running.stop()
    assert not still_running(pids)
    assert running.stop()


async def test_starts_again_after_a_power_cut(machine: StartMachine) -> None:
    running = machine({"components": [CAMERA]})
    running.kill()
    running.start()
    await running.wait_ready("cam")


def test_a_config_that_is_no_config_ends_with_the_log(viam_server: Path, tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="log ends"):
        Machine(viam_server, {"components": "none"}, tmp_path).start()
