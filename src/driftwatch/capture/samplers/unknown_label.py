"""Keep a frame when the model names something that never occurred while it was good."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings, Vote
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLabel(SamplerSettings):
    """Attribute `unknown_label`: the label is not in the reference. Says nothing while there is no reference.

    Value: the highest confidence among them.
    """

    NAME: ClassVar[str] = "unknown_label"

    ignore: tuple[str, ...] = ()
    """Labels that are expected though the reference lacks them."""
    minimum_objects: Annotated[int, Range(1)] = 1
    """At least this many must be unknown."""

    def begin(self) -> Sampler:
        return self

    def vote(self, frame: SamplerInput) -> Vote | None:
        reference = frame.context.labels
        if reference is None:
            return None
        seen = (*frame.detections, *frame.classifications[:1])
        unknown = [one.confidence for one in seen if reference.share(one.label) == 0.0 and one.label not in self.ignore]
        return Vote(self.NAME, max(unknown)) if len(unknown) >= self.minimum_objects else None
