"""Whether a model got worse on footage that something happened to: its own answers on the clean frames are the truth.

Shares no code with what `driftwatch replay` does: it knows what was done to each frame, and where each box went.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.drift.corruptions import Corruption
from driftwatch.inference.answer import Detection

HARM: Final = 0.05
"""Recall or precision that falls by so much, or mean confidence."""
_SAME: Final = 0.5  # intersection over union


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right and wrong in the detections of one corruption.

    truth: detections on the clean frames. recall: share of them that are found. precision: share of what is found that
    is one of them; 1 where nothing is found. drop: of mean confidence; 0 where nothing is found.
    """

    truth: int
    recall: float
    precision: float
    drop: float

    @property
    def is_harm(self) -> bool:
        return self.recall <= 1 - HARM or self.precision <= 1 - HARM or self.drop >= HARM


def judge(
    clean: Sequence[Sequence[Detection]],
    seen: Sequence[Sequence[Detection]],
    what: Corruption | None,
    size: tuple[int, int],
) -> Truth:
    """clean, seen: counted detections of each frame, before and after. size: width and height of the clean picture."""
    found = 0
    for before, after in zip(clean, seen, strict=True):
        free = list(after)
        for one in before:
            box = what.move(one.box, *size) if what else one.box
            overlaps = [(other.box.iou(box), number) for number, other in enumerate(free)] if box else []
            overlap, number = max(overlaps, default=(0.0, 0))
            if overlap >= _SAME:
                del free[number]
                found += 1
    before, after = ([one.confidence for frame in side for one in frame] for side in (clean, seen))
    drop = sum(before) / len(before) - sum(after) / len(after) if before and after else 0.0
    return Truth(len(before), found / len(before) if before else 1.0, found / len(after) if after else 1.0, drop)
