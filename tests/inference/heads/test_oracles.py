"""Real exports, read by us and by the library that they come from (see oracles/)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from driftwatch.inference.answer import Box, Detection, Size
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import Array, ModelInfo

FOLDER = Path(__file__).parent / "oracles"
ULTRALYTICS: dict[str, Array] = dict(np.load(FOLDER / "ultralytics.npz"))
FACES: dict[str, Array] = dict(np.load(FOLDER / "faces.npz"))
OF_ULTRALYTICS = {
    "yolov5u": "yolo",
    "yolov8": "yolo",
    "yolo11": "yolo",
    "yolo26": "yolo",
    "yolo26_end_to_end": "yolo_end_to_end",
    "yolov10_end_to_end": "yolo_end_to_end",
    "yolov8_nms": "yolo_end_to_end",
    "yolo11_segment": "yolo",
    "yolo11_pose": "yolo",
    "rtdetr": "rtdetr_ultralytics",
}
OF_FACES = {
    "centerface": ("centerface", 128),
    "mediapipe_short_range": ("mediapipe", 128),
    "mediapipe_back": ("mediapipe", 256),
}


def detections(
    oracle: dict[str, Array], case: str, decoder: str, side: int, properties: dict[str, Any]
) -> list[Detection]:
    outputs = {key.split("/")[1]: oracle[key] for key in oracle if key.startswith(f"{case}/")}
    info = ModelInfo("model", "kind", (), (), properties=properties)
    canvas = Size(side, side)
    choice = choose(info, OutputSettings(), outputs, canvas)
    assert choice.decoder == decoder
    answer = OutputStage(choice, OutputSettings(), None).read(outputs, place(canvas, canvas, "stretch"))
    assert answer.detections is not None
    return list(answer.detections)


def assert_found(expected: list[float], among: list[Detection], side: int) -> None:
    box = Box(*(np.clip(expected[:4], 0, side) / side).tolist())
    alike = [one for one in among if abs(one.confidence - expected[4]) < 1e-3]
    assert max((one.box.iou(box) for one in alike), default=0) >= 0.99


def test_every_case_is_read() -> None:
    assert {key.split("/")[0].split(":")[0] for key in (*ULTRALYTICS, *FACES)} == {*OF_ULTRALYTICS, *OF_FACES}


@pytest.mark.parametrize("case", OF_ULTRALYTICS)
def test_the_same_detections_as_ultralytics(case: str) -> None:
    properties = json.loads(str(ULTRALYTICS[f"{case}:properties"]))
    found = detections(ULTRALYTICS, case, OF_ULTRALYTICS[case], 96, properties)
    ours = [one for one in found if one.confidence > 0.25]
    theirs = [row for row in ULTRALYTICS[f"{case}:expected"].tolist() if row[2] > row[0] and row[3] > row[1]]
    assert len(ours) == len(theirs) > 20
    for row in theirs:
        assert_found(row, [one for one in ours if one.label == str(int(row[5]))], 96)


@pytest.mark.parametrize("case", OF_FACES)
def test_the_same_faces_as_the_package(case: str) -> None:
    decoder, side = OF_FACES[case]
    ours = [one for one in detections(FACES, case, decoder, side, {}) if one.confidence > 0.3]
    theirs = FACES[f"{case}:expected"].tolist()
    assert len(ours) == len(theirs) == 1
    assert_found(theirs[0], ours, side)
