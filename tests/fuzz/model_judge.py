"""Whether a random model was read right, by what its world holds and by no decoder of the product."""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import cv2
import numpy as np

from driftwatch.cli.doctor_run import DoctorOptions, Findings, examine_file
from driftwatch.inference.answer import Answer, Box, Detection
from driftwatch.inference.doubts.guard import PREFIX
from tests.fuzz.model_cases import ModelCase, write_case
from tests.inference.frames import picture

Outcome: TypeAlias = Literal["right", "refused", "doubted", "silently wrong"]

CLOSE: Final = 0.9
"""Intersection over union from which a box is the right one."""

NEAR: Final = 0.03
"""Canvases between the middles of a box and of a place without a size; and of confidences."""

CLEAR: Final = 0.25
"""Below it an answer more does no harm."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """what: the problem, the doubt (needless where the outcome is right), or what was seen instead."""

    outcome: Outcome
    what: str = ""


def judge(case: ModelCase, folder: Path) -> Verdict:
    """Takes the model the way of `driftwatch doctor`, with a picture of the canvas' proportions."""
    model, image = write_case(case, folder / "case.onnx"), folder / "case.png"
    size = case.world.width * 5 // 4, case.world.height * 5 // 4
    cv2.imwrite(str(image), picture(*size))
    labels = None
    if case.labels is not None:
        labels = folder / "case.txt"
        labels.write_text("\n".join(case.labels) + "\n")
    findings = examine_file(DoctorOptions(model, image, labels), itertools.count(step=0.3).__next__)
    if findings.problems:
        return Verdict("refused", findings.problems[0])
    answer = _answer(findings)
    doubts: tuple[str, ...] = getattr(findings, "doubts", ())
    if is_right(answer, case):
        # What is assumed of an open reading is said aloud until frames settle it, and is no false accusation.
        return Verdict("right", "; ".join(doubt for doubt in doubts if doubt.startswith(PREFIX)))
    return Verdict("doubted", doubts[0]) if doubts else Verdict("silently wrong", _told(answer))


def _answer(findings: Findings) -> Answer:
    assert findings.diagnosis is not None
    assert findings.diagnosis.raw is not None
    return findings.diagnosis.raw


def is_right(answer: Answer, case: ModelCase) -> bool:
    if case.published.is_classifier:
        seen = answer.classifications or ()
        best = max(seen, key=lambda one: one.confidence, default=None)
        return best is not None and best.label in names_of(case, 0) and abs(best.confidence - 0.9) < NEAR
    clear = [one for one in answer.detections or () if one.confidence >= CLEAR]
    return len(clear) == len(case.world.boxes) and all(
        any(_is_object(case, index, one) for one in clear) for index in range(len(case.world.boxes))
    )


def names_of(case: ModelCase, index: int) -> set[str]:
    """What the object may be called: by its label, else by its number, however the convention counts."""
    kind = int(case.world.classes[index])
    if case.labels is not None:
        return {case.labels[kind]} if kind < len(case.labels) else set()
    return {str(kind), str(kind + case.saying.first_class), f"n{kind}"}


def _is_object(case: ModelCase, index: int, seen: Detection) -> bool:
    box = Box(*case.world.boxes[index].tolist())
    if case.published.has_points:
        gaps = np.subtract(_middle(seen.box), _middle(box))
        placed = bool(np.abs(gaps).max() < NEAR)
    else:
        placed = box.iou(seen.box) > CLOSE
    sure = abs(seen.confidence - float(case.world.scores[index])) < NEAR
    return placed and sure and seen.label in names_of(case, index)


def _middle(box: Box) -> tuple[float, float]:
    return (box.xmin + box.xmax) / 2, (box.ymin + box.ymax) / 2


def _told(answer: Answer) -> str:
    seen = sorted((*(answer.detections or ()), *(answer.classifications or ())), key=lambda one: -one.confidence)
    return f"{len(seen)} answers: {seen[:3]}"
