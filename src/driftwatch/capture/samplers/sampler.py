"""What every sampler is, what it says of a frame, and the attributes that all of them take."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Protocol

from driftwatch.capture.budget.settings import Quota
from driftwatch.capture.samplers.input import SamplerInput
from driftwatch.config.constraints import Range


@dataclass(frozen=True, slots=True)
class Vote:
    """What a sampler says of a frame."""

    reason: str
    """The sampler's name."""
    value: float
    """In [0, 1], how much a label of the frame would teach; compared within one reason to spend a scarce budget on the
    best, and over all reasons when the queue is full.
    """
    about: int | None = None
    """Number of the frame that is meant where it is an earlier one (`SamplerInput.number`); None for this one."""


class Sampler(Protocol):
    """Judges the frames of one stream, in their order."""

    def vote(self, frame: SamplerInput) -> Vote | None:
        """None where this frame is nothing special. Quick: microseconds. What it remembers is bounded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerSettings:
    """Attributes of every sampler."""

    probability: Annotated[float, Range(0, 1)] = 1.0
    """Chance with which a frame is kept that the sampler votes for."""
    budget: Quota = field(default_factory=Quota)
    """Limits of this reason alone."""

    NAME: ClassVar[str] = ""
    RANKED: ClassVar[bool] = True
    """Whether a scarce budget goes to the highest values; else, as for a random sample, to whichever comes first."""

    def begin(self) -> Sampler:
        """A sampler for one stream, with an empty memory."""
        raise NotImplementedError
