"""A model looks at frames, and the part of the person is played by the known truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from driftwatch.cli.model_runner import ModelRunner, read_settings
from driftwatch.encoded_image import EncodedImage
from driftwatch.inference.answer import Detection
from driftwatch.quality.estimates.share import Frames, estimate_share
from driftwatch.quality.verdicts.candidate import CandidateDisagreement, Compared
from driftwatch.quality.verdicts.drop import Evidence
from examples.loop.world import Shown

ATTRIBUTES = {"default_minimum_confidence": 0.5, "iou_threshold": 0.4, "class_agnostic_nms": True}
_SAME = 0.5
_SERVED = 0.5


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the served boxes, the share that is right, with its 95% interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def served(model: Path, frames: Sequence[Shown]) -> list[list[Detection]]:
    """What callers get of each frame."""
    runner = ModelRunner(model, read_settings(ATTRIBUTES))
    try:
        answers = [runner.infer(EncodedImage(one.data, "image/png")).detections or () for one in frames]
    finally:
        runner.close()
    return [[box for box in boxes if box.confidence >= _SERVED] for boxes in answers]


def is_right(box: Detection, truth: Sequence[Detection]) -> bool:
    return any(box.label == one.label and box.box.iou(one.box) >= _SAME for one in truth)


def evidence(frames: Sequence[Shown], answers: Sequence[Sequence[Detection]]) -> list[Evidence]:
    """A review a frame."""
    return [
        Evidence(float(number), 1.0, float(sum(is_right(box, one.truth) for box in boxes)), float(len(boxes)))
        for number, (one, boxes) in enumerate(zip(frames, answers, strict=True))
    ]


def precision(reviews: Sequence[Evidence]) -> Precision:
    right, boxes = (np.array([getattr(one, name) for one in reviews]) for name in ("right", "boxes"))
    found = estimate_share(Frames(np.ones(len(reviews)), right, boxes, np.zeros(len(reviews))))
    assert found is not None, "the model saw something"
    return Precision(found.value, found.low, found.high)


def disagreements(
    frames: Sequence[Shown], live: Sequence[Sequence[Detection]], candidate: Sequence[Sequence[Detection]]
) -> tuple[list[CandidateDisagreement], Compared]:
    """The frames on which the two models differ, reviewed."""
    found: list[CandidateDisagreement] = []
    for one, ours, theirs in zip(frames, live, candidate, strict=True):
        gained = [is_right(box, one.truth) for box in theirs if not is_right(box, ours)]
        lost = [is_right(box, one.truth) for box in ours if not is_right(box, theirs)]
        if gained or lost:
            counts = (gained.count(True), gained.count(False), lost.count(True), lost.count(False))
            found.append(CandidateDisagreement(*counts))
    boxes = sum(map(len, live)), sum(map(len, candidate))
    return found, Compared(len(frames), len(found), *boxes, precision(evidence(frames, live)).value)
