"""A frame worth a label, with everything that is known of it."""

from dataclasses import dataclass, field

from driftwatch.inference.answer import Answer
from driftwatch.observation import ModelIdentity


@dataclass(frozen=True, slots=True)
class Reason:
    """name: the sampler's, or "asked" for a person's. value: in [0, 1]. probability: with which it was to be kept."""

    name: str
    value: float
    probability: float


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a kept frame besides its bytes.

    id: unique, sorts by time. camera: the stream. captured: seconds since 1970, UTC.
    answer: from the capture floor up: what a person corrects instead of labelling from scratch.
    frame_id: hexadecimal digest of the frame's bytes as they came. reasons: all that voted for it. charged_to: the
    reason whose budget paid. inclusion: probability that the frame was kept, over all reasons that had the budget for
    it; a frame whose reasons hold "random" is part of the fair sample, with that reason's probability.
    blurred: the bytes are not the camera's any more.
    """

    id: str
    camera: str
    captured: float
    model: ModelIdentity
    answer: Answer
    frame_id: str
    reasons: tuple[Reason, ...]
    charged_to: str
    inclusion: float
    mime_type: str
    tags: tuple[str, ...] = ()
    blurred: bool = False

    @property
    def value(self) -> float:
        """In [0, 1]: that at least one of its reasons is right, as if they were independent."""
        wrong = 1.0
        for reason in self.reasons:
            wrong *= 1.0 - reason.value
        return 1.0 - wrong


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """data: the encoded image."""

    record: Record
    data: bytes = field(repr=False)
