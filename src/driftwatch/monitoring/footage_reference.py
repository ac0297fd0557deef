"""What was measured of footage, as a file: a reference that was learned at a desk, without an hour of day.

Read and written by footage_reference_file.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

import numpy as np

from driftwatch.config.constraints import Length, Range
from driftwatch.errors import ConfigError
from driftwatch.monitoring.histogram import BINS, Histogram
from driftwatch.monitoring.intervals import LEAST_PARTS
from driftwatch.monitoring.measured import Measured
from driftwatch.monitoring.objects import ObjectSums
from driftwatch.monitoring.rollup import IMAGE_UNITS, FrameCounts, LabelCounts, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.observation import ModelIdentity

FORMAT: Final = "driftwatch-footage-reference"
VERSION: Final = 1

_Count = Annotated[int, Range(0)]
_Share = Annotated[float, Range(0, 1)]


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The fields of ModelIdentity."""

    name: str
    version: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """One label over the whole footage."""

    objects: _Count
    """How many were seen."""
    detections: _Count
    """From the floor up."""
    mean_confidence: _Share
    """Of them."""
    low_confidence_rate: _Share
    """Share of them below the threshold."""
    share: _Share
    """Of all labels' detections."""
    per_frame: Annotated[float, Range(0)]
    """Detections a frame."""
    histogram: Annotated[tuple[_Count, ...], Length(BINS, BINS)]
    """64 counts of all raw confidences."""


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """Means over `frames` frames, see ImageStatistics."""

    frames: _Count = 0
    brightness: Annotated[float, Range(0, 255)] = 0.0
    contrast: Annotated[float, Range(0, 255)] = 0.0
    sharpness: Annotated[float, Range(0)] = 0.0


@dataclass(frozen=True, slots=True)
class StretchRecord:
    """A stretch of consecutive frames."""

    frames: _Count
    empty_frames: _Count
    labels: Mapping[str, Annotated[tuple[_Count, ...], Length(3, 3)]]
    """Detections, low-confidence ones and sum of confidences (in units of 1/65536) of each."""
    picture: Annotated[tuple[_Count, ...], Length(4, 4)] = (0, 0, 0, 0)
    """Frames and the sums of brightness, contrast and sharpness over them (units of 1/256)."""


