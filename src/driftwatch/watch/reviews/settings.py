"""What an owner may set about reviews; attribute `review` of the vision service."""

from dataclasses import dataclass
from typing import Annotated

from driftwatch.capture.settings import PrivacySettings
from driftwatch.config.constraints import Range
from driftwatch.config.inline import inline
from driftwatch.quality.settings import FigureSettings


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """An empty object is a sane beginning.

    frames_per_week: random frames that come into the pool, of all cameras of the service together. pool_megabytes: of
    their images (1 MB is 1,000,000). figures: reviews_per_week, margin, labels and targets.
    look_for_misses: share of the frames whose reviewer is asked to look for objects without a box.
    blind_repeats: share of the frames shown that were reviewed before, which measures slips.
    lease_minutes: for which a frame that is shown to one reviewer is kept from the others.
    privacy: None: as capture's, or none where nothing is captured.
    """

    frames_per_week: Annotated[int, Range(1, 100_000_000)] = 2000
    pool_megabytes: Annotated[float, Range(0, 1_000_000, open_minimum=True)] = 300.0
    figures: FigureSettings = inline(FigureSettings)
    look_for_misses: Annotated[float, Range(0, 1)] = 0.33
    blind_repeats: Annotated[float, Range(0, 0.5)] = 0.05
    lease_minutes: Annotated[float, Range(0.1, 1440)] = 15.0
    privacy: PrivacySettings | None = None
