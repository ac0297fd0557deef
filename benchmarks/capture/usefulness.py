"""How often the live model was wrong on the frames that a policy kept, at a budget of 1% of all frames.

python -m benchmarks.capture.usefulness [--development] [--frames 18000]

Policies were chosen while looking at the development seeds alone, with the scene and the live model left as they were.
The figures in docs/capture.md are of the test seeds.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from benchmarks.capture.comparison import DEFAULT, Comparison, Footage
from benchmarks.capture.conveyor import FPS, LABELS, conveyor
from benchmarks.capture.live_model import SERVED, LiveModel
from benchmarks.capture.policies import (
    Pace,
    Policy,
    Shown,
    any_frame,
    close_to_threshold,
    contains,
    count_outside,
    first_come,
    ours,
    thinned,
)
from benchmarks.capture.truth import collect, conveyor_errors
from driftwatch.capture.samplers.count import Count
from driftwatch.capture.samplers.fleeting import Fleeting
from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.registry import SamplerSet, default_samplers
from driftwatch.capture.samplers.vanished import Vanished
from driftwatch.observation import ModelIdentity, Moment, Observation

DEVELOPMENT_SEEDS: Final = range(6)
TEST_SEEDS: Final = range(100, 106)


def policies(footage: Footage, labels: Sequence[str], served: float) -> dict[str, Policy]:
    """By name. What number of objects is usual, and so nothing special, is read off the footage."""
    shown = [frame.observation.answer.detections or () for frame in footage.frames]
    counts = [sum(d.confidence >= served for d in detections) for detections in shown]
    usual = (int(np.quantile(counts, 0.02)), int(np.quantile(counts, 0.98)))
    rules = {
        "random": any_frame,
        "close to threshold, served +- .1": close_to_threshold(served, 0.1),
        "close to threshold, .25 +- .1": close_to_threshold(0.25, 0.1),
        "count outside the usual": count_outside(*usual, served),
        **{f"contains {label}": contains(label, served) for label in labels},
    }
    table: dict[str, Policy] = {
        DEFAULT: ours(),
        "low_confidence, vanished, random": ours(replace(default_samplers(), fleeting=None, flicker=None, count=None)),
        "low_confidence alone": ours(SamplerSet(low_confidence=LowConfidence())),
        "vanished alone": ours(SamplerSet(vanished=Vanished())),
        "fleeting alone": ours(SamplerSet(fleeting=Fleeting())),
        "flicker alone": ours(SamplerSet(flicker=Flicker())),
        "count alone": ours(SamplerSet(count=Count())),
    }
    for name, rule in rules.items():
        table[f"rule: {name}, first come"] = first_come(rule)
        table[f"rule: {name}, thinned"] = thinned(rule)
    return table


def make_conveyor(model: LiveModel, frames: int, seed: int) -> Footage:
    identity = ModelIdentity("conveyor")
    shown: list[Shown] = []
    errors: list[list[str]] = []
    for number, scene in enumerate(conveyor(frames, seed)):
        answer = model.look(scene.grey)
        moment = Moment(1.7e9 + number / FPS, number / FPS)
        jpeg = cv2.imencode(".jpg", scene.grey, [cv2.IMWRITE_JPEG_QUALITY, 70])[1].tobytes()
        shown.append(Shown(Observation("belt", moment, identity, answer, f"{number:016x}"), jpeg))
        errors.append(conveyor_errors(scene, answer, SERVED))
    return Footage(f"conveyor, seed {seed}", shown, collect(errors), Pace(FPS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=18000)
    parser.add_argument("--development", action="store_true", help="the seeds that policies may be tuned on")
    options = parser.parse_args()
    model, comparison = LiveModel(seed=7), Comparison()
    for seed in DEVELOPMENT_SEEDS if options.development else TEST_SEEDS:
        footage = make_conveyor(model, options.frames, seed)
        print(f"{footage.name}: wrong on {footage.base:.1%} of {len(footage.frames)} frames", flush=True)
        comparison.add(footage, policies(footage, LABELS, SERVED), seed)
    comparison.show()


if __name__ == "__main__":
    main()
