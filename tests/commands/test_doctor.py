import base64
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from driftwatch.attributes import VisionAttributes
from driftwatch.commands.doctor import DoctorArguments, doctor
from driftwatch.config.reader import read
from driftwatch.encoded_image import EncodedImage
from tests.engine.file_client import FileClient
from tests.inference.convention_models import convention_model
from tests.inference.frames import jpeg, picture


def attributes(**given: Any) -> VisionAttributes:
    return read(VisionAttributes, {"mlmodel_name": "m", **given}).value


async def test_the_answer_is_plain_json_with_what_is_seen(tmp_path: Path) -> None:
    client = FileClient(convention_model(tmp_path / "m.onnx", "yolo"))
    frame = EncodedImage(jpeg(picture(320, 200)), "image/jpeg")
    told = await doctor(client, attributes(), frame, DoctorArguments("cam"))
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
    client = FileClient(convention_model(tmp_path / "m.onnx", "yolo"))
    told = await doctor(client, attributes(), None, DoctorArguments(return_image=True))
    drawn = cv2.imdecode(np.frombuffer(base64.b64decode(told["image"]), np.uint8), cv2.IMREAD_COLOR)
    assert drawn is not None
    assert drawn.shape == (480, 640, 3)
    assert told["picture"] == "grey image"


async def test_problems_are_answered_not_raised(tmp_path: Path) -> None:
    client = FileClient(convention_model(tmp_path / "m.onnx", "yolo"))
    told = await doctor(client, attributes(label_path="/nowhere.txt"), None, DoctorArguments())
    assert told["problems"] == ["/nowhere.txt: no such file, expected a label file"]


async def test_what_is_in_doubt_is_told_apart_from_warnings(tmp_path: Path) -> None:
    told = await doctor(
        FileClient(convention_model(tmp_path / "m.onnx", "yolo")), attributes(), None, DoctorArguments()
    )
    assert [doubt.split(":")[0] for doubt in told["doubts"]] == ["the model is probably read wrong"]
    assert "its answer is the same for" in told["doubts"][0]
