"""Keep a frame when the model's answer says little."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Entropy(SamplerSettings):
    """Attribute `entropy`: keeps frames whose answer has a high entropy (Shannon 1948; Settles 2009, section 3.1).

    For a classifier: of its confidences as a distribution over the classes it names, divided by the largest possible,
    so 1 is a pure guess. For a detector: the mean over its detections of the binary entropy of the confidence.
    """

    NAME: ClassVar[str] = "entropy"

    threshold: Annotated[float, Range(0, 1)] = 0.8
    """Entropy in [0, 1] from which a frame is kept; its value is the entropy."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """Frames with fewer detections are not judged."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        entropy = _of_classes([c.confidence for c in frame.classifications])
        if len(frame.detections) >= self.minimum_objects:
            entropy = max(entropy, sum(_binary(d.confidence) for d in frame.detections) / len(frame.detections))
        return Vote(self.NAME, min(entropy, 1.0)) if entropy >= self.threshold and entropy > 0 else None


def _of_classes(confidences: Sequence[float]) -> float:
    total = sum(confidences)
    if len(confidences) < 2 or total <= 0:
        return 0.0
    parts = [confidence / total for confidence in confidences if confidence > 0]
    return -sum(part * math.log(part) for part in parts) / math.log(len(confidences))


def _binary(p: float) -> float:
    return 0.0 if p <= 0 or p >= 1 else -(p * math.log2(p) + (1 - p) * math.log2(1 - p))
