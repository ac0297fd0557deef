"""Which of the kept frames somebody wants to see."""

from dataclasses import dataclass

from driftwatch.capture.kept import Record


@dataclass(frozen=True, slots=True)
class Sought:
    """Everything, but for what is named.

    Times are seconds since 1970; a frame at `start` counts, one at `end` does not.
    """

    camera: str = ""
    reason: str = ""
    """Name of a sampler, or "asked"."""
    start: float = float("-inf")
    end: float = float("inf")

    def matches(self, record: Record) -> bool:
        return (
            self.camera in ("", record.camera)
            and self.start <= record.captured < self.end
            and (not self.reason or any(one.name == self.reason for one in record.reasons))
        )
