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

    Value: n / (n + 1) for a lead of n frames, of the surest one.
    """

    NAME: ClassVar[str] = "flicker"

    hits: Annotated[int, Range(1)] = 2
    """In at least this many more frames it had its usual label than any other."""
    labels: tuple[str, ...] = ()
    """Only changes to or from these; empty means every label."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must have an unusual label."""
    edge: Annotated[float, Range(0, 0.5)] = 0.03
    """Part of the image along its borders, 0 to 0.5; 0 counts every box at the border.

    Half an object is easily mistaken, so a small box (less than a tenth of the image) that touches the border does not
    count.
    """

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
