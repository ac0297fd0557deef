"""Keep a frame when a candidate model, run next to the live one, says something else."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Answer
from driftwatch.inference.matching import count_partners

_LIMIT = 64  # detections of the candidate that are looked at, as many as of the live model


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement(SamplerSettings):
    """Attribute `disagreement`: at least one of two models is wrong (query by committee, Seung et al. 1992).

    Needs `shadow`. Boxes agree when they have one label and overlap by `iou`; classifications when the best is one.

    Value: their part of all detections of both models; of classifications, the mean of both confidences.
    """

    NAME: ClassVar[str] = "disagreement"

    confidence: Annotated[float, Range(0, 1)] = 0.5
    """Confidence from which a detection is compared."""
    iou: Annotated[float, Range(0, 1)] = 0.5
    """Intersection over union in [0, 1] from which two boxes agree."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many detections must be without partner."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        shadow = frame.context.shadow
        if shadow is None:
            return None
        value = max(self._of_detections(frame, shadow), _of_classes(frame, shadow))
        return Vote(self.NAME, value) if value > 0 else None

    def _of_detections(self, frame: SamplerInput, shadow: Answer) -> float:
        if frame.observation.answer.detections is None or shadow.detections is None:
            return 0.0
        ours = [d for d in frame.detections if d.confidence >= self.confidence]
        theirs = sorted((d for d in shadow.detections if d.confidence >= self.confidence), key=lambda d: -d.confidence)
        del theirs[_LIMIT:]
        alone = len(ours) + len(theirs) - 2 * count_partners(ours, theirs, self.iou)
        return alone / (len(ours) + len(theirs)) if alone >= self.minimum_objects else 0.0


def _of_classes(frame: SamplerInput, shadow: Answer) -> float:
    if not frame.classifications or not shadow.classifications:
        return 0.0
    ours = frame.classifications[0]
    theirs = max(shadow.classifications, key=lambda one: one.confidence)
    return 0.0 if ours.label == theirs.label else (ours.confidence + theirs.confidence) / 2
