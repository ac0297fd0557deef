"""What an owner may set about capture; attributes of the vision service."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from driftwatch.capture.budget.settings import BudgetSettings
from driftwatch.capture.samplers.registry import SamplerSet, default_samplers
from driftwatch.config.constraints import Length, Range


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Attribute `capture.queue`: hard frames that wait for the data manager, on disk.

    max_frames, max_megabytes: whichever is reached first; then the least valuable frame is dropped and counted.
    memory_megabytes: for frames that wait in memory because the disk is full or cannot be written.
    lease_seconds: a frame that was handed over and not acknowledged is handed over again after so long.
    """

    max_frames: Annotated[int, Range(1, 100_000)] = 1000
    max_megabytes: Annotated[float, Range(0, 1_000_000, open_minimum=True)] = 500.0
    memory_megabytes: Annotated[float, Range(0, 10_000)] = 32.0
    lease_seconds: Annotated[float, Range(0, open_minimum=True)] = 60.0


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """Attribute `capture.privacy`: labels that must not be seen on kept frames. Empty: no frame is touched.

    action: "skip" never keeps a frame with one of them, "blur" makes their boxes unrecognisable and encodes the frame
    as JPEG anew. confidence: from which a detection is respected; low on purpose. A classifier's label has no box, so
    a frame with such a class is skipped either way. What the model does not see is not hidden.
    """

    labels: tuple[str, ...] = ()
    action: Literal["blur", "skip"] = "blur"
    confidence: Annotated[float, Range(0, 1)] = 0.1


@dataclass(frozen=True, slots=True)
class CaptureSettings:
    """Attribute `capture`; an empty object is a sane beginning.

    floor: confidence from which detections are looked at and handed on as first annotations, whatever is served to
    callers. tags: given to every kept frame.
    """

    samplers: SamplerSet = field(default_factory=default_samplers)
    floor: Annotated[float, Range(0, 1)] = 0.3
    tags: Annotated[tuple[Annotated[str, Length(1, 200)], ...], Length(0, 50)] = ()
    budget: BudgetSettings = field(default_factory=BudgetSettings)
    queue: QueueSettings = field(default_factory=QueueSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)

    def problems(self) -> list[str]:
        unsure = self.samplers.low_confidence
        if unsure is None or unsure.threshold > self.floor:
            return []
        return [f"samplers.low_confidence.threshold: {unsure.threshold:g} must be above floor, which is {self.floor:g}"]
