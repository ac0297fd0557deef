"""Every sampler there is; a new one needs a file and a line here."""

from dataclasses import dataclass, fields

from driftwatch.capture.samplers.close_to_threshold import CloseToThreshold
from driftwatch.capture.samplers.contains import Contains
from driftwatch.capture.samplers.count import Count
from driftwatch.capture.samplers.disagreement import Disagreement
from driftwatch.capture.samplers.drift import Drift
from driftwatch.capture.samplers.entropy import Entropy
from driftwatch.capture.samplers.fleeting import Fleeting
from driftwatch.capture.samplers.flicker import Flicker
from driftwatch.capture.samplers.interval import Interval
from driftwatch.capture.samplers.low_confidence import LowConfidence
from driftwatch.capture.samplers.margin import Margin
from driftwatch.capture.samplers.novelty import Novelty
from driftwatch.capture.samplers.random import Random
from driftwatch.capture.samplers.rare_label import RareLabel
from driftwatch.capture.samplers.sampler import SamplerSettings
from driftwatch.capture.samplers.unknown_label import UnknownLabel
from driftwatch.capture.samplers.vanished import Vanished


@dataclass(frozen=True, slots=True)
class SamplerSet:
    """Attribute `capture.samplers`: those that are named are at work; a field's name is the sampler's."""

    low_confidence: LowConfidence | None = None
    close_to_threshold: CloseToThreshold | None = None
    margin: Margin | None = None
    entropy: Entropy | None = None
    vanished: Vanished | None = None
    fleeting: Fleeting | None = None
    flicker: Flicker | None = None
    unknown_label: UnknownLabel | None = None
    rare_label: RareLabel | None = None
    count: Count | None = None
    contains: Contains | None = None
    novelty: Novelty | None = None
    disagreement: Disagreement | None = None
    random: Random | None = None
    interval: Interval | None = None
    drift: Drift | None = None

    def chosen(self) -> tuple[SamplerSettings, ...]:
        return tuple(one for entry in fields(self) if (one := getattr(self, entry.name)) is not None)


def default_samplers() -> SamplerSet:
    """What is unsure, what contradicts the frames around it, and a fair sample."""
    return SamplerSet(
        low_confidence=LowConfidence(),
        vanished=Vanished(),
        fleeting=Fleeting(),
        flicker=Flicker(),
        count=Count(),
        random=Random(),
    )
