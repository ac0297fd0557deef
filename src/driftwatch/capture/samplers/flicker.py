"""Keep a frame when one object changes its label from one frame to the next."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from driftwatch.capture.samplers.sampler import Sampler, SamplerSettings
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Flicker(SamplerSettings):
    """Attribute `flicker`: a thing does not become another thing, so one of the two labels is wrong.

    hits: in so many frames the object was followed before its label changed. labels: only changes to or from these;
    empty means every label. minimum_objects: so many must change at once.
    Value: the new label's confidence, of the surest change.
    """

    NAME: ClassVar[str] = "flicker"

    hits: Annotated[int, Range(1)] = 2
    labels: tuple[str, ...] = ()
    minimum_objects: Annotated[int, Range(1)] = 1

    def begin(self) -> Sampler:
        return self

    def judge(self, sight: Sight) -> Verdict | None:
        changed = [
            match.detection.confidence
            for match in sight.tracked.found
            if match.track.label != match.detection.label
            and match.track.hits >= self.hits
            and (not self.labels or match.track.label in self.labels or match.detection.label in self.labels)
        ]
        return Verdict(self.NAME, max(changed)) if len(changed) >= self.minimum_objects else None
