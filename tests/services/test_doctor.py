import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from driftwatch.capture.frame import Frame
from driftwatch.config.reader import read
from driftwatch.inference.runtimes import open_model
from driftwatch.inference.tensors import Array, ModelInfo, Tensors
from driftwatch.observation import ModelIdentity
from driftwatch.services.attributes import VisionAttributes
from driftwatch.services.doctor import DoctorArguments, doctor
from driftwatch.services.model_link import Description
from tests.inference.convention_models import convention_model
from tests.inference.frames import jpeg, picture


class Link:
    """A model file behind the interface that every model is reached by."""

    identity = ModelIdentity("m")

    def __init__(self, path: Path) -> None:
        self._runtime = open_model(path, "", 1)
        self._run: Callable[[Tensors], dict[str, Array]] = self._runtime.run

    async def describe(self) -> Description:
        return Description(self._info, "")

    @property
    def _info(self) -> ModelInfo:
        return self._runtime.info

    def infer_with(self, run: Callable[[Tensors], dict[str, Array]]) -> Callable[[Tensors], dict[str, Array]]:
        """Runs `run` from now on; gives what ran before."""
        before, self._run = self._run, run
        return before

    async def infer_and(self, tensors: Tensors, read: Callable[[dict[str, Array]], Any]) -> Any:
        return read(self._run(tensors))

    async def look(self, prepare: Callable[[], Any], read: Callable[[dict[str, Array], Any], Any]) -> Any:
        inputs = prepare()
        return read(self._run(inputs.tensors), inputs)


def attributes(**given: Any) -> VisionAttributes:
    return read(VisionAttributes, {"mlmodel_name": "m", **given}).value


async def test_the_answer_is_plain_json_with_what_is_seen(tmp_path: Path) -> None:
    link = Link(convention_model(tmp_path / "m.onnx", "yolo"))
    frame = Frame(jpeg(picture(320, 200)), "image/jpeg")
    told = await doctor(link, attributes(), frame, DoctorArguments("cam"))
    assert json.loads(json.dumps(told)) == told
    assert told["inputs"] == ['"input" float32[1, 3, 96, 128]']
    assert told["decoder"] == "yolo"
    assert told["how"]["preset"] == "as models of the decoder yolo want it"
    assert (told["picture"], told["width"], told["height"]) == ("the camera's frame", 320, 200)
    assert [one["label"] for one in told["detections"]] == ["5"]
    assert told["problems"] == []
    assert "name a label file" in told["warnings"][0]
    assert told["milliseconds"] > 0
    assert "image" not in told


async def test_the_image_comes_only_when_asked_for(tmp_path: Path) -> None:
    link = Link(convention_model(tmp_path / "m.onnx", "yolo"))
    told = await doctor(link, attributes(), None, DoctorArguments(return_image=True))
    drawn = cv2.imdecode(np.frombuffer(base64.b64decode(told["image"]), np.uint8), cv2.IMREAD_COLOR)
    assert drawn is not None
    assert drawn.shape == (480, 640, 3)
    assert told["picture"] == "grey image"


async def test_problems_are_answered_not_raised(tmp_path: Path) -> None:
    link = Link(convention_model(tmp_path / "m.onnx", "yolo"))
    told = await doctor(link, attributes(label_path="/nowhere.txt"), None, DoctorArguments())
    assert told["problems"] == ["/nowhere.txt: no such file, expected a label file"]


async def test_what_is_in_doubt_is_told_apart_from_warnings(tmp_path: Path) -> None:
    told = await doctor(Link(convention_model(tmp_path / "m.onnx", "yolo")), attributes(), None, DoctorArguments())
    assert [doubt.split(":")[0] for doubt in told["doubts"]] == ["the model is probably read wrong"]
    assert "its answer is the same for" in told["doubts"][0]
