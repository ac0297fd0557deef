"""The trend of one stream: what page, chart and report draw."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

from driftwatch.monitoring.alerts import Alert
from driftwatch.monitoring.condition import State
from driftwatch.monitoring.rollup import FrameCounts
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity


@dataclass(frozen=True, slots=True)
class Sums:
    """What was detected, as whole numbers that add up."""

    detections: int = 0
    """From the floor up."""
    low_confidence: int = 0
    """Those below the low-confidence threshold."""
    confidence_sum: int = 0
    """Over `detections`, in units of 1/65536."""

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.detections + other.detections,
            self.low_confidence + other.low_confidence,
            self.confidence_sum + other.confidence_sum,
        )

    @property
    def mean(self) -> float | None:
        """Mean confidence in [0, 1]; None where nothing was detected."""
        return self.confidence_sum / (self.detections * CONFIDENCE_UNITS) if self.detections else None

    @property
    def low_rate(self) -> float | None:
        """Share of low confidence; None where nothing was detected."""
        return self.low_confidence / self.detections if self.detections else None


@dataclass(frozen=True, slots=True)
class UsualShare:
    """What a figure usually is at a time, in [0, 1]: in 19 of 20 such stretches of good days."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """One point of the trend. start: seconds since 1970.

    usual_mean, usual_low_rate: None while learning, where another model spoke, and where usually nothing is seen.
    """

    start: int
    frames: FrameCounts = field(default_factory=FrameCounts)
    sums: Sums = field(default_factory=Sums)
    usual_mean: UsualShare | None = None
    usual_low_rate: UsualShare | None = None

    @property
    def per_frame(self) -> float | None:
        """Detections a frame; None where no frame was looked at, or that is no longer known."""
        return self.sums.detections / self.frames.frames if self.frames.frames else None


@dataclass(frozen=True, slots=True)
class LabelTrend:
    """One label. buckets: in step with those of the trend."""

    label: str
    buckets: tuple[Sums, ...]

    @property
    def total(self) -> Sums:
        return total(self.buckets)


@dataclass(frozen=True, slots=True)
class AlertMark:
    """An alert that was active in the stretch.

    model: ModelIdentity.key, "" where not known. cleared: seconds since 1970, None where not known.
    """

    alert: Alert
    model: str
    is_active: bool
    cleared: float | None = None


@dataclass(frozen=True, slots=True)
class ModelMark:
    """From when on a model version spoke. since: seconds since 1970. is_change: another one spoke before."""

    model: ModelIdentity
    since: int
    is_change: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """The present condition. model: None before the first frame. learning: what is missing, in words, "" for nothing.

    limit: of the low-confidence rate, where the plain alarm or warning begins.
    """

    state: State
    cause: str
    model: ModelIdentity | None
    learning: str
    learned_days: int
    needed_days: int
    limit: float


@dataclass(frozen=True, slots=True)
class Trend:
    """Of one camera. start, end: seconds since 1970. step: usual length of a bucket in seconds."""

    camera: str
    start: int
    end: int
    step: int
    standing: Standing
    buckets: tuple[Bucket, ...] = ()
    labels: tuple[LabelTrend, ...] = ()
    """The most frequent ones, most frequent first."""
    others: tuple[Sums, ...] = ()
    """All labels that are not among `labels`, in step with `buckets`."""
    alerts: tuple[AlertMark, ...] = ()
    """Those that were active at any time of the stretch, oldest first."""
    models: tuple[ModelMark, ...] = ()
    """Those that spoke in it, in order."""

    @property
    def total(self) -> Sums:
        return total(bucket.sums for bucket in self.buckets)

    @property
    def frames(self) -> FrameCounts:
        return reduce(FrameCounts.__add__, (bucket.frames for bucket in self.buckets), FrameCounts())


def total(parts: Iterable[Sums]) -> Sums:
    """The sum of all `parts`."""
    return reduce(Sums.__add__, parts, Sums())
