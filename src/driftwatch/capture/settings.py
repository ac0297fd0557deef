"""What an owner may set about capture; attributes of the vision service."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.samplers.registry import SamplerSet, default_samplers
from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Attribute `capture.queue`: hard frames that wait for the data manager, on disk."""

    max_frames: Annotated[int, Range(1, 100_000)] = 1000
    """Whichever is reached first; then the least valuable frame is dropped and counted."""
    max_megabytes: Annotated[float, Range(0, 1_000_000, open_minimum=True)] = 500.0
    """Whichever is reached first; then the least valuable frame is dropped and counted."""
    memory_megabytes: Annotated[float, Range(0, 10_000)] = 32.0
    """Megabytes for frames that wait in memory because the disk is full or cannot be written."""
    lease_seconds: Annotated[float, Range(0, open_minimum=True)] = 60.0
    """A frame that was handed over and not acknowledged is handed over again after these seconds."""


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """Attribute `capture.privacy`: labels that must not be seen on kept frames. Empty: no frame is touched."""

    labels: tuple[str, ...] = ()
    """Labels that must not be seen on kept frames; empty: no frame is touched."""
    action: Literal["blur", "skip"] = "blur"
    """What happens to a frame with one of them: "skip" never keeps it, "blur" hides their boxes.

    A blurred frame is encoded as JPEG again.
    """
    confidence: Annotated[float, Range(0, 1)] = 0.1
    """Confidence from which a detection is respected; low on purpose.

    A classifier's label has no box, so a frame with such a class is skipped either way. What the model does not see is
    not hidden.
    """


@dataclass(frozen=True, slots=True)
class CaptureSettings:
    """Attribute `capture`; an empty object is a good beginning."""

    samplers: SamplerSet = field(default_factory=default_samplers)
    """The reasons to keep a frame.

    Those that are named are at work, `{}` is enough to name one; left out: low_confidence, vanished, fleeting, flicker,
    count and random.
    """
    floor: Annotated[float, Range(0, 1)] = 0.3
    """Confidence from which detections are looked at and handed on as first annotations, whatever callers get."""
    tags: Annotated[tuple[Annotated[str, Length(1, 200)], ...], Length(0, 50)] = ()
    """Given to every kept frame."""
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    """How much all samplers and cameras of this service may keep together."""
    queue: QueueSettings = field(default_factory=QueueSettings)
    """Where kept frames wait for the data manager."""
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    """What must not be seen on kept frames."""

    def problems(self) -> list[str]:
        unsure = self.samplers.low_confidence
        if unsure is None or unsure.threshold > self.floor:
            return []
        return [f"samplers.low_confidence.threshold: {unsure.threshold:g} must be above floor, which is {self.floor:g}"]
