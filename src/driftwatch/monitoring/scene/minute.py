"""What the images of one minute looked like, taken together."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.rollup import IMAGE_UNITS, FrameCounts
from driftwatch.observation import ImageStatistics

SIDE = 16
BLOCKS = SIDE * SIDE

Blocks = NDArray[np.float32]
"""(16, 16), one value for each block of the picture."""


@dataclass(frozen=True, slots=True)
class LookSums:
    """Sums over looks (see ImageStatistics), block by block: whole numbers that add up without loss."""

    count: int = 0
    """Looks added."""
    sums: tuple[int, ...] = ()
    """256 each, of the block means and of their squares, row by row; () for none."""
    squares: tuple[int, ...] = ()
    """See sums."""

    @classmethod
    def of(cls, images: Iterable[ImageStatistics]) -> "LookSums":
        """Images without a look, or with one of another size, are passed over."""
        looks = [image.luma_grid for image in images if len(image.luma_grid) == BLOCKS]
        if not looks:
            return cls()
        values = np.frombuffer(b"".join(looks), np.uint8).reshape(-1, BLOCKS).astype(np.int64)
        return cls(len(looks), tuple(values.sum(axis=0).tolist()), tuple((values * values).sum(axis=0).tolist()))

    def __add__(self, other: "LookSums") -> "LookSums":
        if not self.count or not other.count:
            return self if self.count else other
        sums = tuple(one + two for one, two in zip(self.sums, other.sums, strict=True))
        squares = tuple(one + two for one, two in zip(self.squares, other.squares, strict=True))
        return LookSums(self.count + other.count, sums, squares)


@dataclass(frozen=True, slots=True)
class SceneMinute:
    """One minute of images, about one a second of them measured."""

    images: int
    """How many were measured."""
    brightness: float
    """Mean and standard deviation of the grey images, in grey levels [0, 255]."""
    contrast: float
    """See brightness."""
    sharpness: float
    """Variance of the Laplacian. Each is the mean over the images."""
    looks: LookSums
    """Their thumbnails."""

    @classmethod
    def of(cls, frames: FrameCounts, looks: LookSums) -> "SceneMinute | None":
        """None where no image was measured."""
        count = frames.image_frames
        if not count:
            return None
        scale = 1 / (count * IMAGE_UNITS)
        return cls(
            count, frames.brightness_sum * scale, frames.contrast_sum * scale, frames.sharpness_sum * scale, looks
        )

    @property
    def look(self) -> Blocks | None:
        """The mean thumbnail in grey levels; None where no image had one."""
        if not self.looks.count:
            return None
        return np.asarray(np.array(self.looks.sums) / self.looks.count, np.float32).reshape(SIDE, SIDE)

    @property
    def movement(self) -> Blocks | None:
        """Standard deviation of each block within the minute, in grey levels; None for fewer than two thumbnails."""
        count = self.looks.count
        if count < 2:
            return None
        spread = count * np.array(self.looks.squares, np.int64) - np.array(self.looks.sums, np.int64) ** 2
        return (np.sqrt(spread) / count).astype(np.float32).reshape(SIDE, SIDE)
