"""Real exports, read by us and by the library that they come from (see oracles/)."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from driftwatch.inference.answer import Box, Detection, Size
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import Array, ModelInfo

PLAIN = ModelInfo("model", "kind", (), ())
FOLDER = Path(__file__).parent / "oracles"
ULTRALYTICS: dict[str, Array] = dict(np.load(FOLDER / "ultralytics.npz"))
OTHERS: dict[str, Array] = dict(np.load(FOLDER / "others.npz"))
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
OF_OTHERS = {"yolov5": "yolo_objectness", "detr": "detr", "detr_sigmoid": "detr_sigmoid"}
OF_FACES = {
    "centerface": ("centerface", 128),
    "mediapipe_short_range": ("mediapipe", 128),
    "mediapipe_back": ("mediapipe", 256),
}


def detections(
    oracle: dict[str, Array], case: str, decoder: str, side: int, info: ModelInfo = PLAIN
) -> list[Detection]:
    outputs = {key.split("/")[1]: oracle[key] for key in oracle if key.startswith(f"{case}/")}
    canvas = Size(side, side)
    choice = choose(info, OutputSettings(), outputs, canvas, None if info.labels is None else len(info.labels))
    assert choice.decoder == decoder
    answer = OutputStage(choice, OutputSettings(), None).read(outputs, place(canvas, canvas, "stretch"))
    assert answer.detections is not None
    return list(answer.detections)


def assert_same(found: list[Detection], expected: Array, side: int) -> None:
    """`expected`: rows of xmin, ymin, xmax, ymax in pixels, confidence, class; of a confidence above 0.25."""
    ours = [one for one in found if one.confidence > 0.25]
    clipped = np.clip(expected[:, :4], 0, side)
    theirs = expected[(clipped[:, 2] > clipped[:, 0]) & (clipped[:, 3] > clipped[:, 1])].tolist()
    assert len(ours) == len(theirs) > 20
    for row in theirs:
        assert_found(row, [one for one in ours if one.label == str(int(row[5]))], side)


def assert_found(expected: list[float], among: list[Detection], side: int) -> None:
    box = Box(*(np.clip(expected[:4], 0, side) / side).tolist())
    alike = [one for one in among if abs(one.confidence - expected[4]) < 1e-3]
    assert max((one.box.iou(box) for one in alike), default=0) >= 0.99


def test_every_case_is_read() -> None:
    assert {key.split("/")[0].split(":")[0] for key in (*ULTRALYTICS, *OTHERS, *FACES)} == {
        *OF_ULTRALYTICS,
        *OF_OTHERS,
        *OF_FACES,
    }


@pytest.mark.parametrize("case", OF_ULTRALYTICS)
def test_the_same_detections_as_ultralytics(case: str) -> None:
    properties = json.loads(str(ULTRALYTICS[f"{case}:properties"]))
    found = detections(ULTRALYTICS, case, OF_ULTRALYTICS[case], 96, replace(PLAIN, properties=properties))
    assert_same(found, ULTRALYTICS[f"{case}:expected"], 96)


@pytest.mark.parametrize("case", OF_OTHERS)
def test_the_same_detections_as_yolov5_and_transformers(case: str) -> None:
    assert_same(
        detections(OTHERS, case, OF_OTHERS[case], 64, replace(PLAIN, labels=tuple("abcde"))),
        OTHERS[f"{case}:expected"],
        64,
    )


@pytest.mark.parametrize("case", OF_FACES)
def test_the_same_faces_as_the_package(case: str) -> None:
    decoder, side = OF_FACES[case]
    ours = [one for one in detections(FACES, case, decoder, side) if one.confidence > 0.3]
    theirs = FACES[f"{case}:expected"].tolist()
    assert len(ours) == len(theirs) == 1
    assert_found(theirs[0], ours, side)
