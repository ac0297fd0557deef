"""Outputs of real exports, kept for the heads' oracles, raise no doubt about how they are read.

But for their sizes: those of Ultralytics' models are of networks with random weights, whose boxes are of any size.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from driftwatch.inference.answer import Size
from driftwatch.inference.doubts.astray import ASTRAY
from driftwatch.inference.doubts.doubter import Doubter
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import Array, ModelInfo
from tests.inference.heads.test_oracles import FACES, OF_FACES, OF_ULTRALYTICS, OTHERS, PLAIN, ULTRALYTICS


def doubts(oracle: dict[str, Array], case: str, side: int, info: ModelInfo = PLAIN) -> list[str]:
    outputs = {key.split("/")[1]: oracle[key] for key in oracle if key.startswith(f"{case}/")}
    canvas = Size(side, side)
    choice = choose(info, OutputSettings(), outputs, canvas, None if info.labels is None else len(info.labels))
    judge = Doubter(OutputStage(choice, OutputSettings(), None))
    shown = Prepared({"image": np.zeros((1, 3, 8, 8))}, place(canvas, canvas, "stretch"), canvas, canvas)
    judge.read(outputs, shown, "textured")
    return [doubt.text for doubt in judge.doubts if doubt.guard != ASTRAY.name]


@pytest.mark.parametrize("case", OF_ULTRALYTICS)
def test_of_ultralytics(case: str) -> None:
    properties = json.loads(str(ULTRALYTICS[f"{case}:properties"]))
    assert doubts(ULTRALYTICS, case, 96, replace(PLAIN, properties=properties)) == []


def test_of_yolov5() -> None:
    assert doubts(OTHERS, "yolov5", 64, replace(PLAIN, labels=tuple("abcde"))) == []


@pytest.mark.parametrize("case", OF_FACES)
def test_of_face_detectors(case: str) -> None:
    assert doubts(FACES, case, OF_FACES[case][1]) == []
