"""Which detections of a recording are of one object: they are one piece of evidence, however many frames show it."""

from dataclasses import dataclass
from typing import Final

from driftwatch.inference.answer import Answer, Box, Classification, Detection
from driftwatch.monitoring.units import CONFIDENCE_UNITS

_SAME_SCENE: Final = 4.0  # mean difference of two luma grids, of 255, up to which a classifier is shown the same thing
_WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class ObjectSums:
    """The sums of one object."""

    label: str
    detections: int
    """Frames that it was seen in, from the floor up."""
    low_confidence: int
    """Those of them below the threshold."""
    confidence_sum: int
    """Over them, in units of 1/65536."""


@dataclass(slots=True)
class _Trail:
    label: str
    box: Box
    frame: int
    detections: int = 0
    low_confidence: int = 0
    confidence_sum: int = 0

    def distance(self, box: Box) -> float:
        """Between the centres, in larger sides of the larger box; 1 and more is another object."""
        dx = (self.box.xmin + self.box.xmax - box.xmin - box.xmax) / 2
        dy = (self.box.ymin + self.box.ymax - box.ymin - box.ymax) / 2
        side = max(_side(self.box), _side(box))
        return max(abs(dx), abs(dy)) / side if side > 0 else 1.0

    def extend(self, box: Box, frame: int, confidence: float, is_low: bool) -> None:
        self.box, self.frame = box, frame
        self.detections += 1
        self.low_confidence += is_low
        self.confidence_sum += round(confidence * CONFIDENCE_UNITS)


class ObjectLinker:
    """Links each detection to the nearest one of its label, where it is nearer than the larger side of the box.

    Two objects that are taken for one make the evidence smaller, never larger.

    floor, low_confidence: as in StatisticsSettings. patience: frames for which an unseen object is remembered.
    """

    def __init__(self, floor: float, low_confidence: float, patience: int) -> None:
        self._floor = floor
        self._low = low_confidence
        self._patience = patience
        self._open: list[_Trail] = []
        self._closed: list[_Trail] = []
        self._luma_grid = b""

    def add(self, answer: Answer, frame: int, luma_grid: bytes = b"") -> None:
        """frame: its number, rising. luma_grid: of ImageStatistics; b"" where unknown."""
        self._closed += [trail for trail in self._open if frame - trail.frame > self._patience]
        self._open = [trail for trail in self._open if frame - trail.frame <= self._patience]
        if answer.detections is None and answer.classifications:
            self._add_class(max(answer.classifications, key=lambda one: one.confidence), frame, luma_grid)
            return
        seen = [one for one in answer.detections or () if self._floor <= one.confidence <= 1]
        pairs = sorted(
            (distance, row, column)
            for row, trail in enumerate(self._open)
            for column, one in enumerate(seen)
            if trail.label == one.label and (distance := trail.distance(one.box)) < 1
        )
        trails, matched = set[int](), set[int]()
        for _, row, column in pairs:
            if row in trails or column in matched:
                continue
            trails.add(row)
            matched.add(column)
            self._extend(self._open[row], seen[column], frame)
        for column, one in enumerate(seen):
            if column not in matched:
                trail = _Trail(one.label, one.box, frame)
                self._extend(trail, one, frame)
                self._open.append(trail)

    def objects(self) -> tuple[ObjectSums, ...]:
        """All of them so far, those that have gone first."""
        return tuple(
            ObjectSums(trail.label, trail.detections, trail.low_confidence, trail.confidence_sum)
            for trail in (*self._closed, *self._open)
        )

    def _add_class(self, top: Classification, frame: int, luma_grid: bytes) -> None:
        """A classifier is shown the same thing as long as its answer and the luma grid of the picture stay."""
        trail = next((one for one in reversed(self._open) if one.label == top.label), None)
        if trail is None or not _alike(self._luma_grid, luma_grid):
            trail = _Trail(top.label, _WHOLE, frame)
            self._open.append(trail)
        self._luma_grid = luma_grid
        if 0 <= top.confidence <= 1:
            trail.extend(_WHOLE, frame, top.confidence, top.confidence < self._low)

    def _extend(self, trail: _Trail, one: Detection, frame: int) -> None:
        trail.extend(one.box, frame, one.confidence, one.confidence < self._low)


def _side(box: Box) -> float:
    return max(box.xmax - box.xmin, box.ymax - box.ymin)


def _alike(one: bytes, other: bytes) -> bool:
    if len(one) != len(other) or not one:
        return len(one) == len(other)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one) < _SAME_SCENE
