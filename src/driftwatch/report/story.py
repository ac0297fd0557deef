"""Everything that a report says of one camera seen by one vision service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from driftwatch.monitoring.trend.trend import Sums, Trend
from driftwatch.quality.figure import Drop, Figure
from driftwatch.quality.settings import Target


@dataclass(frozen=True, slots=True)
class Quality:
    """What people's reviews of one week prove. figures: by label, "" for all together. drops, targets: likewise."""

    figures: Mapping[str, Figure] = field(default_factory=dict[str, Figure])
    drops: Mapping[str, Drop] = field(default_factory=dict[str, Drop])
    targets: Mapping[str, Target] = field(default_factory=dict[str, Target])


@dataclass(frozen=True, slots=True)
class Story:
    """made: seconds since 1970, of the report. quality: None where nobody reviews. state: further facts, name to words.

    zone: of the times that are shown; None for the machine's own.
    """

    service: str
    trend: Trend
    made: float
    quality: Quality | None = None
    state: Mapping[str, str] = field(default_factory=dict[str, str])
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class LabelStory:
    """One label. share: of all detections. target: what is asked of it."""

    label: str
    sums: Sums
    share: float
    figure: Figure | None = None
    drop: Drop | None = None
    target: Target = field(default_factory=Target)


def labels_of(story: Story) -> list[LabelStory]:
    """The most frequent first; labels that were reviewed and not seen in this stretch come last."""
    every = max(story.trend.total.detections, 1)
    quality = story.quality or Quality()
    seen = {one.label: one.total for one in story.trend.labels}
    reviewed = [label for label in quality.figures if label and label not in seen]
    return [
        LabelStory(
            label,
            sums,
            sums.detections / every,
            quality.figures.get(label),
            quality.drops.get(label),
            quality.targets.get(label, Target()),
        )
        for label, sums in (*seen.items(), *((label, Sums()) for label in reviewed))
    ]
