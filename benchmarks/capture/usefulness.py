"""How often the live model was wrong on the frames that a policy kept, at a budget of 1% of all frames.

python -m benchmarks.capture.usefulness [--frames 18000] [--seeds 5]
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

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
from benchmarks.capture.truth import Errors, collect, conveyor_errors
from driftwatch.capture.samplers.close_to_threshold import CloseToThreshold
from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.novelty import Novelty
from driftwatch.capture.samplers.registry import SamplerSet
from driftwatch.capture.samplers.vanished import Vanished
from driftwatch.observation import ModelIdentity, Moment, Observation


@dataclass(frozen=True, slots=True)
class Footage:
    frames: Sequence[Shown]
    errors: Errors
    pace: Pace


@dataclass(frozen=True, slots=True)
class Score:
    """kept: frames. wrong: of those, frames on which the model erred. covered: of `episodes`, those kept a frame of."""

    kept: int
    wrong: int
    covered: int
    episodes: int

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.kept + other.kept,
            self.wrong + other.wrong,
            self.covered + other.covered,
            self.episodes + other.episodes,
        )

    @property
    def share(self) -> float:
        """Of the kept frames, those worth a label."""
        return self.wrong / self.kept if self.kept else 0.0


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
        "default": ours(),
        "low_confidence alone": ours(SamplerSet(low_confidence=LowConfidence())),
        "vanished alone": ours(SamplerSet(vanished=Vanished())),
        "close_to_threshold alone": ours(SamplerSet(close_to_threshold=CloseToThreshold(threshold=served))),
        "flicker alone": ours(SamplerSet(flicker=Flicker())),
        "novelty alone": ours(SamplerSet(novelty=Novelty())),
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
    return Footage(shown, collect(errors), Pace(FPS))


def score(policy: Policy, footage: Footage, seed: int) -> Score:
    kept = set(policy(footage.frames, footage.pace, seed))
    covered = sum(bool(kept & episode) for episode in footage.errors.episodes)
    return Score(len(kept), len(kept & footage.errors.wrong), covered, len(footage.errors.episodes))


@dataclass(slots=True)
class Table:
    """Scores of all policies, summed over footages."""

    frames: int = 0
    wrong: int = 0
    scores: dict[str, Score] = field(default_factory=dict[str, Score])

    def add(self, footage: Footage, table: Mapping[str, Policy], seed: int) -> None:
        self.frames += len(footage.frames)
        self.wrong += len(footage.errors.wrong)
        for name, policy in table.items():
            self.scores[name] = self.scores.get(name, Score(0, 0, 0, 0)) + score(policy, footage, seed)

    def show(self) -> None:
        base = self.wrong / self.frames
        print(f"{self.frames} frames, the model is wrong on {self.wrong} ({base:.1%})")
        print(f"{'policy':<58}{'kept':>6}{'wrong':>7}{'x base':>8}{'episodes covered':>20}")
        for name, one in self.scores.items():
            covered = f"{one.covered} of {one.episodes}"
            print(f"{name:<58}{one.kept:>6}{one.share:>7.1%}{one.share / base:>8.1f}{covered:>20}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=18000)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    model, table = LiveModel(seed=7), Table()
    for seed in range(options.seeds):
        footage = make_conveyor(model, options.frames, seed)
        table.add(footage, policies(footage, LABELS, SERVED), seed)
    table.show()


if __name__ == "__main__":
    main()
