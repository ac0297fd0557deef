"""Keep a frame when the model could hardly decide between two labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Detection
from driftwatch.inference.matching import Corners, overlapping

_SAME_PLACE = 0.5  # intersection over union from which two boxes are about one object


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin(SamplerSettings):
    """Attribute `margin`: the best answer is hardly better than the second best.

    Margin sampling (Scheffer, Decomain & Wrobel 2001). For a classifier: its two most confident classes. For a
    detector: two boxes on the same place with different labels.

    Value: 1 where both are equal, falling to 0 at `margin`.
    """

    NAME: ClassVar[str] = "margin"

    margin: Annotated[float, Range(0, 1, open_minimum=True)] = 0.2
    """Confidences that differ by less are hardly different."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many undecided places must be in the frame; a classification counts as one."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        gaps = _rival_gaps(frame.detections, frame.corners)
        if len(frame.classifications) >= 2:
            gaps.append(frame.classifications[0].confidence - frame.classifications[1].confidence)
        close = [gap for gap in gaps if gap < self.margin]
        if len(close) < self.minimum_objects:
            return None
        return Vote(self.NAME, 1.0 - min(close) / self.margin)


def _rival_gaps(detections: Sequence[Detection], corners: Sequence[Corners]) -> list[float]:
    if len({detection.label for detection in detections}) < 2:
        return []
    return [
        abs(detections[i].confidence - detections[j].confidence)
        for i, j, _ in overlapping(corners, corners, _SAME_PLACE)
        if i < j and detections[i].label != detections[j].label
    ]
