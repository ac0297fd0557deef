"""What judging costs, in parts of a frame: python -m benchmarks.capture.cost.

Processor time of the calling thread, and the memory that all samplers keep; no model is run. A frame is taken to be
16 ms.
"""

import random
import statistics
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from driftwatch.capture.policy import CapturePolicy
from driftwatch.capture.samplers.close_to_threshold import CloseToThreshold
from driftwatch.capture.samplers.contains import Contains
from driftwatch.capture.samplers.count import Count
from driftwatch.capture.samplers.disagreement import Disagreement
from driftwatch.capture.samplers.drift import Drift
from driftwatch.capture.samplers.entropy import Entropy
from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.input import Context
from driftwatch.capture.samplers.interval import Interval
from driftwatch.capture.samplers.margin import Margin
from driftwatch.capture.samplers.novelty import Novelty
from driftwatch.capture.samplers.rare_label import RareLabel
from driftwatch.capture.samplers.registry import SamplerSet, default_samplers
from driftwatch.capture.samplers.unknown_label import UnknownLabel
from driftwatch.capture.settings import CaptureSettings
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Answer, Box, Detection, Size
from driftwatch.observation import ModelIdentity, Moment, Observation
from driftwatch.watch.image_statistics import image_statistics

FRAME_MS = 16.0
FPS = 30
_ROUNDS = 9
ALL = replace(
    default_samplers(),
    close_to_threshold=CloseToThreshold(),
    margin=Margin(),
    entropy=Entropy(),
    flicker=Flicker(),
    unknown_label=UnknownLabel(),
    rare_label=RareLabel(),
    count=Count(minimum=1, maximum=3),
    contains=Contains(labels=("a",)),
    novelty=Novelty(),
    disagreement=Disagreement(),
    interval=Interval(),
    drift=Drift(),
)


class _Shares:
    def share(self, label: str) -> float | None:
        return 0.5 if label in "abcd" else 0.0


def video(objects: int, frames: int, chance: random.Random) -> list[Observation]:
    """Objects that move; one in twenty confidences is low."""
    starts = [(chance.random() * 0.7, chance.random() * 0.8, "abcd"[i % 4]) for i in range(objects)]
    seen: list[Observation] = []
    for number in range(frames):
        shift = 0.1 * (number % 30) / 30
        found = tuple(
            Detection(
                Box(x + shift, y, x + shift + 0.15, y + 0.15),
                label,
                chance.uniform(0.3, 0.6) if chance.random() < 0.05 else chance.uniform(0.7, 1.0),
            )
            for x, y, label in starts
        )
        moment = Moment(1.7e9 + number / FPS, number / FPS)
        seen.append(Observation("cam", moment, ModelIdentity("m"), Answer(Size(640, 480), found), f"{number:x}"))
    return seen


def _measured(observation: Observation, jpeg: bytes) -> Observation:
    """As in the module, where one frame a second is decoded for its light and sharpness, whoever samples."""
    is_turn = round(observation.at.monotonic * FPS) % FPS == 0
    return replace(observation, image=image_statistics(jpeg)) if is_turn else observation


def measure(samplers: SamplerSet, seen: Sequence[Observation], jpeg: bytes, context: Context) -> list[float]:
    """Milliseconds for each frame."""
    judge = CapturePolicy(CaptureSettings(samplers=samplers), random.Random(1))
    times: list[float] = []
    for observation in seen:
        frame = EncodedImage(jpeg, "image/jpeg")
        start = time.thread_time()
        judge.consider(observation, frame, context)
        times.append((time.thread_time() - start) * 1000)
    return times


def memory(samplers: SamplerSet, seen: Sequence[Observation], jpeg: bytes, context: Context) -> int:
    """Bytes that a judge with one stream holds after all frames."""
    tracemalloc.start()
    judge = CapturePolicy(CaptureSettings(samplers=samplers), random.Random(1))
    for observation in seen:
        judge.consider(observation, EncodedImage(jpeg, "image/jpeg"), context)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held


def main() -> None:
    chance = random.Random(5)
    image = cv2.resize(np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8), (640, 480))
    jpeg = cv2.imencode(".jpg", image)[1].tobytes()
    for name, samplers in (("default", default_samplers()), (f"all {len(ALL.chosen())}", ALL)):
        for objects in (0, 3, 10, 30):
            unmeasured = video(objects, 1500, chance)
            context = Context(unmeasured[0].answer, _Shares(), drifting=True)
            ways = {"in the module": [_measured(one, jpeg) for one in unmeasured], "in `sample`": unmeasured}
            for how, seen in ways.items():
                # Of each frame the quietest of all rounds, which are alike: other work on the machine only ever adds.
                rounds = (measure(samplers, seen, jpeg, context) for _ in range(_ROUNDS))
                times = [min(each) for each in zip(*rounds, strict=True)]
                mean, median = statistics.fmean(times), statistics.median(times)
                print(
                    f"{name:<12} {objects:>3} objects, {how:<14} mean {mean * 1000:5.0f} us ({mean / FRAME_MS:5.2%} of"
                    f" a frame), median {median * 1000:5.0f} us"
                )
        held = memory(samplers, video(30, 3000, chance), jpeg, Context())
        print(f"{name:<12} memory of one stream of 30 objects: {held / 1000:.0f} kB")


if __name__ == "__main__":
    main()
