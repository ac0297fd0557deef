"""A frame worth a label, with everything that is known of it."""

from dataclasses import dataclass, field

from driftwatch.inference.answer import Answer
from driftwatch.observation import ModelIdentity


@dataclass(frozen=True, slots=True)
class Reason:
    """One sampler's vote for a kept frame."""

    name: str
    """The sampler's, or "asked" for a person's."""
    value: float
    """In [0, 1]."""
    probability: float
    """With which it was to be kept."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a kept frame besides its bytes."""

    id: str
    """Unique, sorts by time."""
    camera: str
    """The stream."""
    captured: float
    """Seconds since 1970, UTC."""
    model: ModelIdentity
    answer: Answer
    """From the capture floor up: what a person corrects instead of labelling from scratch."""
    frame_id: str
    """Hexadecimal digest of the frame's bytes as they came."""
    reasons: tuple[Reason, ...]
    """All that voted for it."""
    charged_to: str
    """The reason whose budget paid."""
    inclusion: float
    """Probability that the frame was kept, over all reasons that had the budget for it; a frame whose reasons hold
    "random" is part of the fair sample, with that reason's probability.
    """
    mime_type: str
    tags: tuple[str, ...] = ()
    blurred: bool = False
    """The bytes are not the camera's any more."""

    @property
    def value(self) -> float:
        """In [0, 1]: that at least one of its reasons is right, as if they were independent."""
        wrong = 1.0
        for reason in self.reasons:
            wrong *= 1.0 - reason.value
        return 1.0 - wrong


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A frame that is kept: its image and its record."""

    record: Record
    data: bytes = field(repr=False)
    """The encoded image."""
