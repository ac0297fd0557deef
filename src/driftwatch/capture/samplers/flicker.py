"""Keep a frame when one object changes its label from one frame to the next."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.capture.samplers.selection import is_cut_off, is_selected
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Flicker(SamplerSettings):
    """Attribute `flicker`: a thing does not become another thing, so a label that it usually has not is wrong.

    hits: in at least this many more frames it had its usual label than any other. labels: only changes to or from these; empty
    means every label. minimum_objects: at least this many must have an unusual label. edge: part of the image along its borders:
    half an object is easily mistaken, so a small box (less than a tenth of the image) that touches the border does not
    count; 0 counts it.
    Value: n / (n + 1) for a lead of n frames, of the surest one.
    """

    NAME: ClassVar[str] = "flicker"

    hits: Annotated[int, Range(1)] = 2
    labels: tuple[str, ...] = ()
    minimum_objects: Annotated[int, Range(1)] = 1
    edge: Annotated[float, Range(0, 0.5)] = 0.03

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        values = [
            match.track.lead / (match.track.lead + 1)
            for match in frame.tracked.found
            if match.track.usual != match.detection.label
            and match.track.lead >= self.hits
            and (is_selected(match.track.usual, self.labels) or is_selected(match.detection.label, self.labels))
            and not is_cut_off(match.detection.box, self.edge)
        ]
        return Vote(self.NAME, max(values)) if len(values) >= self.minimum_objects else None
