"""Keep a frame when the model was unsure about something it saw."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class LowConfidence(SamplerSettings):
    """Attribute `low_confidence`: keeps frames with a detection, or a best class, below `threshold`.

    What a model is unsure about is what a label teaches it most (uncertainty sampling, Lewis & Gale 1994). Detections
    below the capture floor are not seen at all.

    threshold: confidence; below it a detection counts as unsure. labels: only these count; empty means every label.
    minimum_objects: so many must be unsure.
    Value: the probability that at least one of them is wrong, taking a confidence for a probability and whatever
    is below one half for not there.
    """

    NAME: ClassVar[str] = "low_confidence"

    threshold: Annotated[float, Range(0, 1)] = 0.6
    labels: tuple[str, ...] = ()
    minimum_objects: Annotated[int, Range(1)] = 1

    def begin(self) -> Sampler:
        return self

    def judge(self, sight: Sight) -> Verdict | None:
        unsure = [d.confidence for d in sight.detections if self._counts(d.label, d.confidence)]
        unsure += [c.confidence for c in sight.classifications[:1] if self._counts(c.label, c.confidence)]
        if len(unsure) < self.minimum_objects:
            return None
        all_right = 1.0
        for confidence in unsure:
            all_right *= max(confidence, 1.0 - confidence)
        return Verdict(self.NAME, 1.0 - all_right)

    def _counts(self, label: str, confidence: float) -> bool:
        return confidence < self.threshold and (not self.labels or label in self.labels)
