"""Usefulness on real footage, at a budget of 5%: a weak face model is the live one, a strong one knows the truth.

    python -m benchmarks.capture.faces

The videos and models are the demo's (examples/demo/assets.py). The live model is BlazeFace, which sees 128 x 128
pixels; the oracle is CenterFace. The oracle errs too, and what both miss nobody notices.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.capture.policies import Pace, Shown
from benchmarks.capture.truth import collect
from benchmarks.capture.usefulness import Footage, Table, policies
from driftwatch.footage import open_footage
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.image import decode
from driftwatch.inference.runtimes import onnx, tflite
from driftwatch.inference.runtimes.runtime import Runtime
from driftwatch.observation import ModelIdentity, Moment, Observation
from examples.demo.assets import footage, model

VIDEOS = ("carphone_pristine", "carphone_distorted", "bikes")
SERVED = 0.5
SHARE = 0.05
_SAME = 0.4  # intersection over union; the two models draw faces of different height
_FPS = 2.0  # as if the camera were looked at twice a second

Pixels = NDArray[np.uint8]


def look(runtime: Runtime, pixels: Pixels, tensor: Callable[[Pixels], NDArray[np.generic]]) -> tuple[Detection, ...]:
    outputs = runtime.run({"image": tensor(pixels)[None]})
    found: list[Detection] = []
    for corners, score in zip(outputs["location"][0], outputs["score"][0], strict=True):
        ymin, xmin, ymax, xmax = (min(1.0, max(0.0, float(value))) for value in corners)
        if score > 0.05 and xmax > xmin and ymax > ymin:
            found.append(Detection(Box(xmin, ymin, xmax, ymax), "face", float(score)))
    return tuple(found)


def for_live(pixels: Pixels) -> NDArray[np.float32]:
    return cv2.resize(pixels, (128, 128)).astype(np.float32) / 127.5 - 1


def for_oracle(pixels: Pixels) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(pixels, (192, 160)), np.uint8)


def errors(seen: tuple[Detection, ...], truth: tuple[Detection, ...]) -> list[str]:
    """What is served and not true, what is true and not served."""
    served, free = [d for d in seen if d.confidence >= SERVED], [d for d in truth if d.confidence >= SERVED]
    wrong: list[str] = []
    for detection in served:
        partner = max(free, key=lambda d: d.box.iou(detection.box), default=None)
        if partner is None or partner.box.iou(detection.box) < _SAME:
            wrong.append("false")
        else:
            free.remove(partner)
    return wrong + ["missed"] * len(free)


def watch(name: str) -> Footage:
    live, oracle = tflite.open_runtime(model("face.tflite"), 1), onnx.open_runtime(model("face.onnx"), 1)
    recording = open_footage(footage(name))
    shown: list[Shown] = []
    wrong: list[list[str]] = []
    while (still := recording.still(len(shown))) is not None:
        pixels = decode(still.data, still.mime_type).pixels
        seen = look(live, pixels, for_live)
        number = len(shown)
        answer = Answer(Size(pixels.shape[1], pixels.shape[0]), seen)
        moment = Moment(1.7e9 + number / _FPS, number / _FPS)
        shown.append(Shown(Observation(name, moment, ModelIdentity("face"), answer, f"{number:016x}"), still.data))
        wrong.append(errors(seen, look(oracle, pixels, for_oracle)))
    return Footage(shown, collect(wrong), Pace(_FPS, SHARE))


def main() -> None:
    every = Table()
    for name in VIDEOS:
        seen = watch(name)
        print(f"{name}: {len(seen.frames)} frames, the live model is wrong on {len(seen.errors.wrong)}")
        table = {key: policy for key, policy in policies(seen, ("face",), SERVED).items() if "flicker" not in key}
        for seed in range(5):  # the same frames; chance differs
            every.add(seen, table, seed)
    every.show()


if __name__ == "__main__":
    main()
