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
    """What is known besides the observation. shadow: what a candidate model said of the same frame.

    labels: of the reference, None where there is none yet. drifting: whether an alert is active for this stream.
    """

    shadow: Answer | None = None
    labels: LabelShares | None = None
    drifting: bool = False


@dataclass(frozen=True, slots=True)
class SamplerInput:
    """number: counts the frames of this stream. detections: those from the capture floor up, at most 64.

    corners: of the detections' boxes, made once for all samplers.
    classifications: the most confident first. tracked: what became of each object since the frame before.
    fingerprint: made when first asked for; None where the frame cannot be decoded.
    """

    number: int
    observation: Observation
    detections: tuple[Detection, ...]
    corners: list[Corners]
    classifications: tuple[Classification, ...]
    tracked: Tracked
    context: Context
    fingerprint: Callable[[], Fingerprint | None]

    @property
    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return self.observation.at.monotonic
