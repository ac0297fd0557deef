"""The conveyor with its own model, and real footage with two models of faces: streams for `recorded.py`."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

import cv2
import numpy as np

from benchmarks.capture.conveyor import HEIGHT, WIDTH, Grey, Scene, conveyor
from benchmarks.capture.degraded import Pixels, grainy, played, troubles
from benchmarks.capture.faces import VIDEOS, for_live, for_oracle, look
from benchmarks.capture.live_model import SERVED, LiveModel
from benchmarks.capture.truth import is_due
from benchmarks.reviews.recorded import Judged, Recorded
from driftwatch.footage import open_footage
from driftwatch.inference.answer import Box, Detection
from driftwatch.inference.image import decode
from driftwatch.inference.runtimes import onnx, tflite
from examples.demo.assets import footage, model

_CLIP: Final = "carphone_pristine"  # the only one of the demo's on which the weak model finds faces
_GRAIN: Final = 0.5
_FACE: Final = 0.4  # intersection over union; the two models of faces draw boxes of different height
_PART: Final = 0.5


def conveyor_stream(seed: int, frames: int, is_bad: bool) -> Recorded:
    """is_bad: with a smeared lens."""
    live = _conveyor_model()
    return Recorded.of(_on_the_belt(scene, live, is_bad) for scene in conveyor(frames, seed))


@cache
def _conveyor_model() -> LiveModel:
    return LiveModel(seed=7)


def _on_the_belt(scene: Scene, live: LiveModel, is_bad: bool) -> Judged:
    """Parts that are half out of the picture or covered are no miss, and a box on them with their label is right."""
    answer = live.look(_smeared(scene.grey) if is_bad else scene.grey)
    due = [(label, box) for _, label, box in scene.things if is_due(box, scene.arm)]
    rest = [(label, box) for _, label, box in scene.things if not is_due(box, scene.arm)]
    return judge(answer.detections or (), due, rest, _PART)


def _smeared(grey: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.02 * min(WIDTH, HEIGHT)), np.uint8)


def face_stream(seed: int, frames: int, is_bad: bool) -> Recorded:
    """A weak model is the live one; a strong one that sees the frame before anything happened to it knows the truth.

    Troubles come and go as in benchmarks/capture/degraded.py. is_bad: and every frame has the grain of a dark room.
    """
    live = tflite.open_runtime(model("face.tflite"), 1)
    originals, truth = _faces()
    rng = np.random.default_rng(seed)

    def seen() -> Iterator[Judged]:
        order = zip(range(frames), played(len(originals), VIDEOS[_CLIP]), troubles(seed), strict=False)
        for _, number, trouble in order:
            pixels = trouble(originals[number])
            pixels = grainy(pixels, _GRAIN, rng) if is_bad else pixels
            due = [(one.label, one.box) for one in truth[number] if one.confidence >= SERVED]
            yield judge(look(live, pixels, for_live), due, (), _FACE)

    return Recorded.of(seen())


@cache
def _faces() -> tuple[Sequence[Pixels], Sequence[tuple[Detection, ...]]]:
    oracle, recording = onnx.open_runtime(model("face.onnx"), 1), open_footage(footage(_CLIP))
    originals: list[Pixels] = []
    while (still := recording.still(len(originals))) is not None:
        originals.append(decode(still.data, still.mime_type).pixels)
    return originals, [look(oracle, pixels, for_oracle) for pixels in originals]


Object = tuple[str, Box]


def judge(seen: Iterable[Detection], due: Iterable[Object], rest: Iterable[Object], overlap: float) -> Judged:
    """rest: objects that need not be found; a box on one is right where the label is."""
    free, spare = list(due), list(rest)
    boxes: list[tuple[float, bool]] = []
    below = [SERVED - one.confidence for one in seen if one.confidence < SERVED]
    for one in sorted(seen, key=lambda each: -each.confidence):
        if one.confidence >= SERVED:
            found = _take(free, one, overlap) or _take(spare, one, 0.1)
            boxes.append((one.confidence, found))
    return Judged(tuple(boxes), min(below, default=None), len(free))


def _take(objects: list[Object], one: Detection, overlap: float) -> bool:
    partners = [(box.iou(one.box), place) for place, (label, box) in enumerate(objects) if label == one.label]
    nearest, place = max(partners, default=(0.0, 0))
    if nearest < overlap:
        return False
    del objects[place]
    return True
