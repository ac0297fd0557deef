"""A row of the table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LoopRow:
    """measured and target in words; note: what else is worth saying."""

    name: str
    measured: str
    target: str
    is_met: bool
    note: str = ""

    def __str__(self) -> str:
        mark = "ok  " if self.is_met else "MISS"
        return f"{mark} {self.name}: {self.measured} (to reach: {self.target})" + (
            f"; {self.note}" if self.note else ""
        )
