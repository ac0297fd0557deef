"""How a step ends."""

from dataclasses import dataclass
from enum import Enum


class OutcomeKind(str, Enum):
    DONE = "done"
    FAILED = "failed"
    """It was refused, or the candidate was shown to be no good; the machines run what they ran before."""
    UNDECIDED = "undecided"
    """Nothing is wrong and nothing is proven."""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """words: why, or what would decide, a line each."""

    kind: OutcomeKind
    words: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        return self.kind is OutcomeKind.DONE


def done(*words: str) -> StepOutcome:
    return StepOutcome(OutcomeKind.DONE, words)


def failed(*words: str) -> StepOutcome:
    return StepOutcome(OutcomeKind.FAILED, words)


def undecided(*words: str) -> StepOutcome:
    return StepOutcome(OutcomeKind.UNDECIDED, words)
