"""What one stream showed in a stretch of time, as whole numbers that add up without loss.

Confidences are kept in units of 1/65536 and image statistics in units of 1/256, so every sum is an integer:
merging is exact, associative and commutative, and fits 64 bits for two thousand million detections.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.histogram import Histogram
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity

IMAGE_UNITS = 1 << 8
MINUTE = 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class FrameCounts:
    """What is counted once a frame, whatever its labels."""

    frames: int = 0
    """Observations."""
    empty_frames: int = 0
    """Those without a counted detection."""
    low_confidence_frames: int = 0
    """Those with at least one low-confidence detection (or a low-confidence top class)."""
    failed_frames: int = 0
    """Frames that gave no observation (an error; the same bytes again); not in `frames`."""
    frozen_frames: int = 0
    """See failed_frames."""
    covered_ms: int = 0
    """Milliseconds on the monotonic clock that these counts cover."""
    image_frames: int = 0
    """Observations that came with image statistics."""
    brightness_sum: int = 0
    """Over those, in units of 1/256."""
    contrast_sum: int = 0
    """Over those, in units of 1/256."""
    sharpness_sum: int = 0
    """Over those, in units of 1/256."""
    classified_frames: int = 0
    """Observations of a classifier."""
    margin_sum: int = 0
    """Sum of top-1 minus top-2 probability, in units of 1/65536."""
    entropy_sum: int = 0
    """Sum of the Shannon entropy of the class probabilities as a share of the largest possible, in units of 1/65536."""

    def __add__(self, other: "FrameCounts") -> "FrameCounts":
        return FrameCounts(*(getattr(self, name) + getattr(other, name) for name in FRAME_COUNTS))


FRAME_COUNTS: tuple[str, ...] = tuple(FrameCounts.__slots__)
"""The names of the counts of FrameCounts, in their order."""


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """What is counted per label. For a classifier the top class of each frame is one detection."""

    frames: int = 0
    """Frames with at least one counted detection of the label."""
    detections: int = 0
    """From the floor up."""
    low_confidence: int = 0
    """Those of `detections` below the low-confidence threshold."""
    confidence_sum: int = 0
    """Over `detections`, in units of 1/65536."""
    square_sum: int = 0
    """Of squares, in units of 1/65536²."""
    histogram: Histogram = field(default_factory=Histogram)
    """Of all raw confidences of the label, also of those below the floor."""
    begun: int = 0
    """Detections without one of the label near by in the frame before: objects that came into view."""
    fleeting: int = 0
    """Of `begun`, those without one in the next frame either.

    (Of a classifier: frames whose top class is not that of the frame before, or the next.) Both are counted on at most
    five frames a second.
    """

    def __add__(self, other: "LabelCounts") -> "LabelCounts":
        return LabelCounts(
            self.frames + other.frames,
            self.detections + other.detections,
            self.low_confidence + other.low_confidence,
            self.confidence_sum + other.confidence_sum,
            self.square_sum + other.square_sum,
            self.histogram + other.histogram,
            self.begun + other.begun,
            self.fleeting + other.fleeting,
        )

    @property
    def mean(self) -> float | None:
        """Mean confidence of the counted detections, in [0, 1]; None where there are none."""
        return self.confidence_sum / (self.detections * CONFIDENCE_UNITS) if self.detections else None

    @property
    def variance(self) -> float | None:
        """Population variance of the counted detections' confidences; None where there are none."""
        if not self.detections:
            return None
        spread = self.detections * self.square_sum - self.confidence_sum**2
        return spread / (self.detections * CONFIDENCE_UNITS) ** 2

    @property
    def low_confidence_rate(self) -> float | None:
        """Share of low confidence among the counted detections; None where there are none."""
        return self.low_confidence / self.detections if self.detections else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts without a name: of a minute, a day, a fleet. `labels` and `shadows` are not to be changed."""

    frames: FrameCounts = field(default_factory=FrameCounts)
    labels: Mapping[str, LabelCounts] = field(default_factory=dict[str, LabelCounts])
    shadows: Mapping[ModelIdentity, Agreement] = field(default_factory=dict[ModelIdentity, Agreement])
    """Each candidate model that was run next to the live one, compared with it on the same frames. They are not stored.
    """

    def __add__(self, other: "Totals") -> "Totals":
        labels = dict(self.labels)
        for label, counts in other.labels.items():
            labels[label] = labels[label] + counts if label in labels else counts
        return Totals(self.frames + other.frames, labels, add_shadows(self.shadows, other.shadows))

    @classmethod
    def total(cls, parts: "Iterable[Totals]") -> "Totals":
        """The sum of all `parts`, in any order."""
        result = cls()
        for part in parts:
            result = result + part
        return result

    @property
    def overall(self) -> LabelCounts:
        """All labels together. Its `frames` are the frames that are not empty, each once."""
        result = LabelCounts()
        for counts in self.labels.values():
            result = result + counts
        seen = self.frames.frames - self.frames.empty_frames
        return replace(result, frames=seen)


def add_shadows(
    one: Mapping[ModelIdentity, Agreement], other: Mapping[ModelIdentity, Agreement]
) -> Mapping[ModelIdentity, Agreement]:
    """Candidate by candidate."""
    return {
        candidate: one.get(candidate, Agreement()) + other.get(candidate, Agreement()) for candidate in (*one, *other)
    }


@dataclass(frozen=True, slots=True)
class RollUp:
    """One minute (or hour, or day) of one stream and one model."""

    start: int
    """Seconds since 1970, UTC, of the wall clock's minute (hour, day); the wall clock may have been wrong."""
    stream: str
    """Of the observations."""
    model: str
    """ModelIdentity.key.

    Two roll-ups of the same minute can exist when the clock was set back; both are true and add up.
    """
    totals: Totals

    def __add__(self, other: "RollUp") -> "RollUp":
        """Raises ValueError where stream or model differ: those are never to be mixed by accident."""
        if (self.stream, self.model) != (other.stream, other.model):
            raise ValueError(f"roll-ups of {self.stream}/{self.model} and {other.stream}/{other.model} do not add up")
        return RollUp(min(self.start, other.start), self.stream, self.model, self.totals + other.totals)
