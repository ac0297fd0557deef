"""How much may be kept in a while, for all reasons together or for one."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.config.constraints import Range

_Limit = Annotated[int, Range(0, 1_000_000)]


@dataclass(frozen=True, slots=True)
class Quota:
    """Attribute `budget` of one sampler; None: no limit of its own, only that of all samplers together.

    Limits hold in every window of that length, not only by the clock's full hours. cooldown_seconds: pause after a
    frame was kept for this reason.
    """

    per_minute: _Limit | None = None
    per_hour: _Limit | None = None
    per_day: _Limit | None = None
    cooldown_seconds: Annotated[float, Range(0)] = 0.0


@dataclass(frozen=True, slots=True)
class BudgetSettings:
    """Attribute `capture.budget`: of all samplers and cameras of one vision service together.

    burst: frames in any 10 seconds. megabytes_per_day: of image bytes (1 MB is 1,000,000).
    cooldown_seconds: pause after any frame was kept. reserved: part of each limit that is set aside in equal shares,
    one for each sampler, so that a chatty one cannot take everything; the rest goes to whoever needs it.
    duplicate_difference: a frame is the same scene as one of the last 64 kept while no part of it (a sixteenth of
    width and height) differs by more than this many grey levels of 255; 0 keeps duplicates. Random and interval samples
    are exempt from burst, cooldown and duplicate removal: they would not be fair samples otherwise.
    """

    per_minute: _Limit = 10
    per_hour: _Limit = 120
    per_day: _Limit = 1000
    burst: Annotated[int, Range(1, 10_000)] = 4
    megabytes_per_day: Annotated[float, Range(0, 1_000_000)] = 250.0
    cooldown_seconds: Annotated[float, Range(0)] = 1.0
    reserved: Annotated[float, Range(0, 1)] = 0.3
    duplicate_difference: Annotated[float, Range(0, 255)] = 12.0
