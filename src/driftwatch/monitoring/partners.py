"""Two recordings of the same moments, frame by frame: which detections of one are in the other too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from driftwatch.inference.answer import Detection
from driftwatch.inference.matching import count_partners
from driftwatch.monitoring.measured import Measured

_SAME: Final = 0.5
"""Intersection over union from which two boxes of one label show the same object."""


@dataclass(frozen=True, slots=True)
class PartCounts:
    """Of one stretch."""

    partners: int
    """Detections that are in both."""
    reference: int
    """All detections of each side."""
    current: int
    """All detections of each side."""


@dataclass(frozen=True, slots=True)
class Partners:
    """Which detections of two recordings are of one object."""

    parts: tuple[PartCounts, ...]
    """In order."""
    is_placed: bool
    """Whether it is known where the reference's boxes lie in the current picture; without that, boxes that are not
    found again prove nothing.
    """


def find_partners(
    carried: Sequence[Sequence[Detection]], current: Sequence[Sequence[Detection]], like: Measured, is_placed: bool
) -> Partners:
    """Finds for each detection of one recording its partner in the other.

    carried: the reference's detections of each frame, as they lie in the current picture. current: of the same frames.
    like: whose stretches are counted by.
    """
    parts: list[PartCounts] = []
    start = 0
    for part in like.parts:
        end = start + part.frames.frames
        pairs = list(zip(carried[start:end], current[start:end], strict=True))
        parts.append(
            PartCounts(
                sum(count_partners(one, other, _SAME) for one, other in pairs),
                sum(len(one) for one, _ in pairs),
                sum(len(other) for _, other in pairs),
            )
        )
        start = end
    return Partners(tuple(parts), is_placed)
