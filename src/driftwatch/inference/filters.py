"""What the owner wants to hear about: the least confidence, for all labels or for some."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from driftwatch.config.constraints import Range
from driftwatch.inference.answer import Classification, Detection

Seen = TypeVar("Seen", Detection, Classification)


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """The attributes and rules are those of Viam's vision service rdk:builtin:mlmodel."""

    default_minimum_confidence: Annotated[float, Range(0, 1)] = 0.0
    """Confidence; what is below it is dropped."""
    label_confidences: Mapping[str, Annotated[float, Range(0, 1)]] = field(default_factory=dict[str, float])
    """Label, upper or lower case, to its least confidence.

    Where it is not empty it replaces default_minimum_confidence, and every label that it does not name is dropped.
    """


class Filter:
    """Applies FilterSettings. A confidence equal to the least one passes."""

    def __init__(self, settings: FilterSettings) -> None:
        self._minimum = settings.default_minimum_confidence
        self._by_label = {label.lower(): least for label, least in settings.label_confidences.items()}

    def apply(self, seen: Sequence[Seen]) -> tuple[Seen, ...]:
        """Gives the detections or classifications that pass, in their order."""
        if not self._by_label:
            least = self._minimum
            return tuple([one for one in seen if one.confidence >= least])
        return tuple([one for one in seen if self._passes(one.label, one.confidence)])

    def _passes(self, label: str, confidence: float) -> bool:
        least = self._by_label.get(label.lower())
        return least is not None and confidence >= least


def top(classifications: Sequence[Classification], count: int) -> tuple[Classification, ...]:
    """Gives the `count` most confident, the most confident first, equal ones in their order.

    A count of 0 or less gives all of them, unsorted, as the builtin service does.
    """
    if count <= 0:
        return tuple(classifications)
    return tuple(sorted(classifications, key=lambda one: -one.confidence)[:count])
