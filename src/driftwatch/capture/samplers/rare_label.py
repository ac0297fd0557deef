"""Keep a frame when it shows something of which there are few examples."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class RareLabel(SamplerSettings):
    """Attribute `rare_label`: the label made up a small part of the reference. Says nothing without a reference.

    Value: 1 - share of the rarest / `share`.
    """

    NAME: ClassVar[str] = "rare_label"

    share: Annotated[float, Range(0, 1, open_minimum=True)] = 0.01
    """Part of all detections in (0, 1] below which a label is rare; one that never occurred is unknown, not rare."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must be rare."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        reference = frame.context.labels
        if reference is None:
            return None
        shares = [reference.share(one.label) for one in (*frame.detections, *frame.classifications[:1])]
        rare = [share for share in shares if share is not None and 0.0 < share < self.share]
        return Vote(self.NAME, 1.0 - min(rare) / self.share) if len(rare) >= self.minimum_objects else None
