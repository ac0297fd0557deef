"""What every sampler is, and the attributes that all of them take."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Protocol

from driftwatch.capture.quota import Quota
from driftwatch.capture.samplers.verdict import Verdict
from driftwatch.capture.sight import Sight
from driftwatch.config.constraints import Range


class Sampler(Protocol):
    """Judges the frames of one stream, in their order."""

    def judge(self, sight: Sight) -> Verdict | None:
        """None where this frame is nothing special. Quick: microseconds. What it remembers is bounded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerSettings:
    """Attributes of every sampler.

    probability: of keeping a frame that the sampler speaks for. budget: limits of this reason alone.
    """

    probability: Annotated[float, Range(0, 1)] = 1.0
    budget: Quota = field(default_factory=Quota)

    NAME: ClassVar[str] = ""
    RANKED: ClassVar[bool] = True
    """Whether a scarce budget goes to the highest values; else, as for a random sample, to whichever comes first."""

    def begin(self) -> Sampler:
        """A sampler for one stream, with an empty memory."""
        raise NotImplementedError
