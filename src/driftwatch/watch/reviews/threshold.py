"""What of a model's answer is served."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least confidence of what is served and counted.

    labels: lower-case label to its own; where it is not empty, other labels are not served at all.
    """

    least: float = 0.3
    labels: Mapping[str, float] = field(default_factory=dict[str, float])

    @property
    def highest(self) -> float:
        """From which on every box was served, of the labels that are served."""
        return max(self.labels.values(), default=self.least)

    def of(self, label: str) -> float | None:
        """None where the label is not served."""
        return self.labels.get(label.lower()) if self.labels else self.least

    def passes(self, label: str, confidence: float) -> bool:
        least = self.of(label)
        return least is not None and confidence >= least

    def below(self, label: str, confidence: float) -> float | None:
        """How far below it a confidence lies, in (0, 1]; None where it passes, or the label is not served."""
        least = self.of(label)
        return None if least is None or confidence >= least else least - confidence