@dataclass(frozen=True, slots=True)
class FootageReference:
    """The file. labels and picture are for whoever compares with it; stretches and objects say how sure they are."""

    format: str
    version: int
    model: ModelRecord
    floor: _Share
    """The settings that it was counted with."""
    low_confidence: _Share
    """The settings that it was counted with."""
    frames: Annotated[int, Range(1)]
    labels: Mapping[str, LabelRecord]
    picture: PictureRecord
    stretches: Annotated[tuple[StretchRecord, ...], Length(LEAST_PARTS)]
    objects: Mapping[str, tuple[Annotated[tuple[_Count, ...], Length(3, 3)], ...]] = field(
        default_factory=dict[str, tuple[tuple[int, ...], ...]]
    )
    """Detections, low-confidence ones and sum of confidences (in units of 1/65536) of every object of each label."""

    @classmethod
    def of(cls, measured: Measured, model: ModelIdentity, settings: StatisticsSettings) -> "FootageReference":
        frames = measured.total.frames
        pictures = frames.image_frames
        return cls(
            FORMAT,
            VERSION,
            ModelRecord(model.name, model.version, model.sha256),
            settings.floor,
            settings.low_confidence,
            frames.frames,
            _label_records(measured),
            PictureRecord(
                pictures,
                *(
                    total / IMAGE_UNITS / pictures if pictures else 0.0
                    for total in (frames.brightness_sum, frames.contrast_sum, frames.sharpness_sum)
                ),
            ),
            tuple(_stretch_record(part) for part in measured.parts),
            {
                label: tuple(
                    (one.detections, one.low_confidence, one.confidence_sum)
                    for one in measured.objects
                    if one.label == label
                )
                for label in sorted({one.label for one in measured.objects})
            },
        )

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(self.model.name, self.model.version, self.model.sha256)

    def problems(self) -> list[str]:
        """Where the parts of the file do not add up to each other."""
        found: list[str] = []
        if self.format != FORMAT:
            found.append(f'format: must be "{FORMAT}", got "{self.format}"')
        if self.version != VERSION:
            found.append(f"version: this Driftwatch reads version {VERSION}, got {self.version}")
        if self.floor >= self.low_confidence:
            found.append(f"low_confidence: {self.low_confidence:g} must be above floor, which is {self.floor:g}")
        if sum(one.frames for one in self.stretches) != self.frames:
            found.append(f"frames: the stretches hold {sum(one.frames for one in self.stretches)}, got {self.frames}")
        names = {*self.labels, *self.objects, *(label for one in self.stretches for label in one.labels)}
        for label in sorted(names):
            counts = (
                self.labels[label].detections if label in self.labels else 0,
                sum(one.labels[label][0] for one in self.stretches if label in one.labels),
                sum(one[0] for one in self.objects.get(label, ())),
            )
            if len(set(counts)) > 1:
                whole, stretches, objects = counts
                found.append(
                    f"labels.{label}: {whole} detections, but stretches hold {stretches} and objects {objects}"
                )
        return found

    def check(self, model: ModelIdentity, settings: StatisticsSettings) -> None:
        """Raises ConfigError where it was measured with another model or with other settings."""
        found: list[str] = []
        if (self.model.version, self.model.sha256) != (model.version, model.sha256):
            found.append(f'it was measured with the model "{self.model.name}" ({self.identity.key}), not {model.key}')
        found += [
            f"{name}: it was measured with {mine:g}, not {asked:g}"
            for name, mine, asked in (
                ("floor", self.floor, settings.floor),
                ("low_confidence", self.low_confidence, settings.low_confidence),
            )
            if mine != asked
        ]
        if found:
            raise ConfigError([f"reference: {problem}" for problem in found])

    def measured(self) -> Measured:
        """As compare() takes it; without looks and boxes, so never taken for footage of the same moments."""
        parts = [_totals(one) for one in self.stretches]
        whole = {label: Histogram(np.array(one.histogram, np.int64)) for label, one in self.labels.items()}
        first = parts[0]
        labels = {
            label: LabelCounts(*_counts(first.labels.get(label)), histogram=histogram)
            for label, histogram in whole.items()
        }
        parts[0] = Totals(first.frames, labels)  # histograms are kept of the whole footage only
        objects = tuple(ObjectSums(label, *one) for label, all_of_it in self.objects.items() for one in all_of_it)
        return Measured(tuple(parts), objects)


def _label_records(measured: Measured) -> dict[str, LabelRecord]:
    total = measured.total
    all_detections = sum(counts.detections for counts in total.labels.values())
    return {
        label: LabelRecord(
            sum(one.label == label for one in measured.objects),
            counts.detections,
            counts.mean or 0.0,
            counts.low_confidence_rate or 0.0,
            counts.detections / all_detections if all_detections else 0.0,
            counts.detections / total.frames.frames,
            tuple(counts.histogram.counts.tolist()),
        )
        for label, counts in sorted(total.labels.items())
    }


def _stretch_record(part: Totals) -> StretchRecord:
    frames = part.frames
    return StretchRecord(
        frames.frames,
        frames.empty_frames,
        {
            label: (counts.detections, counts.low_confidence, counts.confidence_sum)
            for label, counts in sorted(part.labels.items())
            if counts.detections
        },
        (frames.image_frames, frames.brightness_sum, frames.contrast_sum, frames.sharpness_sum),
    )


def _totals(record: StretchRecord) -> Totals:
    pictures, brightness, contrast, sharpness = record.picture
    frames = FrameCounts(
        frames=record.frames,
        empty_frames=record.empty_frames,
        image_frames=pictures,
        brightness_sum=brightness,
        contrast_sum=contrast,
        sharpness_sum=sharpness,
    )
    labels = {
        label: LabelCounts(detections=detections, low_confidence=low, confidence_sum=confidence)
        for label, (detections, low, confidence) in record.labels.items()
    }
    return Totals(frames, labels)


def _counts(counts: LabelCounts | None) -> tuple[int, int, int, int]:
    return (0, counts.detections, counts.low_confidence, counts.confidence_sum) if counts else (0, 0, 0, 0)
