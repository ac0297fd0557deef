"""What an owner may set about reviews; attribute `review` of the vision service."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.capture.settings import PrivacySettings
from driftwatch.config.constraints import Range
from driftwatch.config.inline import inline
from driftwatch.quality.settings import FigureSettings


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """An empty object is a good beginning."""

    frames_per_week: Annotated[int, Range(1, 100_000_000)] = 2000
    """Random frames that come into the pool, of all cameras of the service together."""
    pool_megabytes: Annotated[float, Range(0, 1_000_000, open_minimum=True)] = 300.0
    """Of their images on disk (1 MB is 1,000,000)."""
    figures: FigureSettings = inline(FigureSettings)
    """Which figures are wanted, and how sure."""
    look_for_misses: Annotated[float, Range(0, 1)] = 0.33
    """Share of the frames whose reviewer is asked to look for objects without a box."""
    blind_repeats: Annotated[float, Range(0, 0.5)] = 0.05
    """Share of the frames shown that were reviewed before, which measures how often people slip."""
    lease_minutes: Annotated[float, Range(0.1, 1440)] = 15.0
    """For how long a frame that is shown to one reviewer is kept from the others."""
    privacy: PrivacySettings | None = None
    """What must not be seen on frames of the pool; unset: as `capture.privacy` says."""
