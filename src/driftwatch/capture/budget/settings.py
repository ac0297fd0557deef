"""How much may be kept in a while, for all reasons together or for one."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.config.constraints import Range

_Limit = Annotated[int, Range(0, 1_000_000)]


@dataclass(frozen=True, slots=True)
class Quota:
    """Attribute `budget` of one sampler; None: no limit of its own, only that of all samplers together.

    Limits hold in every window of that length, not only by the clock's full hours.
    """

    per_minute: _Limit | None = None
    """Frames in any minute."""
    per_hour: _Limit | None = None
    """Frames in any 60 minutes."""
    per_day: _Limit | None = None
    """Frames in any 24 hours."""
    cooldown_seconds: Annotated[float, Range(0)] = 0.0
    """Pause in seconds after a frame was kept for this reason."""


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """Attribute `capture.budget`: of all samplers and cameras of one vision service together."""

    per_minute: _Limit = 10
    """Frames in any minute."""
    per_hour: _Limit = 120
    """Frames in any 60 minutes."""
    per_day: _Limit = 1000
    """Frames in any 24 hours."""
    burst: Annotated[int, Range(1, 10_000)] = 4
    """Frames in any 10 seconds."""
    megabytes_per_day: Annotated[float, Range(0, 1_000_000)] = 250.0
    """Megabytes of images in any 24 hours (1 MB is 1,000,000 bytes)."""
    cooldown_seconds: Annotated[float, Range(0)] = 1.0
    """Pause in seconds after any frame was kept."""
    reserved: Annotated[float, Range(0, 1)] = 0.3
    """Part of each limit, 0 to 1, that is set aside in equal shares, one for each sampler.

    So a chatty sampler cannot take everything; the rest goes to whoever needs it.
    """
    duplicate_difference: Annotated[float, Range(0, 255)] = 12.0
    """Grey levels of 255 by which a part of a frame must differ from the last 64 kept; 0 keeps duplicates.

    A part is a sixteenth of width and height. Random and interval samples are exempt from burst, cooldown and duplicate
    removal: they would not be fair samples otherwise.
    """
