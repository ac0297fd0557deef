"""What a new user does in the first five minutes, with the commands and the JSON of README and docs as they are."""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from viam.services.vision import VisionClient

from examples.demo import assets
from tests.docs.pages import README, ROOT, table_rows, typed
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine

pytestmark = [pytest.mark.machine, pytest.mark.timeout(300)]

STOCK_VISION = "rdk:builtin:mlmodel"


def in_place_of(page: Path, now: str) -> dict[str, str]:
    """Model to model, of the table on `page` whose first column is `now`."""
    return {cells[0].strip("`"): cells[1].strip("`") for _, cells in table_rows(page, now) if len(cells) == 2}


def with_models(config: dict[str, Any], models: Mapping[str, str]) -> dict[str, Any]:
    """The same machine, with nothing changed but the models of its vision services, and of what is in `models`."""
    services = [{**one, "model": models.get(one["model"], one["model"])} for one in config["services"]]
    return {**config, "services": services}


@pytest.fixture
def examined(tmp_path: Path) -> tuple[int, str]:
    """Exit status and text of the README's line with a model file, a photo and labels that have these names."""
    import cv2

    for name, source in (("my-model.onnx", assets.model("face.onnx")), ("labels.txt", assets.labels())):
        shutil.copy(source, tmp_path / name)
    reader = cv2.VideoCapture(str(assets.footage("carphone_pristine")))
    assert cv2.imwrite(str(tmp_path / "photo.jpg"), reader.read()[1])
    words = shlex.split(typed("./run.sh doctor"))
    assert words[0] == "./run.sh"
    done = subprocess.run(
        [str(ROOT / "run.sh"), *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout


async def test_from_an_own_model_file_to_a_verdict_and_a_machine_that_was_stock_and_is_so_again(
    machine: StartMachine, examined: tuple[int, str]
) -> None:
    status, text = examined
    assert status == 0, text
    assert "face" in text
    pasted = json.loads(re.search(r"^\{\n.*?^\}", text, re.MULTILINE | re.DOTALL)[0])  # pyright: ignore[reportOptionalSubscript]
    ours = in_place_of(README, "Now")
    back = in_place_of(ROOT / "docs" / "remove.md", "Now")
    assert back == {to: now for now, to in ours.items()}
    camera: dict[str, Any] = {
        "name": "cam", "api": "rdk:component:camera", "model": "driftwatch:edge-vision:replay_camera",
        "attributes": {"path": str(assets.footage("carphone_pristine"))},
    }  # fmt: skip
    config: dict[str, Any] = {"modules": [module()], "components": [camera], **pasted}
    (vision,) = [one["name"] for one in config["services"] if one["api"] == "rdk:service:vision"]
    stock = with_models(config, {model: to for model, to in back.items() if to == STOCK_VISION})
    assert stock != config
    running = machine(stock)
    await running.wait_ready(vision)
    seen: list[set[str]] = []
    for name, now in (("stock", None), ("ours", with_models(stock, ours)), ("stock again", stock)):
        if now is not None:
            await running.reconfigure(now)
        async with running.client() as robot:
            found = await VisionClient.from_robot(robot, vision).get_detections_from_camera("cam")
        seen.append({one.class_name for one in found})
        assert seen[-1] == {"face"}, name
