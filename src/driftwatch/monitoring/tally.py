"""Adds observations up, many at a time, with numpy: at most a microsecond a detection."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from driftwatch.inference.answer import Classification, Detection
from driftwatch.monitoring.agreement import Agreement
from driftwatch.monitoring.histogram import BINS, Histogram, bin_of
from driftwatch.monitoring.linking import Linker, Sightings
from driftwatch.monitoring.rollup import IMAGE_UNITS, FrameCounts, LabelCounts, Totals, add_shadows
from driftwatch.monitoring.scene.minute import LookSums, SceneMinute
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ImageStatistics, ModelIdentity, Observation

Scored = Sequence[Detection] | Sequence[Classification]
_Timed = tuple[Scored, float]
"""With seconds of the monotonic clock."""

_COLUMNS = 7
_BEGUN, _FLEETING = 5, 6
_LINK_SECONDS = 0.19  # five frames a second are linked, whatever the camera's rate


@dataclass(slots=True)
class Linkers:
    """Links detections, and top classes; a model may give both."""

    boxes: Linker = field(default_factory=Linker)
    classes: Linker = field(default_factory=lambda: Linker(remembers=False))
    last: float = -math.inf

    def take(self, time: float) -> bool:
        """Whether a frame of `time` (s, monotonic) is linked, as at most five a second are; then the next ones wait."""
        due = not 0 <= time - self.last < _LINK_SECONDS
        if due:
            self.last = time
        return due


class _Rows(dict[str, int]):
    """The row of a label; an unknown label gets the next one."""

    def __missing__(self, label: str) -> int:
        self[label] = row = len(self)
        return row


class MinuteTally:
    """The running counts of one stream and one model, of which `totals` gives the frozen form.

    An observation with a confidence that is not a number from 0 to 1 is counted as a failed frame.
    """

    def __init__(self, settings: StatisticsSettings, linkers: Linkers | None = None) -> None:
        """linkers: hold the frame before the first one; they outlive the counts of a minute."""
        self._settings = settings
        self._linkers = linkers or Linkers()
        self._rows = _Rows()
        # Per label, the counts of LabelCounts in their order, without the histogram.
        self._sums = np.zeros((0, _COLUMNS), np.int64)
        self._bins = np.zeros((0, BINS), np.int64)
        self._frames = FrameCounts()
        self._shadows: Mapping[ModelIdentity, Agreement] = {}
        self._looks = LookSums()

    def add(self, observations: Sequence[Observation]) -> None:
        """Counts `observations`. Memory grows with their detections: give some hundreds at a time."""
        detected: list[Scored] = []
        tops: list[Scored] = []
        linked: list[_Timed] = []
        linked_tops: list[_Timed] = []
        classified: list[Sequence[Classification]] = []
        for observation in observations:
            time, answer = observation.at.monotonic, observation.answer
            is_due = self._linkers.take(time)
            if answer.detections is not None:
                detected.append(answer.detections)
                if is_due:
                    linked.append((answer.detections, time))
            elif answer.classifications:
                tops.append((_top(answer.classifications),))
                if is_due:
                    linked_tops.append((tops[-1], time))
            if answer.classifications:
                classified.append(answer.classifications)
        self._count(detected, self._settings.floor)
        self._link(linked, self._settings.floor, self._linkers.boxes)
        self._count(tops, 0.0)
        self._link(linked_tops, 0.0, self._linkers.classes)
        silent = len(observations) - len(detected) - len(tops)
        counts = FrameCounts(frames=silent, empty_frames=silent)
        images = [o.image for o in observations if o.image is not None]
        self._frames += counts + _class_counts(classified) + image_counts(images)
        self._looks += LookSums.of(images)

    def count(self, frames: FrameCounts) -> None:
        """Counts what gave no observation: failed and frozen frames, time covered."""
        self._frames += frames

    def compare(self, shadows: Mapping[ModelIdentity, Agreement]) -> None:
        """Counts what candidate models answered next to this one."""
        self._shadows = add_shadows(self._shadows, shadows)

    def totals(self) -> Totals:
        labels = {
            label: _label_counts(self._sums[row].tolist(), self._bins[row])
            for label, row in self._rows.items()
            if self._bins[row].any() or self._sums[row].any()
        }
        return Totals(self._frames, labels, self._shadows)

    def scene(self) -> SceneMinute | None:
        """What the measured images looked like; None where none was measured."""
        return SceneMinute.of(self._frames, self._looks)

    def _count(self, frames: Sequence[Scored], floor: float) -> None:
        """Counts one list of detections (or the one top class) a frame; `floor`: from where on they count."""
        if not frames:
            return
        kept, confidences = _confidences(frames)
        index = np.repeat(np.arange(len(kept)), [len(frame) for frame in kept])
        labels = np.array([self._rows[item.label] for frame in kept for item in frame], np.int64)
        self._grow(len(self._rows))
        size = len(self._rows)
        bins = np.bincount(labels * BINS + bin_of(confidences), minlength=size * BINS)
        self._bins += bins.reshape(size, BINS)
        counted = confidences >= floor
        labels, confidences, index = labels[counted], confidences[counted], index[counted]
        low = confidences < self._settings.low_confidence
        seen = np.zeros((len(kept), size), np.bool_)
        seen[index, labels] = True
        unsure = np.zeros(len(kept), np.bool_)
        unsure[index[low]] = True
        units = np.rint(confidences * CONFIDENCE_UNITS)
        # Exact in float64: some hundred frames of squares below 2^32 stay far below 2^53.
        sums = (
            seen.sum(axis=0),
            np.bincount(labels, minlength=size),
            np.bincount(labels[low], minlength=size),
            np.bincount(labels, units, minlength=size),
            np.bincount(labels, units * units, minlength=size),
        )
        self._sums[:, : len(sums)] += np.stack(sums, axis=1).astype(np.int64)
        self._frames += FrameCounts(
            frames=len(kept),
            empty_frames=len(kept) - int(seen.any(axis=1).sum()),
            low_confidence_frames=int(unsure.sum()),
            failed_frames=len(frames) - len(kept),
        )

    def _link(self, frames: Sequence[_Timed], floor: float, linker: Linker) -> None:
        """Counts objects that come into view and those that last for one frame."""
        if not frames:
            return
        chosen = [[item for item in frame if item.confidence >= floor] for frame, _ in frames]
        index = np.repeat(np.arange(len(chosen)), [len(frame) for frame in chosen])
        items = [item for frame in chosen for item in frame]
        labels = np.array([self._rows[item.label] for item in items], np.int64)
        seen = Sightings(index, labels, _places(items), np.array([time for _, time in frames], np.float64))
        links = linker.link(seen, self._rows)
        self._grow(len(self._rows))  # a label of the minute before may have come along
        size = len(self._rows)
        self._sums[:, _BEGUN] += np.bincount(labels[links.begun], minlength=size)
        self._sums[:, _FLEETING] += np.bincount(links.fleeting, minlength=size)

    def _grow(self, size: int) -> None:
        missing = size - len(self._sums)
        if missing:
            self._sums = np.concatenate([self._sums, np.zeros((missing, _COLUMNS), np.int64)])
            self._bins = np.concatenate([self._bins, np.zeros((missing, BINS), np.int64)])


def _label_counts(sums: Sequence[int], bins: NDArray[np.int64]) -> LabelCounts:
    frames, detections, low, confidence, square, begun, fleeting = sums
    return LabelCounts(frames, detections, low, confidence, square, Histogram(bins.copy()), begun, fleeting)


def _places(items: Sequence[Detection | Classification]) -> NDArray[np.float64]:
    """(N, 3) centre and larger side of boxes; of classes, all in one place."""
    boxes = [item.box for item in items if isinstance(item, Detection)]
    if len(boxes) != len(items):
        return np.ones((len(items), 3))
    left, right = np.array([box.xmin for box in boxes]), np.array([box.xmax for box in boxes])
    top, bottom = np.array([box.ymin for box in boxes]), np.array([box.ymax for box in boxes])
    return np.stack([(left + right) / 2, (top + bottom) / 2, np.maximum(right - left, bottom - top)], axis=1)


def _confidences(frames: Sequence[Scored]) -> tuple[Sequence[Scored], NDArray[np.float64]]:
    """The frames whose confidences are all numbers from 0 to 1, and those confidences in a row."""
    values = np.array([item.confidence for frame in frames for item in frame], np.float64)
    if ((values >= 0) & (values <= 1)).all():
        return frames, values
    return _confidences([frame for frame in frames if all(0 <= item.confidence <= 1 for item in frame)])


def _top(classes: Sequence[Classification]) -> Classification:
    return max(classes, key=lambda c: -math.inf if math.isnan(c.confidence) else c.confidence)


def image_counts(images: Sequence[ImageStatistics]) -> FrameCounts:
    """The sums of `images`; those with a figure that is not finite are passed over."""
    if not images:
        return FrameCounts()
    values = np.array([(i.mean, i.contrast, i.sharpness) for i in images], np.float64)
    values = values[np.isfinite(values).all(axis=1)]
    brightness, contrast, sharpness = np.rint(values * IMAGE_UNITS).astype(np.int64).sum(axis=0).tolist()
    return FrameCounts(
        image_frames=len(values), brightness_sum=brightness, contrast_sum=contrast, sharpness_sum=sharpness
    )


def _class_counts(frames: Iterable[Sequence[Classification]]) -> FrameCounts:
    counted = margins = entropies = 0
    for classes in frames:
        values = np.array([c.confidence for c in classes], np.float64)
        if not ((values >= 0) & (values <= 1)).all():
            continue
        counted += 1
        margins += round(_margin(values) * CONFIDENCE_UNITS)
        entropies += round(_entropy(values) * CONFIDENCE_UNITS)
    return FrameCounts(classified_frames=counted, margin_sum=margins, entropy_sum=entropies)


def _margin(values: NDArray[np.float64]) -> float:
    """Top-1 minus top-2 of (C,) probabilities; a single class is compared with its opposite."""
    if len(values) == 1:
        return abs(2 * float(values[0]) - 1)
    second, first = np.partition(values, -2)[-2:]
    return float(first - second)


def _entropy(values: NDArray[np.float64]) -> float:
    """Shannon entropy of (C,) scores scaled to add up to 1, as a share of log C, in [0, 1]."""
    total = values.sum()
    if total <= 0 or len(values) == 1:
        return 0.0
    shares = values[values > 0] / total
    return float(-(shares * np.log(shares)).sum() / math.log(len(values)))
