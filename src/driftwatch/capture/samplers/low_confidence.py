"""Keep a frame when the model was unsure about something it saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.capture.samplers.selection import is_cut_off, is_selected
from driftwatch.capture.tracker import Tracked
from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Detection

_LEFTOVER: Final = 0.1  # intersection over union
_SHOWN: Final = 0.5  # confidence
_ODDS: Final = 3.0
_FOLLOWED: Final = 3  # frames


@dataclass(frozen=True, slots=True, kw_only=True)
class LowConfidence(SamplerSettings):
    """Attribute `low_confidence`: keeps frames with a detection, or a best class, below `threshold`.

    What a model is unsure about is what a label teaches it most (uncertainty sampling, Lewis & Gale 1994). Detections
    below the capture floor are not seen at all.

    Two kinds of doubt have a harmless explanation and do not count: a small box (less than a tenth of the image) that
    touches the border, since half an object is unsure, and rightly so; and a box that overlaps a sure one of the same
    label, which non-maximum suppression has left over.

    Value: the probability that at least one of them is wrong, taking a confidence for the probability that the object
    is there, and whatever is below one half for not shown. Noise does not persist: in a video the odds are three times
    as good for an object that was followed over three frames, and a third for one that was not there before.
    """

    NAME: ClassVar[str] = "low_confidence"

    threshold: Annotated[float, Range(0, 1)] = 0.6
    """Confidence; below it a detection counts as unsure."""
    labels: tuple[str, ...] = ()
    """Only these count; empty means every label."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must be unsure."""
    edge: Annotated[float, Range(0, 0.5)] = 0.03
    """Part of the image along its borders that counts as touching them, since boxes are not exact.

    0 counts every doubt at the border.
    """

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        threshold = self.threshold
        unsure = [d for d in frame.detections if d.confidence < threshold and is_selected(d.label, self.labels)]
        unsure = [d for d in unsure if not self._is_harmless(d, frame.detections)]
        doubts = _doubts(unsure, frame.tracked) if unsure else []
        top = frame.classifications[:1]
        doubts += [1.0 - c.confidence for c in top if c.confidence < threshold and is_selected(c.label, self.labels)]
        if len(doubts) < self.minimum_objects:
            return None
        all_right = 1.0
        for doubt in doubts:
            all_right *= 1.0 - doubt
        return Vote(self.NAME, 1.0 - all_right)

    def _is_harmless(self, doubt: Detection, detections: Sequence[Detection]) -> bool:
        return is_cut_off(doubt.box, self.edge) or any(
            other.confidence >= self.threshold and other.label == doubt.label and other.box.iou(doubt.box) > _LEFTOVER
            for other in detections
        )


def _doubts(unsure: Sequence[Detection], tracked: Tracked) -> list[float]:
    """For each the probability that what callers are shown of it is wrong."""
    if not tracked.continuous:
        return [min(d.confidence, 1.0 - d.confidence) for d in unsure]
    hits = {id(match.detection): match.track.hits for match in tracked.found}
    doubts: list[float] = []
    for detection in unsure:
        before = hits.get(id(detection), 0)
        odds = 1.0 / _ODDS if before == 0 else _ODDS if before >= _FOLLOWED else 1.0
        there = odds * detection.confidence / (odds * detection.confidence + 1.0 - detection.confidence)
        doubts.append(there if detection.confidence < _SHOWN else 1.0 - there)
    return doubts
