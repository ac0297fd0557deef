"""What capture says of its folder reaches the machine's log with the level that it has."""

from pathlib import Path

import pytest

from tests.e2e.capturing import config, model, vision
from tests.machine.fixtures import StartMachine
from tests.onnx_models import region_detector

pytestmark = [pytest.mark.machine, pytest.mark.timeout(120)]


async def test_a_damaged_frame_is_a_warning_and_not_an_error(machine: StartMachine, tmp_path: Path) -> None:
    folder = tmp_path / "state" / "hard-frames" / "v" / "queue"
    folder.mkdir(parents=True)
    (folder / "000000000007.json").write_text("{")
    services = [
        model(region_detector(tmp_path / "d.onnx")),
        vision(state_dir=str(tmp_path / "state")),
    ]
    running = machine(config([], services))
    running.wait_for_log("000000000007.json is damaged and set aside", 60)
    told = [line for line in running.log_text().splitlines() if "is damaged and set aside" in line]
    assert ["\tWARN\t" in line for line in told] == [True]
