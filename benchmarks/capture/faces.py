"""Usefulness on real footage, at a budget of 1%: a weak face model is the live one, a strong one knows the truth.

    python -m benchmarks.capture.faces [--development]

The videos and models are the demo's (examples/demo/assets.py). The live model is BlazeFace, which sees 128 x 128
pixels; the oracle is CenterFace, which sees the frame before anything went wrong with it (degraded.py). The oracle errs
too, and what both miss nobody notices.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.capture.comparison import Comparison, Footage
from benchmarks.capture.degraded import Pixels, played, troubles
from benchmarks.capture.policies import Pace, Shown
from benchmarks.capture.truth import collect
from benchmarks.capture.usefulness import policies
from driftwatch.footage import open_footage
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.inference.image import decode
from driftwatch.inference.runtimes import onnx, tflite
from driftwatch.inference.runtimes.runtime import Runtime
from driftwatch.observation import ModelIdentity, Moment, Observation
from examples.demo.assets import footage, model

VIDEOS: Final = {"carphone_pristine": 6, "bikes": 5}
"""One frame in this many is looked at, so that it is five times a second."""
DEVELOPMENT_SEEDS: Final = range(2)
TEST_SEEDS: Final = range(100, 103)
FPS: Final = 5.0
SERVED: Final = 0.5
_SAME: Final = 0.4  # intersection over union; the two models draw faces of different height


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


def watch(name: str, seeds: Sequence[int], frames: int) -> Iterator[Footage]:
    """The video under troubles, once for each seed."""
    live, oracle = tflite.open_runtime(model("face.tflite"), 1), onnx.open_runtime(model("face.onnx"), 1)
    recording = open_footage(footage(name))
    originals: list[Pixels] = []
    while (still := recording.still(len(originals))) is not None:
        originals.append(decode(still.data, still.mime_type).pixels)
    truth = [look(oracle, pixels, for_oracle) for pixels in originals]
    for seed in seeds:
        shown: list[Shown] = []
        wrong: list[list[str]] = []
        order = zip(range(frames), played(len(originals), VIDEOS[name]), troubles(seed), strict=False)
        for number, original, trouble in order:
            pixels = trouble(originals[original])
            seen = look(live, pixels, for_live)
            answer = Answer(Size(pixels.shape[1], pixels.shape[0]), seen)
            moment = Moment(1.7e9 + number / FPS, number / FPS)
            jpeg = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
            shown.append(Shown(Observation(name, moment, ModelIdentity("face"), answer, f"{number:016x}"), jpeg))
            wrong.append(errors(seen, truth[original]))
        yield Footage(f"{name}, seed {seed}", shown, collect(wrong), Pace(FPS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=4000)
    parser.add_argument("--development", action="store_true", help="the seeds that policies may be tuned on")
    options = parser.parse_args()
    every, seeds = Comparison(), DEVELOPMENT_SEEDS if options.development else TEST_SEEDS
    for name in VIDEOS:
        alone = Comparison()
        for seed, seen in zip(seeds, watch(name, seeds, options.frames), strict=True):
            table = policies(seen, ("face",), SERVED)
            alone.add(seen, table, seed)
            every.add(seen, table, seed)
        print(f"\n{name}")
        alone.show()
    print("\nboth")
    every.show()


if __name__ == "__main__":
    main()
