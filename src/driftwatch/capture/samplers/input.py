"""One frame as the samplers see it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from driftwatch.capture.fingerprint import Fingerprint
from driftwatch.capture.tracker import Tracked
from driftwatch.inference.answer import Answer, Classification, Detection
from driftwatch.inference.matching import Corners
from driftwatch.observation import Observation

MAX_DETECTIONS: Final = 64


class LabelShares(Protocol):
    """What a reference knows of labels."""

    def share(self, label: str) -> float | None:
        """The label's part of all detections while the model was good, 0 where it never occurred; None: not known."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the observation."""

    shadow: Answer | None = None
    """What a candidate model said of the same frame."""
    labels: LabelShares | None = None
    """Of the reference, None where there is none yet."""
    drifting: bool = False
    """Whether an alert is active for this stream."""


@dataclass(frozen=True, slots=True)
class SamplerInput:
    """One frame as the samplers see it."""

    number: int
    """Counts the frames of this stream."""
    observation: Observation
    detections: tuple[Detection, ...]
    """Those from the capture floor up, at most 64."""
    corners: list[Corners]
    """Of the detections' boxes, made once for all samplers."""
    classifications: tuple[Classification, ...]
    """The most confident first."""
    tracked: Tracked
    """What became of each object since the frame before."""
    context: Context
    fingerprint: Callable[[], Fingerprint | None]
    """Made when first asked for; None where the frame cannot be decoded."""

    @property
    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return self.observation.at.monotonic
