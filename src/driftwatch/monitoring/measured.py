"""What was measured of a recording, without a time of day."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from driftwatch.inference.answer import Detection
from driftwatch.monitoring.intervals import effective
from driftwatch.monitoring.objects import ObjectLinker, ObjectSums
from driftwatch.monitoring.rollup import FrameCounts, Totals
from driftwatch.monitoring.settings import StatisticsSettings
from driftwatch.monitoring.tally import MinuteTally
from driftwatch.observation import Observation

PARTS: Final = 64
"""Stretches that a recording is cut into: enough to see how it varies by itself."""
_PATIENCE_SECONDS: Final = 2.0
_PATIENCE_FRAMES: Final = 5


@dataclass(frozen=True)
class Measured:
    """What was measured of one recording."""

    parts: tuple[Totals, ...]
    """Consecutive stretches of equal numbers of frames, in order."""
    objects: tuple[ObjectSums, ...]
    """Whose detections they count."""
    luma_grids: tuple[bytes, ...] = ()
    """Of ImageStatistics, of each frame in order.

    Empty in what was read from a file, and where some frame has none.
    """
    detections: tuple[tuple[Detection, ...], ...] = ()
    """From the floor up, of each frame in order; empty in what was read from a file."""

    @cached_property
    def total(self) -> Totals:
        return Totals.total(self.parts)

    @cached_property
    def evidence(self) -> float:
        """How many objects, each seen equally long, would be as much evidence."""
        return effective(float(one.detections) for one in self.objects)


@dataclass(slots=True)
class _Frames:
    luma_grids: list[bytes] = field(default_factory=list[bytes])
    detections: list[tuple[Detection, ...]] = field(default_factory=list[tuple[Detection, ...]])


class Meter:
    """Measures a recording frame by frame.

    frames: how many are to come, about; they are cut into 64 stretches, or single frames where there are fewer.
    fps: frames a second; an object that is unseen for two seconds and five frames is another one afterwards.
    """

    def __init__(self, settings: StatisticsSettings, frames: int, fps: float) -> None:
        self._settings = settings
        self._length = max(frames // PARTS, 1)
        patience = max(round(fps * _PATIENCE_SECONDS), _PATIENCE_FRAMES)
        self._linker = ObjectLinker(settings.floor, settings.low_confidence, patience)
        self._tally, self._held = MinuteTally(settings), 0
        self._parts: list[Totals] = []
        self._frames = _Frames()

    def add(self, observation: Observation) -> None:
        self._tally.add([observation])
        luma_grid = observation.image.luma_grid if observation.image else b""
        self._linker.add(observation.answer, len(self._frames.luma_grids), luma_grid)
        self._frames.luma_grids.append(luma_grid)
        seen = observation.answer.detections or ()
        self._frames.detections.append(tuple(one for one in seen if self._settings.floor <= one.confidence <= 1))
        self._held += 1
        if self._held == self._length:
            self._parts.append(self._tally.totals())
            self._tally, self._held = MinuteTally(self._settings), 0

    def count(self, frames: FrameCounts) -> None:
        """Counts what gave no observation: failed and frozen frames."""
        self._tally.count(frames)

    def measured(self) -> Measured:
        """Of all frames so far. What is left over after the last whole stretch is added to that one."""
        parts = list(self._parts)
        if self._held > self._length // 2 or not parts:
            parts.append(self._tally.totals())
        else:
            parts[-1] = parts[-1] + self._tally.totals()
        parts = [part for part in parts if part.frames.frames]
        luma_grids = tuple(self._frames.luma_grids) if all(self._frames.luma_grids) else ()
        return Measured(tuple(parts), self._linker.objects(), luma_grids, tuple(self._frames.detections))
