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
class Outcome:
    """words: why, or what would decide, a line each."""

    kind: OutcomeKind
    words: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        return self.kind is OutcomeKind.DONE


def done(*words: str) -> Outcome:
    return Outcome(OutcomeKind.DONE, words)


def failed(*words: str) -> Outcome:
    return Outcome(OutcomeKind.FAILED, words)


def undecided(*words: str) -> Outcome:
    return Outcome(OutcomeKind.UNDECIDED, words)
