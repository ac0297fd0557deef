"""How far two models agree about the same frames, as whole numbers that add up without loss."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from driftwatch.inference.answer import Answer, Classification, Detection
from driftwatch.inference.matching import count_partners
from driftwatch.monitoring.units import CONFIDENCE_UNITS

_Seen: TypeAlias = Detection | Classification

_LIMIT = 300  # detections of each model in a frame that are counted, the most confident ones


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """What counts."""

    floor: float = 0.3
    """As for the live model's own statistics (StatisticsSettings)."""
    low_confidence: float = 0.6
    """As for the live model's own statistics (StatisticsSettings)."""
    confidence: float = 0.5
    """From which a detection is to have a partner."""
    iou: float = 0.5
    """Intersection over union from which two boxes of one label are partners. All in [0, 1]."""


@dataclass(frozen=True, slots=True)
class ModelCounts:
    """What one of the models said on the frames that both looked at.

    For a classifier the best class is one detection.
    """

    detections: int = 0
    """From the floor up."""
    low_confidence: int = 0
    """Those of them below the threshold."""
    confidence_sum: int = 0
    """Over detections, in units of 1/65536."""
    labels: Mapping[str, int] = field(default_factory=dict[str, int])
    """Detections of each label."""

    def __add__(self, other: "ModelCounts") -> "ModelCounts":
        labels = dict(self.labels)
        for label, count in other.labels.items():
            labels[label] = labels.get(label, 0) + count
        return ModelCounts(
            self.detections + other.detections,
            self.low_confidence + other.low_confidence,
            self.confidence_sum + other.confidence_sum,
            labels,
        )

    @property
    def mean(self) -> float | None:
        """Mean confidence in [0, 1]; None without a detection."""
        return self.confidence_sum / (self.detections * CONFIDENCE_UNITS) if self.detections else None

    @property
    def low_confidence_rate(self) -> float | None:
        """None without a detection."""
        return self.low_confidence / self.detections if self.detections else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts of a live model and a candidate; sums of them are the counts of all their frames together."""

    frames: int = 0
    """Those that both looked at, and what all but the next two is about."""
    skipped: int = 0
    """Frames that the candidate was not shown, being busy or not ready."""
    failed: int = 0
    """Those on which it gave no answer that can be read, or none in time."""
    agreeing: int = 0
    """Of frames, those on which every detection has a partner."""
    pairs: int = 0
    """Detections with a partner, counted once for both models."""
    only_live: int = 0
    """Detections without."""
    only_candidate: int = 0
    """Detections without."""
    live: ModelCounts = field(default_factory=ModelCounts)
    candidate: ModelCounts = field(default_factory=ModelCounts)

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement(
            self.frames + other.frames,
            self.skipped + other.skipped,
            self.failed + other.failed,
            self.agreeing + other.agreeing,
            self.pairs + other.pairs,
            self.only_live + other.only_live,
            self.only_candidate + other.only_candidate,
            self.live + other.live,
            self.candidate + other.candidate,
        )

    @property
    def rate(self) -> float | None:
        """Share of both models' detections that have a partner (the Dice coefficient); None where there are none."""
        everything = 2 * self.pairs + self.only_live + self.only_candidate
        return 2 * self.pairs / everything if everything else None


def compare(live: Answer, candidate: Answer, terms: MatchSettings) -> Agreement:
    """The counts of one frame. Boxes where both models detect, otherwise the best class of each."""
    ours: Sequence[_Seen]
    theirs: Sequence[_Seen]
    if live.detections is not None and candidate.detections is not None:
        ours, theirs = _from(terms.floor, live.detections), _from(terms.floor, candidate.detections)
        sure, theirs_sure = _from(terms.confidence, live.detections), _from(terms.confidence, candidate.detections)
        sides = len(sure), len(theirs_sure)
        pairs = count_partners(sure, theirs_sure, terms.iou)
    else:
        ours, theirs = _best(live.classifications), _best(candidate.classifications)
        sides = len(ours), len(theirs)
        pairs = sum(one.label == other.label for one, other in zip(ours, theirs, strict=False))
    return Agreement(
        frames=1,
        agreeing=int(sides == (pairs, pairs)),
        pairs=pairs,
        only_live=sides[0] - pairs,
        only_candidate=sides[1] - pairs,
        live=_model_counts(ours, terms),
        candidate=_model_counts(theirs, terms),
    )


def _from(least: float, detections: Sequence[Detection]) -> list[Detection]:
    return sorted((d for d in detections if d.confidence >= least), key=lambda d: -d.confidence)[:_LIMIT]


def _best(classifications: Sequence[Classification] | None) -> list[Classification]:
    return [max(classifications, key=lambda one: one.confidence)] if classifications else []


def _model_counts(seen: Sequence[_Seen], terms: MatchSettings) -> ModelCounts:
    low = sum(one.confidence < terms.low_confidence for one in seen)
    units = sum(round(one.confidence * CONFIDENCE_UNITS) for one in seen)
    return ModelCounts(len(seen), low, units, dict(Counter(one.label for one in seen)))
