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
    """The model was unsure about something it saw."""
    close_to_threshold: CloseToThreshold | None = None
    """A confidence lies just above or below a threshold."""
    margin: Margin | None = None
    """The model could hardly decide between two labels."""
    entropy: Entropy | None = None
    """The answer says little."""
    vanished: Vanished | None = None
    """An object was there before and after, and not in between."""
    fleeting: Fleeting | None = None
    """An object was in one frame only, in the middle of the picture."""
    flicker: Flicker | None = None
    """An object has another label than usually."""
    unknown_label: UnknownLabel | None = None
    """A label that never occurred while the model was good."""
    rare_label: RareLabel | None = None
    """Something of which there are few examples."""
    count: Count | None = None
    """More or fewer objects than usual; `{}` learns what is usual."""
    contains: Contains | None = None
    """Certain labels."""
    novelty: Novelty | None = None
    """A scene that looks like none before."""
    disagreement: Disagreement | None = None
    """A candidate model, run next to the live one, says something else."""
    random: Random | None = None
    """A few frames by chance: the fair sample."""
    interval: Interval | None = None
    """One frame at fixed intervals."""
    drift: Drift | None = None
    """More frames while an alert is active."""

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
