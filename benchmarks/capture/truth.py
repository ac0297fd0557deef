"""Where the live model was wrong, by frame and by episode."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.capture.conveyor import DEBRIS, Scene
from driftwatch.inference.answer import Answer, Box, Detection

_SAME: Final = 0.5  # intersection over union
_PAUSE: Final = 10  # frames without an error after which the next one is a new episode


@dataclass(frozen=True, slots=True)
class Errors:
    """wrong: numbers of the frames with any error. episodes: the frames of each run of one error of one thing."""

    wrong: frozenset[int]
    episodes: tuple[frozenset[int], ...]


def conveyor_errors(scene: Scene, answer: Answer, served: float) -> list[str]:
    """Names of what is wrong in one frame: a part not shown or with another label, or a box where no part is.

    A part counts when it is wholly in the picture and at most a quarter covered; partly visible ones are ignored.
    """
    shown = [d for d in answer.detections or () if d.confidence >= served]
    errors: list[str] = []
    free = list(shown)
    for number, label, box in scene.things:
        here = [d for d in free if d.box.iou(_clipped(box)) >= (_SAME if is_due(box, scene.arm) else 0.1)]
        free = [d for d in free if d not in here]
        if label == DEBRIS or not is_due(box, scene.arm):
            errors += [f"false {number}" for d in here if label == DEBRIS and d]
        elif not any(d.label == label for d in here):
            errors.append(f"{'label' if here else 'missed'} {number}")
    return errors + [f"false {_region(d)}" for d in free]


def collect(per_frame: Iterable[Sequence[str]]) -> Errors:
    wrong: set[int] = set()
    episodes: list[set[int]] = []
    running: dict[str, tuple[int, set[int]]] = {}
    for number, errors in enumerate(per_frame):
        for error in errors:
            wrong.add(number)
            last, frames = running.get(error, (-_PAUSE - 2, set[int]()))
            if number - last > _PAUSE + 1:
                frames = set[int]()
                episodes.append(frames)
            frames.add(number)
            running[error] = (number, frames)
    return Errors(frozenset(wrong), tuple(frozenset(frames) for frames in episodes))


def is_due(box: Box, arm: tuple[float, float] | None) -> bool:
    if min(box.xmin, box.ymin) < 0 or max(box.xmax, box.ymax) > 1:
        return False
    if arm is None:
        return True
    covered = min(box.xmax, arm[1]) - max(box.xmin, arm[0])
    return covered <= 0.25 * (box.xmax - box.xmin)


def _clipped(box: Box) -> Box:
    return Box(max(0.0, box.xmin), max(0.0, box.ymin), min(1.0, box.xmax), min(1.0, box.ymax))


def _region(detection: Detection) -> str:
    """A quarter of the picture: what is falsely seen there in a row is one error."""
    box = detection.box
    return f"at {int((box.xmin + box.xmax) > 1)}{int((box.ymin + box.ymax) > 1)}"
