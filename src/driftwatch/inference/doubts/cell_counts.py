"""How the boxes of every cell lie about it, in a few numbers that guards can add up."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from driftwatch.inference.heads.common.notes import Placing

FEWEST: Final = 64
"""Cells of a grid whose middle says something."""

SHIFTED: Final = 0.3
"""Cells by which half of a grid's centres lie aside in both directions, and a sound detector's do not: of BlazeFace's
outputs at most 0.05 in one of both and 0.26 in the other. Detectors are trained on mirrored images as well, so that
nothing pulls their centres to one side."""

OF_SIZE: Final = 0.25
"""Halves of a box that the shift must have where boxes are larger than cells."""

FAR: Final = 4.0
"""Cells; half of a grid's centres are never this far away."""


@dataclass(frozen=True, slots=True)
class CellCounts:
    """Of images with something to see."""

    judged: int = 0
    """How many had grids that are large enough."""
    shifted: int = 0
    """In how many all centres of a grid lie to one side of their cells."""
    far: int = 0
    """In how many they lie far away."""

    def __add__(self, other: "CellCounts") -> "CellCounts":
        return CellCounts(self.judged + other.judged, self.shifted + other.shifted, self.far + other.far)


def count_cells(placing: Placing | None) -> CellCounts:
    """Of one image. placing: None where the head does not measure boxes from cells."""
    if placing is None:
        return CellCounts()
    finite = np.isfinite(placing.shifts).all(axis=1) & np.isfinite(placing.sizes).all(axis=1)
    layers = [finite & (placing.layers == layer) for layer in np.unique(placing.layers)]
    enough = [layer for layer in layers if layer.sum() >= FEWEST]
    shifts = [np.abs(np.median(placing.shifts[layer], axis=0)) for layer in enough]
    halves = [np.median(placing.sizes[layer], axis=0) / 2 for layer in enough]
    return CellCounts(
        judged=int(bool(enough)),
        shifted=int(
            any((s > np.maximum(SHIFTED, OF_SIZE * h)).all() for s, h in zip(shifts, halves, strict=True)),
        ),
        far=int(any(np.median(np.abs(placing.shifts[layer]), axis=0).max() > FAR for layer in enough)),
    )
