"""First annotations by a stronger model, and which frames to label first: where it and the live model differ."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from driftwatch.capture.exports.example import Example
from driftwatch.inference.answer import Answer, Detection
from driftwatch.labelling.frame_set import KnownFrame

_SAME: Final = 0.5  # intersection over union
_SURE: Final = 0.3


@dataclass(frozen=True, slots=True)
class TaughtFrame:
    """What a teacher says of a frame. disagreement: boxes that only one of the two models has, by their confidence."""

    frame: KnownFrame
    answer: Answer
    disagreement: float

    @property
    def example(self) -> Example:
        """The truth where a person gave it, else the teacher's boxes as first annotations."""
        if self.frame.truth is not None:
            return self.frame.example
        return Example(replace(self.frame.record, answer=self.answer), self.frame.file)


def compare_to_teacher(frame: KnownFrame, answer: Answer) -> TaughtFrame:
    """answer: the teacher's. Boxes below 0.3 of either model count for nothing."""
    ours = [one for one in frame.record.answer.detections or () if one.confidence >= _SURE]
    theirs = [one for one in answer.detections or () if one.confidence >= _SURE]
    return TaughtFrame(
        frame, replace(answer, detections=tuple(theirs)), _unmatched(ours, theirs) + _unmatched(theirs, ours)
    )


def in_order(taught: Sequence[TaughtFrame]) -> list[TaughtFrame]:
    """The most disputed first; frames that a person has labelled last, since nothing is left to do."""
    return sorted(taught, key=lambda one: (one.frame.truth is not None, -one.disagreement, one.frame.record.id))


def _unmatched(boxes: Sequence[Detection], others: Sequence[Detection]) -> float:
    return sum(
        one.confidence
        for one in boxes
        if not any(one.label == other.label and one.box.iou(other.box) >= _SAME for other in others)
    )
