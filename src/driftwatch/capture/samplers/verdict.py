"""Why a frame is worth a label, as one sampler says it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """reason: the sampler's name. value: in [0, 1], how much a label of the frame would teach; compared within
    one reason to spend a scarce budget on the best, and over all reasons when the queue is full.

    about: number of the frame that is meant where it is an earlier one (`Sight.number`); None for this one.
    """

    reason: str
    value: float
    about: int | None = None
