"""The demo's face models over real footage, as files and from a camera.

docs/parity.md gives the owner what this measures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from _pytest.mark.structures import ParameterSet
from viam.proto.service.vision import Detection
from viam.robot.client import RobotClient

from examples.demo import assets
from tests.parity.answers import assert_same_detections, detect, two
from tests.parity.frames import Image, footage, jpeg, png
from tests.parity.pairs import Pair

pytestmark = [pytest.mark.machine, pytest.mark.asyncio(loop_scope="module")]

SURE = 0.5  # confidence from which a face is one
LABELS = {"label_path": str(assets.labels())}
FULL = {"scaled_decode": False}


@dataclass(frozen=True, slots=True)
class Demo:
    """A model of the demo, by its file's name."""

    name: str

    def write(self, path: Path) -> Path:
        return assets.model(self.name)


ONNX = Pair("onnx", Demo("face.onnx"), LABELS)
TFLITE = Pair("tflite", Demo("face.tflite"), LABELS)
ONNX_FULL = Pair("onnx-full-decode", Demo("face.onnx"), LABELS, only_ours=FULL)
TFLITE_FULL = Pair("tflite-full-decode", Demo("face.tflite"), LABELS, only_ours=FULL)
PAIRS = [ONNX, TFLITE, ONNX_FULL, TFLITE_FULL]


def frames(every: int = 1) -> list[np.ndarray]:
    return footage("carphone_pristine", 2, 60)[::every]


def enlarged(pixels: np.ndarray, factor: int = 4) -> np.ndarray:
    """Of the size of a camera's frame, so that a JPEG is decoded at a part of its size."""
    return cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)


@dataclass(frozen=True, slots=True)
class Case:
    """One encoding through one pair. most, mean: what the confidences of faces may differ by."""

    name: str
    pair: Pair
    encode: Callable[[np.ndarray], Image]
    most: float
    mean: float


def large(pixels: np.ndarray) -> Image:
    return jpeg(enlarged(pixels))


CASES = [
    Case("jpeg-420", ONNX, jpeg, 0.004, 0.001),
    Case("jpeg-420", TFLITE, jpeg, 0.008, 0.001),
    Case("jpeg-444", TFLITE, lambda pixels: jpeg(pixels, "444"), 0.008, 0.001),
    Case("jpeg-422", TFLITE, lambda pixels: jpeg(pixels, "422"), 0.012, 0.003),
    Case("jpeg-grey", TFLITE, lambda pixels: jpeg(pixels[..., 1]), 0.008, 0.0015),
    Case("scaled-decode", ONNX, large, 0.006, 0.002),
    Case("scaled-decode", TFLITE, large, 0.03, 0.008),
    Case("full-decode", ONNX_FULL, large, 0.004, 0.001),
    Case("full-decode", TFLITE_FULL, large, 0.006, 0.001),
]


@pytest.mark.parametrize("pair", [ONNX, TFLITE], ids=lambda pair: pair.name)
async def test_faces_in_undamaged_frames_are_the_same(robot: RobotClient, pair: Pair) -> None:
    for frame in frames(every=5):
        builtin, ours = await two(robot, pair).ask(detect(png(frame)))
        assert len(builtin) == 10
        assert_same_detections(builtin, ours)


def by_speed(case: Case) -> ParameterSet:
    """How the samplings of a JPEG's colours and the sizes at which it is decoded compare is for the slow tests."""
    slow = [] if case.name == "jpeg-420" else [pytest.mark.slow]
    return pytest.param(case, marks=slow, id=f"{case.name}-{case.pair.name}")


@pytest.mark.parametrize("case", [by_speed(case) for case in CASES])
async def test_the_same_faces_are_found_in_jpegs(robot: RobotClient, case: Case) -> None:
    images = [case.encode(frame) for frame in frames(every=2 if case.encode is jpeg else 5)]
    differences, shifts = await compared(robot, case.pair, images)
    figures = (
        f"{len(differences)} faces: confidence at most {max(differences):.4f}, mean {np.mean(differences):.5f}; "
        f"shifted by 0, 1, ... pixels: {np.bincount(shifts)}"
    )
    assert max(differences) <= case.most, figures
    assert np.mean(differences) <= case.mean, figures
    assert np.mean(np.array(shifts) <= 1) >= 0.9, figures
    assert len(differences) >= 0.95 * len(images), figures


async def compared(robot: RobotClient, pair: Pair, images: Sequence[Image]) -> tuple[list[float], list[int]]:
    """Of each sure face, how far the confidences lie apart, and by how many pixels the box is shifted at most."""
    differences: list[float] = []
    shifts: list[int] = []
    for image in images:
        builtin, ours = await two(robot, pair).ask(detect(image))
        for theirs, mine in zip(sure(builtin), sure(ours), strict=True):
            assert mine.class_name == theirs.class_name
            differences.append(abs(mine.confidence - theirs.confidence))
            shifts.append(max(abs(a - b) for a, b in zip(corners(mine), corners(theirs), strict=True)))
    return differences, shifts


def sure(detections: Sequence[Detection]) -> list[Detection]:
    return [one for one in detections if one.confidence >= SURE]


def corners(one: Detection) -> tuple[int, int, int, int]:
    return one.x_min, one.y_min, one.x_max, one.y_max
