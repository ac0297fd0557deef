"""Keep a frame when the model was unsure about something it saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Box, Detection

_LEFTOVER: Final = 0.1  # intersection over union
_SMALL: Final = 0.1  # part of the image


@dataclass(frozen=True, slots=True, kw_only=True)
class LowConfidence(SamplerSettings):
    """Attribute `low_confidence`: keeps frames with a detection, or a best class, below `threshold`.

    What a model is unsure about is what a label teaches it most (uncertainty sampling, Lewis & Gale 1994). Detections
    below the capture floor are not seen at all.

    Two kinds of doubt have a harmless explanation and do not count: a small box (less than a tenth of the image) that
    touches the border, since half an object is unsure, and rightly so; and a box that overlaps a sure one of the same
    label, which non-maximum suppression has left over.

    threshold: confidence; below it a detection counts as unsure. labels: only these count; empty means every label.
    minimum_objects: so many must be unsure. edge: part of the image along its borders that counts as touching them,
    since boxes are not exact; 0 counts every doubt at the border.
    Value: the probability that at least one of them is wrong, taking a confidence for a probability and whatever is
    below one half for not there.
    """

    NAME: ClassVar[str] = "low_confidence"

    threshold: Annotated[float, Range(0, 1)] = 0.6
    labels: tuple[str, ...] = ()
    minimum_objects: Annotated[int, Range(1)] = 1
    edge: Annotated[float, Range(0, 0.5)] = 0.03

    def begin(self) -> Sampler:
        return self

    def judge(self, sight: Sight) -> Verdict | None:
        unsure = [d for d in sight.detections if self._counts(d.label, d.confidence)]
        doubts = [min(d.confidence, 1.0 - d.confidence) for d in unsure if not self._is_harmless(d, sight.detections)]
        top = sight.classifications[:1]
        doubts += [1.0 - c.confidence for c in top if self._counts(c.label, c.confidence)]
        if len(doubts) < self.minimum_objects:
            return None
        all_right = 1.0
        for doubt in doubts:
            all_right *= 1.0 - doubt
        return Verdict(self.NAME, 1.0 - all_right)

    def _counts(self, label: str, confidence: float) -> bool:
        return confidence < self.threshold and (not self.labels or label in self.labels)

    def _is_harmless(self, doubt: Detection, detections: Sequence[Detection]) -> bool:
        return (doubt.box.area < _SMALL and self._touches_border(doubt.box)) or any(
            other.confidence >= self.threshold and other.label == doubt.label and other.box.iou(doubt.box) > _LEFTOVER
            for other in detections
        )

    def _touches_border(self, box: Box) -> bool:
        return min(box.xmin, box.ymin) < self.edge or max(box.xmax, box.ymax) > 1.0 - self.edge
